import { groupFailures } from '../failures/groups.ts';
import type { KnownIssueRule } from '../failures/known-issues.ts';
import type { Iteration } from '../model/iteration.ts';
import { isEarlier, type SideEvidence, type SidesEvidence } from '../model/question.ts';
import type { FailureGroup } from '../model/signature.ts';
import type { Sample } from '../statistics/sample.ts';

/** Evidence of a side that was asked nothing yet. */
export const noEvidence: SideEvidence = { iterations: [], asked: 0 };

/** The failures of all sides grouped together, so that a cause has one id wherever it shows; most frequent first. */
export function causesAmong(
  evidence: SidesEvidence,
  rules: readonly KnownIssueRule[] = [],
): readonly FailureGroup[] {
  return groupFailures(
    [...evidence.values()].flatMap(({ iterations }) => iterations),
    rules,
  );
}

/** All executed runs of a side, whatever the cause. */
export function sampleOf({ iterations }: SideEvidence): Sample {
  return { failed: failedOf(iterations).length, executed: executedOf(iterations).length };
}

/**
 * One cause's runs on a side. Runs that failed in another way only are neither failures nor clean runs for it:
 * they may have hidden it.
 */
export function causeSample({ iterations }: SideEvidence, cause: FailureGroup): Sample {
  const own = new Set(cause.iterations);
  const failed = executedOf(iterations).filter(({ index }) => own.has(index)).length;
  const hidden = failedOf(iterations).filter(({ index }) => !own.has(index)).length;
  return { failed, executed: executedOf(iterations).length - hidden };
}

/** Iterations in a row that execute nothing and show that more of the same would not either. */
const hopeless = 25;

/** A side that executes nothing, or nothing any more: all is skipped or lost, and asking again would be waste. */
export function isStalled({ iterations, asked, broken }: SideEvidence): boolean {
  if (broken !== undefined) return true;
  if (asked === 0) return false;
  if (executedOf(iterations).length === 0 || asked - iterations.length >= hopeless) return true;
  const own = iterations.filter(({ index }) => !isEarlier(index));
  const newest = own.toSorted((a, b) => a.index - b.index).slice(-hopeless);
  return newest.length === hopeless && executedOf(newest).length === 0;
}

function executedOf(iterations: readonly Iteration[]): readonly Iteration[] {
  return iterations.filter(({ outcome }) => outcome === 'passed' || outcome === 'failed');
}

function failedOf(iterations: readonly Iteration[]): readonly Iteration[] {
  return iterations.filter(({ outcome }) => outcome === 'failed');
}
