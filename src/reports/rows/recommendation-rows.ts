import type { Finding, FoundRun, ReleaseAspect } from '../../model/advice.ts';
import type { BisectionOutcome } from '../../model/bisection.ts';
import type { ComparisonKind } from '../../model/comparison.ts';
import type { Decision } from '../../model/decision.ts';
import { code, strong, text, type Inline } from '../../model/document.ts';
import type { Estimate } from '../../model/estimate.ts';
import type { Isolation, IsolationKind } from '../../model/isolation.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import { kindWords, statement } from '../comparison-words.ts';
import { count, rateCell } from '../numbers.ts';

/** A question, what the evidence says to it, and what that points to; no row decides. */
export interface RecommendationRow {
  readonly question: string;
  readonly evidence: readonly Inline[];
  readonly pointsTo: string;
}

/** A question that one run may answer, and that is asked of every test. */
export const worthKeeping = 'Is the test worth keeping?';

/** What a row of a run goes by beside it. */
interface RowTerms {
  /** Runs of several lanes stand side by side. */
  readonly hasLanes: boolean;
  /** A release waits for the ticket. */
  readonly hasRelease: boolean;
  /** Runs that say nothing of that release. */
  readonly elsewhere: readonly string[];
  /** The failure rate the project lives with: fewer clean runs than rule it out close nothing. */
  readonly tolerance: number;
}

/** What one run found out, and of which code; its lane too, where runs of several stand side by side. */
export function rowOfRun(found: FoundRun, terms: RowTerms): RecommendationRow {
  const { finding, run, at, lane } = found;
  const inLane = terms.hasLanes && lane !== '' ? [text(' in '), code(shorten(plainLine(lane), 40))] : [];
  const source = [...inLane, text('; '), code(run), text(`, ${at.slice(0, 10)}`)];
  return {
    question: questionOf(finding),
    evidence: [...evidenceOf(finding), ...placeOf(found), ...source],
    pointsTo: terms.elsewhere.includes(run)
      ? 'nothing here: other code'
      : shownBy(found, pointsTo(found, terms)),
  };
}

/** What rests on failures that stayed away, or were few. */
const restingOnFew: readonly string[] = ['close', 'accept the fix', 'ignore or defer'];

/** A runner that hides failures shows nothing by those that it did not report. */
function shownBy({ hidesFailures }: FoundRun, point: string): string {
  return hidesFailures === true && restingOnFew.includes(point) ? 'a run without reruns' : point;
}

/** `12 / 400`, or that nothing executed. */
export function outOf(estimate: Pick<Estimate, 'failed' | 'executed'> | undefined): string {
  return estimate === undefined ? 'no run' : `${count(estimate.failed)} / ${count(estimate.executed)}`;
}

function questionOf(finding: Finding): string {
  switch (finding.kind) {
    case 'repeat':
      return finding.decision?.expect === 'fail' ? worthKeeping : 'How often does it fail?';
    case 'compare':
      return 'Is it a regression, is it fixed?';
    case 'isolate':
      return 'Does it depend on other tests?';
    case 'bisect':
      return 'Which commit?';
  }
}

function evidenceOf(finding: Finding): readonly Inline[] {
  switch (finding.kind) {
    case 'repeat': {
      const { counts, estimate } = finding.verdict;
      const { decision } = finding;
      if (estimate !== undefined && decision?.expect === 'fail')
        return [text(`${biteWords(decision)}: ${outOf(estimate)}`)];
      if (estimate !== undefined) return [text(`${outOf(estimate)}, ${rateCell(estimate)}`)];
      const { asked, skipped, lost } = counts;
      return [text(`0 of ${count(asked)} executed: ${count(skipped)} skipped, ${count(lost)} lost`)];
    }
    case 'compare':
      return [
        strong(kindWords[finding.comparison.overall.kind].word),
        text(': '),
        ...statement(finding.comparison),
      ];
    case 'isolate':
      return [text(`${isolationWords[finding.isolation.kind]} (${scopesOf(finding.isolation)})`)];
    case 'bisect':
      return outcomeWords(finding.bisection.outcome);
  }
}

function scopesOf({ scopes }: Isolation): string {
  return scopes
    .map(({ scope, counts }) => `${scope} ${count(counts.failed)} / ${count(counts.executed)}`)
    .join(', ');
}

function placeOf({ finding, revision, isChanged, hidesFailures }: FoundRun): readonly Inline[] {
  const hidden = hidesFailures === true ? ', by a runner that hides failures' : '';
  const changed = `${isChanged ? ', with its code or circumstances changed' : ''}${hidden}`;
  if (finding.kind === 'compare' || finding.kind === 'bisect') return changed === '' ? [] : [text(changed)];
  return [text(' at '), code(shorten(plainLine(revision), 80)), text(changed)];
}

function biteWords({ kind }: Decision): string {
  if (kind === 'still-bites') return 'it still fails where it should';
  if (kind === 'fails-no-more') return 'it fails no more where it should';
  return 'not decided whether it still fails where it should';
}

const isolationWords: Readonly<Record<IsolationKind, string>> = {
  order: 'yes, the tests around it change how often it fails',
  load: 'no, but on load',
  'order-and-load': 'yes, and on load',
  'by-itself': 'no, it fails alone',
  undecided: 'not decided',
  'not-reproduced': 'it did not fail',
  'no-data': 'it never ran alone',
};

function outcomeWords(outcome: BisectionOutcome): readonly Inline[] {
  switch (outcome.kind) {
    case 'culprit':
    case 'no-change': {
      const ids = outcome.culprits.slice(0, 3).map(({ id }) => id.slice(0, 9));
      const sure = `${Math.floor(outcome.confidence * 100)} % sure`;
      const sides = `${outOf(outcome.before)} before, ${outOf(outcome.from)} from it on`;
      return [
        code(ids.join(', ')),
        text(`${outcome.kind === 'culprit' ? `, ${sure}` : ', but that may be chance'}: ${sides}`),
      ];
    }
    case 'began-to-run':
      return [
        text(`it fails since it runs (${outOf(outcome.at)}): `),
        code(outcome.boundary.runs.id.slice(0, 9)),
      ];
    case 'already-bad':
      return [text(`it failed at the good revision too: ${outOf(outcome.goodEnd)}`)];
    case 'not-failing':
      return [text(`it did not fail at the bad revision: ${outOf(outcome.badEnd)}`)];
    case 'untestable-end':
      return [text(`the ${outcome.end} revision could not be tested`)];
    case 'unfinished':
      return [text('not finished')];
  }
}

const comparisonPoints: Readonly<Record<ComparisonKind, string>> = {
  regression: 'fix',
  'pre-existing-worse': 'fix',
  'pre-existing': 'ignore or defer',
  'still-flaky-better': 'ignore or defer',
  fixed: 'accept the fix',
  'not-reproduced': 'close',
  'need-more-runs': 'run more',
  'no-data': 'run more',
};

const isolationPoints: Readonly<Record<IsolationKind, string>> = {
  order: 'fix the test',
  load: 'fix the test',
  'order-and-load': 'fix the test',
  'by-itself': 'fix',
  undecided: 'run more',
  'not-reproduced': 'run more',
  'no-data': 'run more',
};

const bisectionPoints: Readonly<Record<BisectionOutcome['kind'], string>> = {
  culprit: 'fix, by who made that commit',
  'began-to-run': 'not a regression',
  'already-bad': 'not a regression',
  'no-change': 'run more',
  'not-failing': 'run more',
  'untestable-end': 'run more',
  unfinished: 'run more',
};

function pointsTo({ finding, asks }: FoundRun, { hasRelease, tolerance }: RowTerms): string {
  switch (finding.kind) {
    case 'repeat': {
      const { verdict, decision } = finding;
      if (decision?.kind === 'still-bites') return 'keep and fix';
      if (decision?.kind === 'fails-no-more') return 'fix the test';
      if (decision?.expect === 'fail' || verdict.estimate === undefined) return 'run more';
      if (verdict.estimate.failed > 0) return 'fix or ignore';
      return verdict.estimate.high <= tolerance ? 'close' : 'run more';
    }
    case 'compare':
      return compared(finding.comparison.overall.kind, asks);
    case 'isolate':
      return isolationPoints[finding.isolation.kind];
    case 'bisect':
      return searched(finding.bisection.outcome.kind, hasRelease && asks !== 'origin');
  }
}

/** What a fix leaves or brings says nothing of the release before, and what that lost is no fix. */
function compared(kind: ComparisonKind, asks: ReleaseAspect | undefined): string {
  if (asks === 'origin' && kind === 'fixed') return 'close';
  const isFix = asks === 'proposal' || asks === 'progress';
  return isFix && ['fix', 'ignore or defer'].includes(comparisonPoints[kind])
    ? 'another fix'
    : comparisonPoints[kind];
}

function searched(kind: BisectionOutcome['kind'], isOfOther: boolean): string {
  return kind === 'already-bad' && isOfOther ? 'comparing it with the release before' : bisectionPoints[kind];
}
