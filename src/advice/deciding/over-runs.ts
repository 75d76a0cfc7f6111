import type { Advice, Circumstances, Finding, FoundRun, ProposedFix } from '../../model/advice.ts';
import type { ComparedRevision, Comparison } from '../../model/comparison.ts';
import type { Policy } from '../../model/policy.ts';
import type { WantedRevision } from '../../model/wanted-runs.ts';
import { goneIn } from '../reading/revisions.ts';
import type { AdviceEvidence } from '../rule.ts';
import { adviseAcross } from './advise.ts';
import { cleanSince } from './clean-since.ts';
import { comparedEvidence } from './compared.ts';
import { countsOf, isToFail, judgedLanes, lanesIn } from './lanes.ts';

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
    return { lane, evidence: { ...evidenceOf(own, terms), ...terms, ...biteOf(bites) } };
  });
  return adviseAcross(told, Math.max(lanesIn(asked).length, 1));
}

/** What the runs of one lane say together. */
function evidenceOf(runs: readonly FoundRun[], terms: AdviceTerms): Omit<AdviceEvidence, keyof AdviceTerms> {
  const own = runs.filter(({ isChanged }) => !isChanged);
  const compared = comparedIn(own, terms);
  const since = sinceGone(own, goneIn({ groups: [], ...terms, ...compared }), terms);
  const repeats = since.filter(({ finding }) => finding.kind === 'repeat');
  const repeat = repeats.find(({ finding }) => countsOf(finding).executed > 0) ?? repeats[0];
  const [isolate] = ofKind(since, 'isolate').filter(({ isolation }) => isolation.kind !== 'no-data');
  const search = since.find(({ finding }) => finding.kind === 'bisect');
  const changed = onlyChanged(runs);
  const clean = cleanSince(own);
  const speaking = repeat ?? since.find(({ finding }) => finding.kind !== 'compare');
  return {
    groups: [],
    ...compared,
    ...(repeat === undefined ? {} : measured(repeat)),
    ...(speaking === undefined ? {} : { revision: revisionOf(speaking) }),
    isLowerBound: own.some((one) => one.isLowerBound === true && countsOf(one.finding).executed > 0),
    isUnskipped: own.some((one) => one.isUnskipped === true && countsOf(one.finding).executed > 0),
    ...(isolate === undefined ? {} : { isolation: isolate.isolation }),
    ...(search === undefined ? {} : searched(search)),
    ...(changed === undefined ? {} : { changed }),
    ...(clean === undefined ? {} : { cleanSince: clean }),
  };
}

type FoundComparison = Pick<FoundRun, 'asks' | 'at'> & { readonly comparison: Comparison };

type Compared = Pick<AdviceEvidence, 'comparison' | 'asks' | 'other' | 'groups'>;

/** The newest comparison that says anything, and beside it the newest that asks of the release what this one does not. */
function comparedIn(own: readonly FoundRun[], { fixes = [], release }: AdviceTerms): Partial<Compared> {
  const all = own.flatMap(({ finding, asks, at }): readonly FoundComparison[] =>
    finding.kind === 'compare'
      ? [{ comparison: finding.comparison, at, ...(asks === undefined ? {} : { asks }) }]
      : [],
  );
  const told = all.filter(({ comparison }) => comparison.overall.kind !== 'no-data');
  const newest = told[0] ?? all[0];
  if (newest === undefined) return {};
  const { comparison, asks, at } = newest;
  const wanted = asks === 'origin' ? 'proposal' : 'origin';
  // Once its fix is in, what the release does speaks louder than what the fix did.
  const isOver = wanted === 'proposal' && fixes.some((fix) => isIn(fix, at));
  // Where no release waits, what is not known to be about a fix is about what was there before.
  const isOther = (one: FoundComparison): boolean =>
    one.asks === wanted || (wanted === 'origin' && release === undefined && one.asks === undefined);
  const other = isOver || asks === undefined ? undefined : told.find(isOther);
  return {
    ...comparedEvidence(comparison),
    ...(asks === undefined ? {} : { asks }),
    ...(other === undefined ? {} : { other: other.comparison }),
  };
}

/** Whether a fix was in the release's code at a time, as far as anybody says. */
function isIn({ isMerged, mergedAt = '' }: ProposedFix, at: string): boolean {
  return isMerged && mergedAt <= at;
}

/** What was run since a failure was shown gone, and not of the code without the fix; all where it was not. */
function sinceGone(
  own: readonly FoundRun[],
  gone: Comparison | undefined,
  { fixes = [] }: AdviceTerms,
): readonly FoundRun[] {
  const at = own.findIndex(({ finding }) => finding.kind === 'compare' && finding.comparison === gone);
  if (gone === undefined || at === -1) return own;
  return own.slice(0, at).filter((run) => !isBefore(run, gone, fixes));
}

function searched({ finding, asks }: FoundRun): Pick<AdviceEvidence, 'bisection' | 'searchAsks'> {
  if (finding.kind !== 'bisect') return {};
  return { bisection: finding.bisection, ...(asks === undefined ? {} : { searchAsks: asks }) };
}

/** Whether the test fails where it has to is the same in every lane. */
function biteOf(bites: readonly FoundRun[]): Pick<AdviceEvidence, 'bite'> {
  const [bite] = ofKind(bites, 'repeat').flatMap(({ decision }) => decision ?? []);
  return bite === undefined ? {} : { bite };
}

/** What the newest failing run of changed code came to, where the code as it is never ran. */
function onlyChanged(runs: readonly FoundRun[]): AdviceEvidence['changed'] {
  const told = runs.filter(({ finding }) => countsOf(finding).executed > 0);
  if (!told.every(({ isChanged }) => isChanged)) return undefined;
  const failing = told.find(({ finding }) => countsOf(finding).failed > 0);
  return failing && { ...countsOf(failing.finding), revision: revisionOf(failing) };
}

/** A run's revision as commands name it: the head of a pull request by its number. */
function revisionOf({ revision, commit, pull }: FoundRun): WantedRevision {
  const label = pull === undefined ? revision : `#${pull}`;
  return { label, ...(commit === undefined ? {} : { commit }) };
}

/** Whether a run is of the code that a fix was held against: its branch moves on, and has the fix once that is in. */
function isBefore(
  { revision, commit, at: asked }: FoundRun,
  { before, after }: Comparison,
  fixes: readonly ProposedFix[],
): boolean {
  const names = [revision, ...(commit === undefined ? [] : [commit])];
  const isOn = ({ side: { label, commit: at = label } }: ComparedRevision): boolean =>
    names.includes(label) || names.includes(at);
  if (!isOn(before) || isOn(after)) return false;
  const hasMoved = commit !== undefined && before.side.commit !== undefined && commit !== before.side.commit;
  return !(hasMoved && fixes.some((fix) => isIn(fix, asked)));
}

function ofKind<Kind extends Finding['kind']>(
  runs: readonly FoundRun[],
  kind: Kind,
): readonly OfKind<Kind>[] {
  return runs
    .map(({ finding }) => finding)
    .filter((finding): finding is OfKind<Kind> => finding.kind === kind);
}

function measured({ finding }: FoundRun): Partial<AdviceEvidence> {
  if (finding.kind !== 'repeat') return {};
  const { verdict, groups } = finding;
  return {
    verdict: verdict.kind,
    groups,
    isSkipped: verdict.counts.skipped > 0 && verdict.counts.executed === 0,
    ...(verdict.estimate === undefined ? {} : { estimate: verdict.estimate }),
  };
}
