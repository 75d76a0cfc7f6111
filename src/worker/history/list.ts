import type { KnownIssueRule } from '../../failures/known-issues.ts';
import { flakyList, type FlakyQuestion } from '../../history/flaky-list.ts';
import { UserError } from '../../model/errors.ts';
import type { FlakyList } from '../../model/history.ts';
import { linkRules } from '../known.ts';
import type { HistoryWindow } from '../../store/history-read.ts';
import { cutWords } from './cut-words.ts';
import type { History } from '../../store/history.ts';
import type { Store } from '../../store/store.ts';

/** Whose list, of which window. Milliseconds; until is exclusive, the newest build's time when absent. */
export interface ListQuestion {
  readonly project?: string;
  readonly branch?: string;
  readonly windowMs: number;
  readonly until?: number;
  /** How far before the window tests are followed back: their weeks, where they broke, and since when they are clean. */
  readonly earlierMs?: number;
  readonly knownIssues: readonly KnownIssueRule[];
}

/**
 * Reads the flaky list out of the history.
 * @throws UserError E-VALUE when there is no such history, no build in the window, or several projects and none was named.
 */
export async function readList(store: Store, question: ListQuestion): Promise<FlakyList> {
  const { history } = store;
  const project = question.project ?? onlyOne(await history.projects());
  const span = await history.span(project);
  if (span === undefined)
    throw new UserError(
      'E-VALUE',
      `There is no history of \`${project}\` yet: \`retrial import\` begins one.`,
    );
  const until = question.until ?? Date.parse(span.newest) + 1;
  const from = until - question.windowMs;
  const { branch } = question;
  const window = {
    project,
    from: iso(from - question.windowMs),
    until: iso(until),
    ...(branch === undefined ? {} : { branch }),
  };
  await mustHaveBuilds(store, { ...window, from: iso(from) });
  const seen = await seenIn(window, iso(from), { ...question, history });
  const failures = await history.failures({ ...window, from: iso(from) });
  const cuts = await store.cutLists.of(project, iso(from));
  const list = flakyList({
    project,
    ...(branch === undefined ? {} : { branch }),
    from,
    until,
    ...seen,
    hasBefore: Date.parse(span.oldest) < from,
    failures,
    signatures: await history.signatures(
      project,
      failures.map(({ signature }) => signature),
    ),
    // What people tied today names the failures of the whole window.
    knownIssues: [...question.knownIssues, ...(await linkRules(project, store))],
  });
  return cuts.length === 0 ? list : { ...list, unlisted: cuts.map(cutWords) };
}

/** What a list is made from besides its failures. */
type Seen = Pick<FlakyQuestion, 'sightings' | 'earlier'>;

/**
 * What was seen of a window and of the equally long one before it; where it is to be followed back further, also of the tests
 * that failed before and, as it seems, no more.
 */
async function seenIn(
  window: HistoryWindow,
  from: string,
  { earlierMs, history }: Pick<ListQuestion, 'earlierMs'> & { readonly history: History },
): Promise<Seen> {
  const sightings = await history.sightings(window);
  if (earlierMs === undefined) return { sightings };
  const begin = Date.parse(from) - earlierMs;
  const before = { ...window, from: iso(begin), until: from };
  const known = new Set(sightings.map(({ test }) => test));
  const failing = sightings.filter((one) => one.failed > 0).map(({ test }) => test);
  const failed = (await history.failures(before)).map(({ test }) => test);
  const quiet = [...new Set(failed.toReversed())].filter((test) => !known.has(test));
  const tests = [...new Set([...failing, ...quiet])];
  return {
    sightings: [...sightings, ...(await history.sightings({ ...window, from, tests: quiet }))],
    earlier: { from: begin, sightings: await history.sightings({ ...before, tests }) },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Where no build was looked at, no failure was seen: that is no answer. @throws UserError E-VALUE */
async function mustHaveBuilds({ history }: Store, window: HistoryWindow): Promise<void> {
  if ((await history.builds(window)).length > 0) return;
  const { branch, project, from, until } = window;
  const when = `from ${from.slice(0, 10)} to ${until.slice(0, 10)}`;
  const { branch: _, ...anyBranch } = window;
  const branches = new Set((await history.builds(anyBranch)).map(({ build }) => build.branch));
  const there =
    branches.size === 0
      ? 'Another --until or a wider --window looks further back.'
      : `There are builds of ${[...branches].slice(0, 10).join(', ')}.`;
  throw new UserError(
    'E-VALUE',
    `There is no build of ${branch === undefined ? '' : `the branch \`${branch}\` of `}${project} ${when}. ${there}`,
  );
}

function onlyOne(projects: readonly string[]): string {
  const [first, ...others] = projects;
  if (first === undefined)
    throw new UserError('E-VALUE', 'There is no history yet: `retrial import` begins one.');
  if (others.length > 0)
    throw new UserError(
      'E-VALUE',
      `Several projects have a history: name one with --project (${projects.slice(0, 10).join(', ')}).`,
    );
  return first;
}
