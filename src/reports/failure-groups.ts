import { code, text, type Block, type Inline } from '../model/document.ts';
import { isEarlier } from '../model/question.ts';
import type { FailureGroup } from '../model/signature.ts';
import { plainLine, plainText, shorten } from '../model/plain-text.ts';
import { count, plural, rateCell } from './numbers.ts';
import type { Audience, GroupReport } from './repeat-report.ts';

const MAX_ROWS = 20;
const MAX_EXAMPLES = 5;
const MAX_INDEXES = 10;
const EXAMPLE_LINES = 30;
const LINE_LENGTH = 500;

/** Largest first; equal ones stay in the order they came in. */
export function largestFirst(groups: readonly GroupReport[]): readonly GroupReport[] {
  return groups.toSorted((a, b) => b.group.iterations.length - a.group.iterations.length);
}

/** One row per cause: how often, what, at which rate, in which iterations. */
export function groupsTable(groups: readonly GroupReport[], audience: Audience): readonly Block[] {
  if (groups.length === 0) return [];
  const shown = groups.slice(0, MAX_ROWS);
  const isTicket = audience === 'ticket';
  const titles = isTicket ? ['Failure', 'Runs', 'Rate', 'In runs'] : ['', '', '', ''];
  const columns = titles.map((title, index) => ({
    title,
    align: index === (isTicket ? 1 : 0) ? ('right' as const) : ('left' as const),
  }));
  const rows = shown.map(({ group, estimate }) => {
    const runs = [text(`${count(group.iterations.length)}×`)];
    const rest = [[text(rateCell(estimate))], [text(indexes(group))]];
    return isTicket
      ? [failureCell(group, audience), runs, ...rest]
      : [runs, failureCell(group, audience), ...rest];
  });
  const note = `Showing ${count(MAX_ROWS)} of ${plural(groups.length, 'group')} of failures.`;
  const cut: Block[] = groups.length > MAX_ROWS ? [{ kind: 'paragraph', text: [text(note)] }] : [];
  return [{ kind: 'table', columns, rows }, ...cut];
}

/** The shortest full example of each of the largest groups, folded. */
export function groupExamples(groups: readonly GroupReport[]): readonly Block[] {
  return groups
    .filter(({ group }) => plainText(group.example).trim() !== '')
    .slice(0, MAX_EXAMPLES)
    .map(({ group }) => ({
      kind: 'fold',
      summary: [
        text(`${plural(group.iterations.length, 'run')}, ${firstInWords(group)}: `),
        groupName(group),
      ],
      blocks: [{ kind: 'code', text: exampleHead(group.example) }],
    }));
}

/** Where a group's failures belong, in words. */
export function scopeInWords({ scope, phase }: FailureGroup): string {
  if (scope === 'class') {
    if (phase === 'call') return 'in its class, not in this method';
    return phase === 'setup'
      ? 'in the set-up of its class'
      : 'in the tear-down of its class, not in this method';
  }
  if (phase === 'call') return 'in the test method';
  return phase === 'setup' ? 'in the set-up of the method' : 'in the tear-down of the method';
}

/** In a terminal the method asked for goes without saying. */
function failureCell(group: FailureGroup, audience: Audience): readonly Inline[] {
  const { place } = group.signature;
  const at = place === undefined ? [] : [text(' at '), code(shorten(plainLine(place), 120))];
  const isPlain = audience === 'terminal' && group.scope === 'method' && group.phase === 'call';
  return [
    groupName(group),
    ...at,
    ...(isPlain ? [] : [text(`, ${scopeInWords(group)}`)]),
    ...knownIssue(group),
  ];
}

/** The ticket that a person's rule names for a group, as what follows its name: `, known: ABC-123`. */
export function knownIssue({ knownIssue: issue }: FailureGroup): readonly Inline[] {
  return issue === undefined ? [] : [text(', known: '), code(shorten(plainLine(issue), 80))];
}

/** A cause as people call it. */
export function groupName({ signature }: FailureGroup): Inline {
  const title = shorten(plainLine(signature.title), 160);
  return title === '' ? text('a failure without a message') : code(title);
}

function indexes({ iterations }: FailureGroup): string {
  const shown = iterations.slice(0, MAX_INDEXES).map(count).join(' ');
  const rest = iterations.length - MAX_INDEXES;
  return rest > 0 ? `${shown} and ${count(rest)} more` : shown;
}

function firstInWords(group: FailureGroup): string {
  const first = firstOf(group);
  return isEarlier(first) ? 'all in earlier runs' : `first run ${count(first)}`;
}

function firstOf({ iterations }: FailureGroup): number {
  return iterations[0] ?? 0;
}

/** The first lines of an example, safe to show. */
export function exampleHead(example: string, most = EXAMPLE_LINES, whole = 'in the log'): string {
  const lines = plainText(example).trimEnd().split('\n');
  const shown = lines.slice(0, most).map((line) => shorten(line, LINE_LENGTH));
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `… ${plural(rest, 'more line')} ${whole}`].join('\n') : shown.join('\n');
}
