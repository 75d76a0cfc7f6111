import type { Advice, Circumstances, Confidence, FoundRun } from '../model/advice.ts';
import {
  code,
  link,
  strong,
  text,
  type Block,
  type Document,
  type Inline,
  type Topic,
} from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { actionWords, otherVotes, ticketsInline, tolerated } from './advice.ts';
import { circumstances } from './circumstances.ts';
import { plural } from './numbers.ts';
import { questionsOfEveryTest, type AskedTest } from './rows/questions-of-every-test.ts';
import { rowOfRun, type RecommendationRow } from './rows/recommendation-rows.ts';

/** Something that can be done next. */
export interface NextStep {
  /** In a few words, such as "If 4.1 can't wait". */
  readonly what: string;
  /** As one types it here; absent where a person does it elsewhere. */
  readonly command?: string;
}

/** What advice over a ticket's runs needs to be worded. */
export interface RecommendationReport {
  readonly topic: Topic;
  readonly test: string;
  readonly requestedBy: string;
  /** Newest first. */
  readonly runs: readonly FoundRun[];
  readonly advice?: Advice;
  /** Ids of those that are of other code than the ticket's release asks about. */
  readonly elsewhere?: readonly string[];
  /** How far the numbers carry the advice. */
  readonly confidence?: Confidence;
  /** What else is known of the test. */
  readonly around?: Circumstances;
  /** What to do next, best first; three at most are shown. */
  readonly steps: readonly NextStep[];
  /** Where people can read the policy. */
  readonly policyUrl?: string;
}

const mostRows = 20;
const mostSteps = 3;

/** What to do about a test, the runs that say so, and who decides. */
export function recommendationDocument(report: RecommendationReport): Document {
  const { topic, test, requestedBy, runs, advice, around = {}, steps, elsewhere = [] } = report;
  const about: readonly Inline[] = [
    { kind: 'person', login: requestedBy },
    text(' '),
    code(shorten(plainLine(test), 300)),
    text(advice === undefined ? '' : `: ${advice.reason}.`),
  ];
  return {
    topic,
    blocks: [
      { kind: 'headline', mark: 'info', text: headline(report) },
      { kind: 'paragraph', text: about },
      ...table({ test, runs, around }, { elsewhere, tolerance: advice?.tolerance ?? 0 }),
      ...circumstances(around),
      ...otherVotes(advice),
      ...steps.slice(0, mostSteps).map(stepBlock),
      { kind: 'paragraph', text: [...rules(report), text('A person decides; nothing was changed.')] },
    ],
  };
}

function headline({ advice, confidence, ...report }: RecommendationReport): readonly Inline[] {
  const { release } = report.around ?? {};
  if (advice === undefined) return [strong('No advice yet'), text(`: ${whyNone(report)}`)];
  const about = release === undefined ? [] : [text(' for '), code(shorten(plainLine(release), 80))];
  const sure = confidence === undefined ? [] : [text(` (confidence: ${confidence})`)];
  return [
    strong('Advice'),
    ...about,
    text(`: ${actionWords[advice.action]}`),
    ...ticketsInline(advice),
    ...sure,
  ];
}

function whyNone({ runs, elsewhere = [], around: { release } = {} }: RecommendationReport): string {
  if (runs.length === 0) return 'no run of this ticket has told anything';
  const told = plural(runs.length, 'run');
  if (elsewhere.length < runs.length || release === undefined)
    return `nothing that ${told} found out decides anything about the release’s code`;
  const name = shorten(plainLine(release), 80);
  return `${told} on this ticket, and none is of the code of ${name} or of a fix for it, or compares it with the release before`;
}

function table(
  asked: AskedTest,
  told: { readonly elsewhere: readonly string[]; readonly tolerance: number },
): readonly Block[] {
  const { runs, around } = asked;
  const hasLanes = new Set(runs.map(({ lane }) => lane)).size > 1;
  const { elsewhere } = told;
  const terms = { ...told, hasLanes, hasRelease: around.release !== undefined };
  const rows = runs.slice(0, mostRows).map((run) => rowOfRun(run, terms));
  const own = runs.filter(({ run }) => !elsewhere.includes(run));
  const all = [...rows, ...questionsOfEveryTest({ ...asked, runs: own })];
  if (all.length === 0) return [];
  const columns = ['Question', 'Evidence', 'Points to'].map((title) => ({ title, align: 'left' as const }));
  const more = runs.length - mostRows;
  const cut: Block = { kind: 'paragraph', text: [text(`${plural(more, 'older run')} not shown.`)] };
  return [{ kind: 'table', columns, rows: all.map(cellsOf) }, ...(more > 0 ? [cut] : [])];
}

function cellsOf({ question, evidence, pointsTo }: RecommendationRow): readonly (readonly Inline[])[] {
  return [[text(question)], evidence, [text(pointsTo)]];
}

/** A line of its own, so that its command can be copied as it stands. */
function stepBlock({ what, command }: NextStep, at: number): Block {
  const typed = command === undefined ? [] : [text(': '), code(command)];
  return {
    kind: 'paragraph',
    text: [strong(`${at + 1}.`), text(` ${shorten(plainLine(what), 300)}`), ...typed],
  };
}

/** By which rules, and where they stand. */
function rules({ advice, policyUrl: url }: RecommendationReport): readonly Inline[] {
  if (advice === undefined) return [];
  const { policy } = advice;
  const version = policy === undefined ? [] : [text(', version '), code(shorten(plainLine(policy), 80))];
  const file = '.github/retrial.yml';
  const where = [
    text('Rules: '),
    code('policy'),
    text(' in '),
    url === undefined ? code(file) : link(file, url),
  ];
  return [...tolerated(advice), ...where, ...version, text('. ')];
}
