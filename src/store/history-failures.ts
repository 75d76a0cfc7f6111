import { sql, type Kysely, type RawBuilder } from 'kysely';
import { failedBuilds, namesOf, numbersOf, pullPrefix, type HistoryWindow } from './history-read.ts';
import type { Tables } from './tables.ts';
import { chunksBySize, clean } from './text.ts';

/** One cause of a test's failures in one build. */
export interface KeptFailure {
  /** The build's number in the history. */
  readonly build: number;
  readonly test: string;
  readonly signature: string;
  readonly count: number;
  /** When the build ran, ISO. */
  readonly at: string;
  /** What was built, where it was asked for and known. */
  readonly commit?: string;
}

/** Whose failures: of tests by their names, and of causes by their ids. ISO time, inclusive. */
export interface FailureQuestion extends Pick<HistoryWindow, 'project' | 'branch' | 'from'> {
  readonly tests: readonly string[];
  readonly signatures: readonly string[];
}

/** Most that is read of tests, of causes, of names, and of the failures of each. */
export const most = 1_000;

/**
 * Failures of some tests or causes, newest first: the last thousand that came in of each, and of all together. Each is
 * asked for by itself, so that an index answers in the order that is wanted, however often it failed.
 */
export async function failuresOf(
  db: Kysely<Tables>,
  question: FailureQuestion,
): Promise<readonly KeptFailure[]> {
  const project = clean(question.project);
  const first = await firstBuild(db, project, question.from);
  if (first === undefined) return [];
  const tests = await numbersOf(db, project, question.tests);
  const wanted = [
    ...[...tests.keys()].map((number) => sql`f.test = ${number}::integer`),
    ...[...new Set(question.signatures)].slice(0, most).map((id) => sql`f.signature = ${clean(id)}::text`),
  ];
  let found = new Map<string, FailureRow>();
  for (const one of wanted) {
    const { rows } = await sql<FailureRow>`
      select f.build, f.test, f.signature, f.count, b.at, nullif(b.commit_id, '') as commit
      from retrial.history_failure f
      join retrial.history_build b on b.number = f.build
      where ${one} and f.build >= ${first}::integer and b.project = ${project} and b.at >= ${question.from}
        and ${onBranch(question.branch)}
      order by f.build desc limit ${most}::integer`.execute(db);
    for (const row of rows) found.set(JSON.stringify([row.build, row.test, row.signature]), row);
    if (rows.length === 0) continue;
    found = new Map([...found].toSorted(([, a], [, b]) => b.at.getTime() - a.at.getTime()).slice(0, most));
  }
  return named(db, [...found.values()]);
}

interface FailureRow {
  readonly build: number;
  readonly test: number;
  readonly signature: string;
  readonly count: number;
  readonly at: Date;
  readonly commit?: string | null;
}

async function named(db: Kysely<Tables>, rows: readonly FailureRow[]): Promise<readonly KeptFailure[]> {
  const names = await namesOf(db, [...new Set(rows.map(({ test }) => test))]);
  return rows.map(({ test, at, commit, ...row }) => ({
    ...row,
    test: names.get(test) ?? '',
    at: at.toISOString(),
    ...(commit ? { commit } : {}),
  }));
}

/** The lowest number of the builds since a time: none that came before it is looked at. */
async function firstBuild(db: Kysely<Tables>, project: string, from: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('history_build')
    .select(({ fn }) => fn.min('number').as('first'))
    .where('project', '=', project)
    .where('at', '>=', new Date(from))
    .executeTakeFirst();
  // Without any build the aggregate is null, whatever its type says.
  const first: number | null | undefined = row?.first;
  return first ?? undefined;
}

/** Names of a project's tests that contain a text. */
export async function testsWith(
  db: Kysely<Tables>,
  project: string,
  text: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('history_test')
    .select('name')
    .where('project', '=', clean(project))
    .where(sql<boolean>`position(${clean(text)} in name) > 0`)
    .limit(most)
    .execute();
  return rows.map(({ name }) => name);
}

/** Of pull requests only where one is asked for. */
function onBranch(branch: string | undefined): RawBuilder<unknown> {
  return branch === undefined ? sql`b.branch not like ${`${pullPrefix}%`}` : sql`b.branch = ${clean(branch)}`;
}

/** Rows of one answer. */
const page = 500;
/** Builds of one question, by how much they hold of failed tests, each of which takes a byte or more. */
const buildsLimit = { size: page, count: 250 };

/** The failures of a window by cause, in the order of their builds. */
export async function failuresIn(db: Kysely<Tables>, window: HistoryWindow): Promise<readonly KeptFailure[]> {
  const builds = await failedBuilds(db, window);
  const times = new Map(builds.map(({ number, at }) => [number, at]));
  const found: FailureRow[] = [];
  for (const chunk of chunksBySize(builds, ({ size }) => size, buildsLimit)) {
    const numbers = chunk.map(({ number }) => number);
    for (const row of await failuresOfBuilds(db, numbers))
      found.push({ ...row, at: times.get(row.build) ?? new Date(0) });
  }
  return named(db, found);
}

/** Of few builds with few failures, or of one build, page by page. */
async function failuresOfBuilds(
  db: Kysely<Tables>,
  builds: readonly number[],
): Promise<readonly Omit<FailureRow, 'at'>[]> {
  const found: Omit<FailureRow, 'at'>[] = [];
  let last = { build: 0, test: 0, signature: '' };
  for (;;) {
    const { rows } = await sql<Omit<FailureRow, 'at'>>`
      select build, test, signature, count from retrial.history_failure
      where build = any(${builds}::integer[])
        and (build, test, signature) > (${last.build}::integer, ${last.test}::integer, ${last.signature}::text)
      order by build, test, signature limit ${page}::integer`.execute(db);
    found.push(...rows);
    const end = rows.at(-1);
    if (end === undefined || rows.length < page) return found;
    last = end;
  }
}
