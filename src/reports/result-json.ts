import type { Advice } from '../model/advice.ts';
import type { Decision } from '../model/decision.ts';
import type { Estimate } from '../model/estimate.ts';
import type { Addition } from '../model/repeat-run.ts';
import type { Counts, Iteration } from '../model/iteration.ts';
import type { FailureGroup } from '../model/signature.ts';
import { largestFirst } from './failure-groups.ts';
import { identities } from './identities.ts';
import { causeJson, type CauseJson, type SpentJson, spentJson } from './json-parts.ts';
import type { GroupReport, RepeatReport } from './repeat-report.ts';

/** The result of a run for programs; fields are only ever added under one schema number. */
export interface ResultJson extends Counts, SpentJson {
  readonly schema: 'retrial.result/1';
  readonly run: string;
  readonly verdict: string;
  /** The answer, where the run was asked a question that ends by itself. */
  readonly decision: Decision | null;
  /** What the evidence points to; a person decides. */
  readonly advice: Advice | null;
  readonly test: string;
  readonly ref: string | null;
  readonly commit: string | null;
  readonly lane: string | null;
  /** How the code was changed for the run, in words; empty for not at all. */
  readonly overlays: readonly string[];
  /** How it was run other than usually, in the words that asked for it; absent for the usual way. */
  readonly manner?: readonly string[];
  /** The runner runs again by itself what fails, and hides that: rate and bounds are lower bounds. */
  readonly reruns?: true;
  /** failed / executed; null when nothing executed. */
  readonly rate: number | null;
  /** Clopper-Pearson bounds at `level`, one-sided at no and at all failures; null when nothing executed. */
  readonly ci95: readonly [number, number] | null;
  readonly level: number | null;
  /** The bounds hold at every look, since runs were added after results had been seen. */
  readonly anytime?: true;
  /** Runs that were added after the run was asked, oldest first; absent for none. */
  readonly additions?: readonly { readonly kind: Addition['kind']; readonly runs: number }[];
  readonly partial: 'cancelled' | 'interrupted' | null;
  readonly exitCodesOnly: boolean;
  readonly wallMs: number;
  readonly reasons: readonly string[];
  readonly wouldChange: string;
  readonly signatures: readonly SignatureJson[];
  readonly runs: readonly IterationJson[];
}

interface SignatureJson extends CauseJson {
  readonly failed: number;
  readonly rate: number;
  readonly ci95: readonly [number, number];
  readonly runs: readonly number[];
}

/** One iteration as `runs` and `run.finished` carry it. */
export interface IterationJson {
  readonly index: number;
  readonly outcome: Iteration['outcome'];
  /** Null where it is unknown. */
  readonly durationMs: number | null;
  readonly machine: string;
  readonly reason?: string;
  readonly signature?: string;
}

/**
 * One object for `--format json`. Texts are as they came: JSON escapes what a terminal must not see.
 * @throws RangeError when the counts contradict their identities
 */
export function resultJson(report: RepeatReport): ResultJson {
  const { run, verdict, groups } = report;
  const { kind, counts, estimate, reasons, wouldChange } = verdict;
  identities(counts);
  return {
    schema: 'retrial.result/1',
    run: run.id,
    verdict: kind,
    decision: report.decision ?? null,
    advice: report.advice ?? null,
    test: run.selector,
    ref: run.revision ?? null,
    commit: run.commit ?? null,
    lane: run.lane ?? null,
    overlays: run.overlays,
    ...(run.manner === undefined ? {} : { manner: run.manner }),
    ...(run.reruns === true ? { reruns: true } : {}),
    ...counts,
    rate: estimate?.rate ?? null,
    ci95: estimate === undefined ? null : boundsOf(estimate),
    level: estimate?.level ?? null,
    ...(estimate?.isAnytime === true ? { anytime: true } : {}),
    ...(run.additions === undefined
      ? {}
      : { additions: run.additions.map(({ kind, runs }) => ({ kind, runs })) }),
    partial: report.partial ?? null,
    exitCodesOnly: report.exitCodesOnly,
    wallMs: report.wallMs,
    ...spentJson(report),
    reasons,
    wouldChange,
    signatures: largestFirst(groups).map(signatureJson),
    runs: runsJson(report.iterations, report.groups),
  };
}

/** One iteration for programs; the signature is known once failures are grouped. */
export function iterationJson(iteration: Iteration, signature?: string): IterationJson {
  const { index, outcome, durationMs, machine, reason } = iteration;
  return {
    index,
    outcome,
    durationMs: durationMs ?? null,
    machine,
    ...(reason === undefined ? {} : { reason }),
    ...(signature === undefined ? {} : { signature }),
  };
}

/** Iterations for programs, each with the id of the last of the causes that it failed by. */
export function runsJson(
  iterations: readonly Iteration[],
  groups: readonly { readonly group: FailureGroup }[],
): readonly IterationJson[] {
  const signatures = new Map(
    groups.flatMap(({ group }) => group.iterations.map((index) => [index, group.signature.id] as const)),
  );
  return iterations.map((iteration) => iterationJson(iteration, signatures.get(iteration.index)));
}

function signatureJson({ group, estimate }: GroupReport): SignatureJson {
  return {
    ...causeJson(group),
    failed: estimate.failed,
    rate: estimate.rate,
    ci95: boundsOf(estimate),
    runs: group.iterations,
  };
}

function boundsOf({ low, high }: Estimate): readonly [number, number] {
  return [low, high];
}
