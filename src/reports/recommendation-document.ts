import type { Advice, Circumstances, Finding, FoundRun } from '../model/advice.ts';
import type { BisectionOutcome } from '../model/bisection.ts';
import { code, strong, text, type Block, type Document, type Inline, type Topic } from '../model/document.ts';
import type { IsolationKind } from '../model/isolation.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { circumstances } from './circumstances.ts';
import { actionWords, adviceDetails, ticketsInline } from './advice.ts';
import { kindWords, statement } from './comparison-words.ts';
import { count, plural, rateCell } from './numbers.ts';

/** What advice over a ticket's runs needs to be worded. */
export interface RecommendationReport {
  readonly topic: Topic;
  readonly test: string;
  readonly requestedBy: string;
  /** Newest first. */
  readonly runs: readonly FoundRun[];
  readonly advice?: Advice;
  /** What else is known of the test. */
  readonly around?: Circumstances;
  /** A command that would tell more, as one types it here. */
  readonly next: string;
}

const mostRows = 20;

/** What to do about a test, the runs that say so, and who decides. */
export function recommendationDocument(report: RecommendationReport): Document {
  const { topic, test, requestedBy, runs, advice, around = {}, next } = report;
  const about: readonly Inline[] = [
    { kind: 'person', login: requestedBy },
    text(' '),
    code(shorten(plainLine(test), 300)),
  ];
  return {
    topic,
    blocks: [
      { kind: 'headline', mark: 'info', text: headline(advice) },
      { kind: 'paragraph', text: [...about, text(reasonOf(advice))] },
      ...table(runs),
      ...circumstances(around),
      ...adviceDetails(advice),
      { kind: 'paragraph', text: [strong('Next:'), text(' '), code(next)] },
    ],
  };
}

function headline(advice: Advice | undefined): readonly Inline[] {
  if (advice === undefined)
    return [strong('No advice yet'), text(': no run of this ticket has told anything')];
  return [strong('Advice'), text(`: ${actionWords[advice.action]}`), ...ticketsInline(advice)];
}

function reasonOf(advice: Advice | undefined): string {
  return advice === undefined ? '' : `: ${advice.reason}. Nothing was changed.`;
}

function table(runs: readonly FoundRun[]): readonly Block[] {
  if (runs.length === 0) return [];
  const columns = ['Question', 'Evidence', 'Run'].map((title) => ({ title, align: 'left' as const }));
  const rows = runs
    .slice(0, mostRows)
    .map((found) => [
      [text(questionOf(found.finding))],
      [...evidenceOf(found.finding), ...placeOf(found)],
      [code(found.run), text(`, ${found.at.slice(0, 10)}`)],
    ]);
  const more = runs.length - mostRows;
  const cut: Block = { kind: 'paragraph', text: [text(`${plural(more, 'older run')} not shown.`)] };
  return [{ kind: 'table', columns, rows }, ...(more > 0 ? [cut] : [])];
}

function questionOf(finding: Finding): string {
  switch (finding.kind) {
    case 'repeat':
      return finding.decision?.expect === 'fail' ? 'Can it still fail?' : 'How often does it fail?';
    case 'compare':
      return 'Is it new, is it fixed?';
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
      if (estimate !== undefined)
        return [text(`${count(estimate.failed)} / ${count(estimate.executed)}, ${rateCell(estimate)}`)];
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
      return [text(isolationWords[finding.isolation.kind])];
    case 'bisect':
      return outcomeWords(finding.bisection.outcome);
  }
}

function placeOf({ finding, revision, isChanged }: FoundRun): readonly Inline[] {
  const changed = isChanged ? ', with its code changed' : '';
  if (finding.kind === 'compare' || finding.kind === 'bisect') return isChanged ? [text(changed)] : [];
  return [text(' at '), code(shorten(plainLine(revision), 80)), text(changed)];
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
      return [
        code(ids.join(', ')),
        text(outcome.kind === 'culprit' ? `, ${sure}` : ', but that may be chance'),
      ];
    }
    case 'began-to-run':
      return [text('it fails since it runs: '), code(outcome.boundary.runs.id.slice(0, 9))];
    case 'already-bad':
      return [text('it failed at the good revision too')];
    case 'not-failing':
      return [text('it did not fail at the bad revision')];
    case 'untestable-end':
      return [text(`the ${outcome.end} revision could not be tested`)];
    case 'unfinished':
      return [text('not finished')];
  }
}
