import type { KnownIssueRule } from '../../failures/known-issues.ts';
import { flakyList } from '../../history/flaky-list.ts';
import { UserError } from '../../model/errors.ts';
import type { FlakyList } from '../../model/history.ts';
import { linkRules } from '../known.ts';
import type { Store } from '../../store/store.ts';

/** Whose list, of which window. Milliseconds; until is exclusive, the newest build's time when absent. */
export interface ListQuestion {
  readonly project?: string;
  readonly branch?: string;
  readonly windowMs: number;
  readonly until?: number;
  readonly knownIssues: readonly KnownIssueRule[];
}

/**
 * Reads the flaky list out of the history.
 * @throws UserError E-VALUE when there is no such history, or several projects and none was named.
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
    from: new Date(from - question.windowMs).toISOString(),
    until: new Date(until).toISOString(),
    ...(branch === undefined ? {} : { branch }),
  };
  const failures = await history.failures({ ...window, from: new Date(from).toISOString() });
  return flakyList({
    project,
    ...(branch === undefined ? {} : { branch }),
    from,
    until,
    sightings: await history.sightings(window),
    hasBefore: Date.parse(span.oldest) < from,
    failures,
    signatures: await history.signatures(
      project,
      failures.map(({ signature }) => signature),
    ),
    // What people tied today names the failures of the whole window.
    knownIssues: [...question.knownIssues, ...(await linkRules(project, store))],
  });
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
