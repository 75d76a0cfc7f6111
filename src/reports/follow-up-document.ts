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
import type { Counts } from '../model/iteration.ts';
import type { Decision } from '../model/ledger.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import { ticketName, type TicketRef } from '../model/ticket.ts';
import { groupExamples, groupsTable } from './failure-groups.ts';
import { ticketCommand } from './next-commands.ts';
import { count } from './numbers.ts';
import type { GroupReport } from './repeat-report.ts';

/** What a run failed with. */
export interface RunFailures {
  readonly run: RepeatRun;
  readonly groups: readonly GroupReport[];
  /** Absent where its iterations are of different code. */
  readonly counts?: Counts;
}

/** What a follow-up is made from. */
export interface FollowUp {
  readonly topic: Topic;
  readonly decision: Decision;
  /** The command word people type. */
  readonly word: string;
  readonly evidence?: RunFailures;
}

/** What a follow-up ticket says: which test, who decided what about it and why, how it fails, and how to run it again. */
export function followUpDocument({ topic, decision, word, evidence }: FollowUp): Document {
  const { mode, until, test = '' } = decision;
  const state = mode === 'quarantine' ? 'is in quarantine' : 'is ignored';
  const end = until === undefined ? [] : [text(' until '), code(shown(until))];
  return {
    topic,
    blocks: [
      {
        kind: 'headline',
        mark: 'warn',
        text: [code(shown(test)), text(` ${state}`), ...end, text('; its cause is still there.')],
      },
      decisionTable(decision),
      ...evidenceBlocks(evidence, decision),
      ...commandBlocks(decision, word),
    ],
  };
}

function decisionTable(decision: Decision): Block {
  const { by, at, reason, ticket, until, release } = decision;
  const row = (title: string, value: Inline): readonly (readonly Inline[])[] => [[text(title)], [value]];
  const rows = [
    row('Comes from', nameOf(ticket)),
    row('Decided by', code(shown(by))),
    row('On', text(at.slice(0, 10))),
    row('Reason', text(shown(reason))),
    ...(until === undefined ? [] : [row('Until', code(shown(until)))]),
    ...(release === undefined ? [] : [row('Release', code(shown(release)))]),
  ];
  const columns = ['What', 'As decided'].map((title) => ({ title, align: 'left' as const }));
  return { kind: 'table', columns, rows };
}

function evidenceBlocks(evidence: RunFailures | undefined, { evidence: hash }: Decision): readonly Block[] {
  if (evidence === undefined) {
    const words = ' no run had ended where it was decided.';
    return [{ kind: 'paragraph', text: [strong('Evidence:'), text(words)] }];
  }
  const { run, counts, groups } = evidence;
  const numbers =
    counts === undefined
      ? ''
      : `: asked ${count(counts.asked)} = executed ${count(counts.executed)} + skipped ${count(counts.skipped)} + lost ${count(counts.lost)}; executed = passed ${count(counts.passed)} + failed ${count(counts.failed)}`;
  const at = run.commit === undefined ? [] : [text(' at '), code(run.commit.slice(0, 10))];
  const seal = hash === undefined ? [] : [text('. Its hash: '), code(hash.slice(0, 12))];
  const line = [strong('Evidence:'), text(' '), code(run.id), ...at, text(numbers), ...seal];
  const table = counts === undefined ? [] : groupsTable(groups, 'ticket');
  return [{ kind: 'paragraph', text: line }, ...table, ...groupExamples(groups)];
}

function commandBlocks({ mode, test = '' }: Decision, word: string): readonly Block[] {
  const asked = { selector: test };
  const again = mode === 'quarantine' ? ['repeat', 'x200'] : ['repeat', 'x200', 'unskip'];
  return [
    {
      kind: 'list',
      items: [
        [strong('Run it again:'), text(' '), code(ticketCommand(asked, again, word))],
        [strong('End it:'), text(' '), code(ticketCommand(asked, ['unignore'], word))],
      ],
    },
  ];
}

/** GitHub ties two issues together that name each other; in Jira they are linked as issues. */
function nameOf(ticket: TicketRef): Inline {
  const { tracker, project, key } = ticket;
  const name = ticketName(ticket);
  return tracker === 'github' ? link(name, `https://github.com/${project}/issues/${key}`) : text(name);
}

function shown(value: string): string {
  return shorten(plainLine(value), 500);
}
