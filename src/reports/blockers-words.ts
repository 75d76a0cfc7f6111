import type { BlockerEvidence, BlockerState, NextStep, Stale, Waiting } from '../model/blocker.ts';
import type { Estimate } from '../model/estimate.ts';
import { code, text, type Inline } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { BoardChanges } from '../model/release-board.ts';
import { ticketKey, type TicketRef } from '../model/ticket.ts';
import { ticketCommand } from './next-commands.ts';
import { count, plural, rateCell } from './numbers.ts';

/** How a state is said. */
export const stateWords: Readonly<Record<BlockerState, string>> = {
  'fix-failed': 'fix failed',
  decision: 'decision',
  reproduced: 'reproduced',
  'cause-known': 'cause known',
  'fix-proposed': 'fix proposed',
  verifying: 'verifying',
  verified: 'verified',
  'never-ran': 'never ran',
  'not-reproduced': 'not reproduced',
  new: 'new',
  ignored: 'ignored',
  deferred: 'deferred',
  waived: 'waived',
};

/** Shapes that tell states apart at a glance; each stands beside its word. */
const stateSigns: Readonly<Record<BlockerState, string>> = {
  'fix-failed': '✗',
  decision: '?',
  reproduced: '●',
  'cause-known': '◎',
  'fix-proposed': '→',
  verifying: '◐',
  verified: '✓',
  'never-ran': '∅',
  'not-reproduced': '○',
  new: '·',
  ignored: '–',
  deferred: '↷',
  waived: '–',
};

/** "◐ verifying": a shape and a word, never colour alone. */
export function stateCell(state: BlockerState): string {
  return `${stateSigns[state]} ${stateWords[state]}`;
}

/** What a ticket is called beside others: `#12`, `KEY-12`, and with its repository where there are several. */
export function ticketNaming(all: readonly TicketRef[]): (ticket: TicketRef) => string {
  const repositories = new Set(
    all.filter(({ tracker }) => tracker === 'github').map(({ project }) => project),
  );
  return ({ tracker, project, key }) => {
    if (tracker === 'jira') return key;
    return repositories.size > 1 ? `${project}#${key}` : `#${key}`;
  };
}

/** "17 / 200, 8.5 % (5.0–13.3)": always with the denominator, or the words "never ran". */
export function evidenceWords(evidence: BlockerEvidence, failsBefore: boolean): string {
  const before = failsBefore ? ', fails on the release before too' : '';
  switch (evidence.kind) {
    case 'none':
      return `no run yet${before}`;
    case 'ci':
      return `${inCi(evidence)}, last on ${day(evidence.last)}${before}`;
    case 'never-ran':
      return `${count(evidence.counts.executed)} of ${count(evidence.counts.asked)} executed: never ran${before}`;
    case 'rate':
      return `${sample(evidence.estimate)}${before}`;
    case 'before-after':
      return `${sample(evidence.before)} before; ${sample(evidence.after)} after${before}`;
  }
}

function sample(of: Estimate | undefined): string {
  return of === undefined ? 'nothing ran' : `${count(of.failed)} / ${count(of.executed)}, ${rateCell(of)}`;
}

function inCi({ failures, rate }: Extract<BlockerEvidence, { kind: 'ci' }>): string {
  if (rate === undefined) return `${plural(failures, 'failure')} in CI, number of runs unknown`;
  return `${sample(rate.estimate)} in CI in ${plural(rate.days, 'day')}`;
}

/** Whom it waits for, and how long nobody moved it. People are named, never mentioned: a list calls nobody. */
export function waitingInline(waitsFor: Waiting, stale: Stale | undefined): readonly Inline[] {
  const days = stale === undefined ? '' : plural(stale.days, 'day');
  const quiet = stale?.why === 'no-evidence' ? [text(`, stale: nothing new for ${days}`)] : [];
  switch (waitsFor.kind) {
    case 'manager':
      return [text('release manager'), ...ownerless(stale), ...quiet];
    case 'nobody':
      return [text(stale?.why === 'no-owner' ? `nobody for ${days}, stale` : 'nobody'), ...quiet];
    case 'person':
      return [code(name(waitsFor.login)), ...ownerless(stale), ...quiet];
    case 'run':
      return [code(name(waitsFor.run))];
    case 'settled':
      return [text(waitsFor.until === undefined ? 'nobody' : `until ${name(waitsFor.until)}`)];
  }
}

function ownerless(stale: Stale | undefined): readonly Inline[] {
  return stale?.why === 'no-owner' ? [text(`, stale: no owner for ${plural(stale.days, 'day')}`)] : [];
}

/** The next action, and the line to type on the ticket; nothing where there is none. */
export function nextInline({ what, command }: NextStep, word?: string): readonly Inline[] {
  return command === undefined ? [text(what)] : [text(`${what}: `), code(commandLine(command, word))];
}

/** What to type on the ticket. */
export function commandLine({ verb, test, words }: NonNullable<NextStep['command']>, word?: string): string {
  return ticketCommand({ selector: test ?? '' }, [verb, ...words], word);
}

/** Tickets of one group that are named; the rest is a number. */
const mostNames = 12;

/** One sentence about everything that changed, however much it is. */
export function changeWords(changes: BoardChanges, nameOf: (ticket: TicketRef) => string): string {
  const { added, moved, resolved, removed, lastGone } = changes;
  const list = (tickets: readonly TicketRef[]): string => {
    const names = tickets.slice(0, mostNames).map((ticket) => name(nameOf(ticket)));
    const more = tickets.length - names.length;
    return more > 0 ? `${names.join(', ')} and ${count(more)} more` : names.join(', ');
  };
  const news = [...new Set(added.map(({ state }) => state))].map((state) => {
    const rows = added.filter((row) => row.state === state);
    return `${list(rows.map(({ ticket }) => ticket))} came in as ${stateWords[state]}`;
  });
  const parts = [
    ...moved.map(
      ({ from, to, tickets }) => `${list(tickets)} went from ${stateWords[from]} to ${stateWords[to]}`,
    ),
    ...(resolved.length === 0 ? [] : [`${list(resolved)} resolved`]),
    ...(removed.length === 0 ? [] : [`${list(removed)} no longer a blocker`]),
    ...(news.length === 0 ? ['no new blockers'] : news),
    ...(lastGone ? ['that was the last one'] : []),
  ];
  return `${parts.join('; ')}.`;
}

/** Whether two boards are about the same tickets is told by these. */
export function ticketsOf(changes: BoardChanges): readonly TicketRef[] {
  const { added, moved, resolved, removed } = changes;
  const all = [
    ...added.map(({ ticket }) => ticket),
    ...moved.flatMap(({ tickets }) => tickets),
    ...resolved,
    ...removed,
  ];
  return [...new Map(all.map((ticket) => [ticketKey(ticket), ticket])).values()];
}

/** Hostile text in one short line. */
export function name(value: string): string {
  return shorten(plainLine(value), 120);
}

/** "16 Aug 2022": of an ISO time, in UTC. */
export function day(at: string): string {
  const [year = '', month = '', date = ''] = at.slice(0, 10).split('-');
  return `${Number(date)} ${months[Number(month) - 1] ?? '?'} ${year}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
