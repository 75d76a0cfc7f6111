import type { Comparison, ComparisonKind } from '../model/comparison.ts';
import type { ProposedFix } from '../model/advice.ts';
import type { WantedRuns } from '../model/wanted-runs.ts';
import { countsOf, fixCheckIn, fixesMeant } from './reading/revisions.ts';
import { again, further } from './reading/wanted.ts';
import type { AdviceEvidence, AdviceRule } from './rule.ts';

/** A fix that nobody checked is a hope. */
export const fixProposed: AdviceRule = {
  name: 'a fix is proposed',
  vote(evidence) {
    const check = fixCheckIn(evidence);
    const fixes = fixesMeant(check, evidence);
    const [fix] = fixes;
    if (fix === undefined) return undefined;
    const isProved = check?.rows.some(({ result }) => result.kind === 'fixed') ?? false;
    const names = fixes
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', ');
    const what = fix.isMerged ? 'merged' : 'proposed';
    if (isProved && check !== undefined) {
      return {
        action: fix.isMerged ? 'close' : 'merge',
        reason: `a fix is ${what} (${names}) and the failure is gone with it${countsOf(check, 'fixed')}`,
        wouldChange: 'The same failure on the fixed side.',
      };
    }
    const stays = staysIn(evidence, check);
    return {
      action: 'run-more',
      reason:
        stays === undefined
          ? `a fix is ${what} (${names}), and no comparison shows yet that it works`
          : `a fix is ${what} (${names}), but the failure stays with the fix${countsOf(stays)}`,
      wouldChange: 'A comparison of the code before it with the code that has it.',
      wants: wantedFor(fix, check, evidence),
    };
  },
};

const still: readonly ComparisonKind[] = ['pre-existing', 'pre-existing-worse', 'still-flaky-better'];

/** The comparison with a fix that leaves the failure where it was. */
function staysIn({ asks }: AdviceEvidence, check: Comparison | undefined): Comparison | undefined {
  return asks !== undefined && check !== undefined && still.includes(check.overall.kind) ? check : undefined;
}

/** What its comparison lacks; once a fix that does not hold is mended, the same again; else the first one. */
function wantedFor(fix: ProposedFix, check: Comparison | undefined, evidence: AdviceEvidence): WantedRuns {
  if (check === undefined) return withFix(fix, evidence);
  return still.includes(check.overall.kind) ? again(check) : further(check, evidence);
}

/** The code that fails against its fix: once that is merged, the failing commit against what its branch is now. */
function withFix(
  { name, isMerged }: ProposedFix,
  { revision, comparison, cleanSince }: AdviceEvidence,
): WantedRuns {
  const failing = cleanSince?.failing ?? revision ?? comparison?.before.side;
  const before = failing === undefined ? {} : { before: failing };
  if (!isMerged) return { verb: 'compare', ...before, after: { label: name } };
  const { label, commit } = failing ?? {};
  return {
    verb: 'compare',
    ...(commit === undefined ? {} : { before: { label: commit } }),
    ...(label === undefined ? {} : { after: { label } }),
  };
}
