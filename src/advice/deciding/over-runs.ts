import type { Advice, Circumstances, Finding, FoundRun } from '../../model/advice.ts';
import type { ComparedRevision, Comparison } from '../../model/comparison.ts';
import type { Policy } from '../../model/policy.ts';
import { isFixed, type AdviceEvidence } from '../rule.ts';
import { advise } from './advise.ts';
import { comparedEvidence } from './compared.ts';

type OfKind<Kind extends Finding['kind']> = Extract<Finding, { readonly kind: Kind }>;

/** What advice goes by beside the runs. */
interface AdviceTerms extends Policy, Circumstances {
  /** What people call the ticket. */
  readonly ownTicket?: readonly string[];
}

/**
 * Advice over several runs of one test: of each kind the newest that executed anything speaks. Runs of changed code say
 * nothing of the revision; whether a test fails on the old bug is what they are for. What ran before a comparison that
 * shows the fix is about the code without it.
 * @param runs newest first
 */
export function adviseOver(runs: readonly FoundRun[], terms: AdviceTerms): Advice | undefined {
  const bites = ofKind(runs, 'repeat').filter(({ decision }) => decision?.expect === 'fail');
  const own = runs.filter(({ isChanged }) => !isChanged);
  const comparisons = ofKind(own, 'compare');
  const compare =
    comparisons.find(({ comparison }) => comparison.overall.kind !== 'no-data') ?? comparisons[0];
  const isShown = isFixed(compare?.comparison);
  const since =
    isShown && compare !== undefined
      ? own
          .slice(
            0,
            own.findIndex(({ finding }) => finding === compare),
          )
          .filter((run) => !isBefore(run, compare.comparison))
      : own;
  const repeats = ofKind(since, 'repeat').filter(({ decision }) => decision?.expect !== 'fail');
  const repeat = repeats.find(({ verdict }) => verdict.counts.executed > 0) ?? repeats[0];
  const [isolate] = ofKind(since, 'isolate').filter(({ isolation }) => isolation.kind !== 'no-data');
  const [bisect] = ofKind(since, 'bisect');
  const [bite] = bites.flatMap(({ decision }) => decision ?? []);
  return advise({
    ...(compare === undefined ? { groups: [] } : comparedEvidence(compare.comparison)),
    ...(repeat === undefined ? {} : measured(repeat)),
    ...terms,
    ...(isolate === undefined ? {} : { isolation: isolate.isolation }),
    ...(bisect === undefined ? {} : { bisection: bisect.bisection }),
    ...(bite === undefined ? {} : { bite }),
  });
}

/** Whether a run is of the code that a fix was held against. */
function isBefore({ revision, commit }: FoundRun, { before, after }: Comparison): boolean {
  const names = [revision, ...(commit === undefined ? [] : [commit])];
  const isOn = ({ side: { label, commit: at = label } }: ComparedRevision): boolean =>
    names.includes(label) || names.includes(at);
  return isOn(before) && !isOn(after);
}

function ofKind<Kind extends Finding['kind']>(
  runs: readonly FoundRun[],
  kind: Kind,
): readonly OfKind<Kind>[] {
  return runs
    .map(({ finding }) => finding)
    .filter((finding): finding is OfKind<Kind> => finding.kind === kind);
}

function measured(repeat: OfKind<'repeat'>): Pick<AdviceEvidence, 'verdict' | 'estimate' | 'groups'> {
  const { verdict, groups } = repeat;
  return {
    verdict: verdict.kind,
    groups,
    ...(verdict.estimate === undefined ? {} : { estimate: verdict.estimate }),
  };
}
