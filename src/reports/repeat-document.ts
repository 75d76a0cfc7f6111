import { code, strong, text, type Block, type Document } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { adviceLine } from './advice.ts';
import { decisionMeaning } from './decision.ts';
import { details, evidenceBlock } from './details.ts';
import { groupsTable, largestFirst } from './failure-groups.ts';
import { headline } from './headline.ts';
import { identities, identitiesOnScreen } from './identities.ts';
import { terminalRepeat, ticketCommand } from './next-commands.ts';
import { nextStep } from './next-step.ts';
import type { RepeatReport, Wording } from './repeat-report.ts';
import { skipBlocks } from './skips.ts';
import { shortestLog } from './shortest-log.ts';
import { subject } from './subject.ts';
import { warnings } from './warnings.ts';

const asTicket: Wording = { audience: 'ticket' };

/**
 * The report of a run that ended, whatever its verdict: verdict first, number second, next command third, the rest
 * folded. In a terminal the command comes last, where the eye is. Any renderer can show either.
 * @throws RangeError when the counts contradict their identities
 */
export function repeatDocument(given: RepeatReport, wording: Wording = asTicket): Document {
  const report = { ...given, groups: largestFirst(given.groups) };
  const isTicket = wording.audience === 'ticket';
  const next = nextStep(report, wording);
  const blocks = [
    headline(report),
    ...caution(report),
    ...decisionMeaning(report.decision),
    subject(report, wording),
    countsLine(report, wording),
    ...warnings(report),
    ...groupsTable(report.groups, wording.audience),
    ...brokenLog(report),
    ...adviceLine(report.advice),
    ...(isTicket ? [...next, ...linkOffer(report, wording)] : []),
    ...details(report, wording),
    evidenceBlock(report),
    ...(isTicket ? locally(report) : next),
  ];
  return { topic: { kind: 'result', id: report.run.id }, blocks };
}

/** What must be said before anything else, so that a run that proved nothing is not read as a pass. */
function caution({ verdict, run, skips = [] }: RepeatReport): readonly Block[] {
  if (verdict.kind !== 'nothing-ran') return [];
  const words = [
    text('This is '),
    strong('not'),
    text(' a pass and '),
    strong('not'),
    text(' evidence that '),
  ];
  const of = run.revision === undefined ? text('this test') : code(shorten(plainLine(run.revision), 200));
  const free: Block = { kind: 'paragraph', text: [...words, of, text(' is free of the failure.')] };
  return [free, ...skipBlocks(skips)];
}

function countsLine({ verdict }: RepeatReport, { audience }: Wording): Block {
  const words = audience === 'ticket' ? identities(verdict.counts) : identitiesOnScreen(verdict.counts);
  return { kind: 'paragraph', text: [text(words)] };
}

function brokenLog(report: RepeatReport): readonly Block[] {
  const log = shortestLog(report);
  return log === undefined ? [] : [{ kind: 'code', text: log }];
}

/** How to say that this ticket tracks the failure, where none is said to. */
function linkOffer({ run, groups, canLink }: RepeatReport, { commandWord }: Wording): readonly Block[] {
  const [largest] = groups;
  if (canLink !== true || largest === undefined) return [];
  if (groups.some(({ group }) => group.knownIssue !== undefined)) return [];
  const test = code(ticketCommand({ selector: run.selector }, ['link'], commandWord));
  const words = [strong('Not linked to a ticket:'), text(' if this one tracks it, '), test];
  const id = ['link', largest.group.signature.id];
  const cause = [
    text(', or its largest cause alone, '),
    code(ticketCommand({ selector: '' }, id, commandWord)),
  ];
  return [{ kind: 'paragraph', text: [...words, ...cause] }];
}

function locally({ run, verdict }: RepeatReport): readonly Block[] {
  if (run.selector === '') return [];
  const command = code(terminalRepeat(run, Math.max(1, verdict.counts.asked)));
  return [{ kind: 'paragraph', text: [text('On your machine: '), command] }];
}
