import type { Advice, Circumstances, Finding, FoundRun } from '../../model/advice.ts';
import type { ComparedRevision, Comparison } from '../../model/comparison.ts';
import type { Policy } from '../../model/policy.ts';
import { isFixed, type AdviceEvidence } from '../rule.ts';
import { adviseAcross } from './advise.ts';
import { comparedEvidence } from './compared.ts';
import { countsOf, isToFail, judgedLanes, lanesIn, type Counted } from './lanes.ts';

type OfKind<Kind extends Finding['kind']> = Extract<Finding, { readonly kind: Kind }>;

/** What advice goes by beside the runs. */
interface AdviceTerms extends Policy, Circumstances {
  /** What people call the ticket. */
  readonly ownTicket?: readonly string[];
}

/**
 * Advice over several runs of one test: in each lane that failed the newest of each kind that executed anything speaks.
 * Runs of changed code say nothing of the revision; whether a test fails on the old bug is what they are for. What ran
 * before a comparison that shows the fix is about the code without it.
 * @param runs newest first
 */
export function adviseOver(runs: readonly FoundRun[], terms: AdviceTerms): Advice | undefined {
  const bites = runs.filter(isToFail);
  const asked = runs.filter((run) => !isToFail(run));
  const lanes = asked.length === 0 ? [''] : judgedLanes(runs);
  const told = lanes.map((lane) => {
    const own = asked.filter((run) => run.lane === lane);
    return { lane, evidence: { ...evidenceOf(own), ...terms, ...biteOf(bites) } };
  });
  return adviseAcross(told, Math.max(lanesIn(asked).length, 1));
}

/** What the runs of one lane say together. */
function evidenceOf(runs: readonly FoundRun[]): Omit<AdviceEvidence, keyof AdviceTerms> {
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
  const repeats = ofKind(since, 'repeat');
  const repeat = repeats.find(({ verdict }) => verdict.counts.executed > 0) ?? repeats[0];
  const [isolate] = ofKind(since, 'isolate').filter(({ isolation }) => isolation.kind !== 'no-data');
  const [bisect] = ofKind(since, 'bisect');
  const changed = onlyChanged(runs);
  return {
    ...(compare === undefined ? { groups: [] } : comparedEvidence(compare.comparison)),
    ...(repeat === undefined ? {} : measured(repeat)),
    ...(isolate === undefined ? {} : { isolation: isolate.isolation }),
    ...(bisect === undefined ? {} : { bisection: bisect.bisection }),
    ...(changed === undefined ? {} : { changed }),
  };
}

/** Whether the test fails where it has to is the same in every lane. */
function biteOf(bites: readonly FoundRun[]): Pick<AdviceEvidence, 'bite'> {
  const [bite] = ofKind(bites, 'repeat').flatMap(({ decision }) => decision ?? []);
  return bite === undefined ? {} : { bite };
}

/** What the newest failing run of changed code came to, where the code as it is never ran. */
function onlyChanged(runs: readonly FoundRun[]): Counted | undefined {
  const told = runs
    .map(({ finding, isChanged }) => ({ isChanged, counts: countsOf(finding) }))
    .filter(({ counts }) => counts.executed > 0);
  if (!told.every(({ isChanged }) => isChanged)) return undefined;
  return told.find(({ counts }) => counts.failed > 0)?.counts;
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
