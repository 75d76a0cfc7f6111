import type { Advice, Circumstances, Finding, FoundRun } from '../../model/advice.ts';
import type { Policy } from '../../model/policy.ts';
import type { AdviceEvidence } from '../rule.ts';
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
 * nothing of the revision; whether a test fails on the old bug is what they are for.
 * @param runs newest first
 */
export function adviseOver(runs: readonly FoundRun[], terms: AdviceTerms): Advice | undefined {
  const bites = ofKind(runs, 'repeat').filter(({ decision }) => decision?.expect === 'fail');
  const own = runs.filter(({ isChanged }) => !isChanged);
  const repeats = ofKind(own, 'repeat').filter(({ decision }) => decision?.expect !== 'fail');
  const repeat = repeats.find(({ verdict }) => verdict.counts.executed > 0) ?? repeats[0];
  const comparisons = ofKind(own, 'compare');
  const compare =
    comparisons.find(({ comparison }) => comparison.overall.kind !== 'no-data') ?? comparisons[0];
  const [isolate] = ofKind(own, 'isolate').filter(({ isolation }) => isolation.kind !== 'no-data');
  const [bisect] = ofKind(own, 'bisect');
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
