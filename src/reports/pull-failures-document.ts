import { code, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { PullFailure, PullFailures, Standing } from '../model/pull-failures.ts';
import { ticketCommand } from './next-commands.ts';
import { count, percent, plural } from './numbers.ts';
import { shortNames } from './short-names.ts';

const mostRows = 20;
const mostLanes = 3;

/**
 * Which failures of a pull request the branches know, and which are new. It never says that all is well: builds that were
 * not read, or have not ended, say nothing here.
 */
export function pullFailuresDocument(found: PullFailures): Document {
  const { pull, failures } = found;
  const nameOf = shortNames(failures.map(({ test }) => test));
  const those = (...all: readonly Standing[]) => failures.filter(({ standing }) => all.includes(standing));
  const sorted = {
    fresh: those('new', 'other-way'),
    broken: those('broken'),
    spread: those('cause-known'),
    flakes: those('known'),
  };
  const { fresh, broken, spread, flakes } = sorted;
  return {
    topic: { kind: 'known', id: `pull-${pull}` },
    blocks: [
      { kind: 'headline', mark: markOf(failures, fresh), text: headline(found, sorted) },
      ...section('New here:', fresh, nameOf),
      ...section('Broken on the branch already:', broken, nameOf),
      ...section('Known cause, in a test that did not fail of it before:', spread, nameOf),
      ...section('Known flakes:', flakes, nameOf),
      ...linkOffer(flakes),
      ...partial(found),
      { kind: 'paragraph', text: scope(found) },
    ],
  };
}

function markOf(failures: readonly PullFailure[], fresh: readonly PullFailure[]) {
  if (failures.length === 0) return 'info';
  return fresh.length > 0 ? 'fail' : 'warn';
}

type Sorted = Readonly<Record<'fresh' | 'broken' | 'spread' | 'flakes', readonly PullFailure[]>>;

function headline(
  { commit, failures }: PullFailures,
  { fresh, broken, spread, flakes }: Sorted,
): readonly Inline[] {
  const at = [text(' at '), code(plainLine(commit).slice(0, 9))];
  if (failures.length === 0) return [strong('No failure was read'), ...at, text(' so far')];
  const words = [
    fresh.length > 0 ? `${count(fresh.length)} new` : '',
    broken.length > 0 ? `${count(broken.length)} broken before` : '',
    spread.length > 0 ? `${count(spread.length)} of a known cause` : '',
    flakes.length > 0 ? plural(flakes.length, 'known flake') : '',
  ].filter((one) => one !== '');
  return [strong(`${plural(failures.length, 'test')} failed`), ...at, text(`: ${words.join(', ')}`)];
}

function section(
  title: string,
  failures: readonly PullFailure[],
  nameOf: (test: string) => string,
): readonly Block[] {
  if (failures.length === 0) return [];
  const columns = ['Test', 'Lane', 'Cause', 'On branches', 'Rate there', 'Ticket'].map((each) => ({
    title: each,
    align: each === 'On branches' || each === 'Rate there' ? ('right' as const) : ('left' as const),
  }));
  const rows = failures.slice(0, mostRows).map((one) => row(one, nameOf));
  const more = failures.length - rows.length;
  return [
    { kind: 'paragraph', text: [strong(title)] },
    { kind: 'table', columns, rows },
    ...(more > 0 ? [{ kind: 'paragraph' as const, text: [text(`${count(more)} more.`)] }] : []),
  ];
}

function row(failure: PullFailure, nameOf: (test: string) => string): readonly (readonly Inline[])[] {
  const { test, lanes, causes, elsewhere } = failure;
  const { executed, failed, unrated } = elsewhere;
  const beside = unrated === 0 ? '' : ` + ${count(unrated)}`;
  const tickets = [...new Set(causes.flatMap(({ knownIssue }) => knownIssue ?? []))];
  const more = lanes.length > mostLanes ? [text(` and ${count(lanes.length - mostLanes)} more`)] : [];
  return [
    [code(name(nameOf(test)))],
    [...listed(lanes.slice(0, mostLanes)), ...more],
    [...cause(causes), text(since(failure))],
    [text(`${count(failed)} / ${count(executed)}${beside}`)],
    [text(executed === 0 ? '' : percent(failed / executed))],
    listed(tickets.slice(0, mostLanes)),
  ];
}

function cause(causes: PullFailure['causes']): readonly Inline[] {
  const [first, ...others] = causes;
  if (first === undefined) return [text('no failure text was kept')];
  const more = others.length > 0 ? [text(` and ${plural(others.length, 'other')}`)] : [];
  return [code(shorten(plainLine(first.title), 80)), ...more];
}

/** What the standing adds to the numbers. */
function since({ standing, elsewhere: { brokenSince } }: PullFailure): string {
  if (standing === 'other-way') return ', which the test never failed with there';
  if (standing === 'cause-known') return ', which other tests failed with there';
  if (standing !== 'broken' || brokenSince === undefined) return '';
  return `, on ${name(brokenSince.branch)} since ${brokenSince.at.slice(0, 10)}`;
}

/** How to say which ticket tracks a known flake that has none. */
function linkOffer(flakes: readonly PullFailure[]): readonly Block[] {
  const open = flakes.find(({ causes }) => causes.every(({ knownIssue }) => knownIssue === undefined));
  if (open === undefined) return [];
  const command = code(ticketCommand({ selector: open.test }, ['link']));
  return [
    {
      kind: 'paragraph',
      text: [strong('Next:'), text(' on the ticket that tracks it, '), command, text('.')],
    },
  ];
}

function listed(names: readonly string[]): readonly Inline[] {
  return names.flatMap((one, at) => [...(at > 0 ? [text(', ')] : []), code(name(one))]);
}

/** What was read only partly may hide failures: it is named, not only counted. */
function partial({ partialLanes: lanes }: PullFailures): readonly Block[] {
  if (lanes.length === 0) return [];
  const more = lanes.length > 10 ? ` and ${count(lanes.length - 10)} more` : '';
  const end = `${more}. Some reports there could not be read, so tests may have failed that are not named here.`;
  return [
    { kind: 'paragraph', text: [strong('Read only partly: '), ...listed(lanes.slice(0, 10)), text(end)] },
  ];
}

function scope({ lanes, days }: PullFailures): readonly Inline[] {
  const more = lanes.length > 10 ? ` and ${count(lanes.length - 10)} more` : '';
  const words = `${more}. The numbers are of branches in the last ${plural(days, 'day')}: failed / executed. Builds that have not ended or were not read are not in it, so this says nothing of whether the rest is well.`;
  return [text('Read so far: '), ...listed(lanes.slice(0, 10)), text(words)];
}

function name(value: string): string {
  return shorten(plainLine(value), 120);
}
