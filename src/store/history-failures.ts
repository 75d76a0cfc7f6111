import { sql, type Kysely, type RawBuilder } from 'kysely';
import { pullPrefix, type HistoryWindow } from './history-read.ts';
import type { Tables } from './tables.ts';
import { clean } from './text.ts';

/** One cause of a test's failures in one build. */
export interface KeptFailure {
  /** The build's number in the history. */
  readonly build: number;
  readonly test: string;
  readonly signature: string;
  readonly count: number;
  /** When the build ran, ISO. */
  readonly at: string;
}

/** Whose failures: of tests by their names, and of causes by their ids. ISO time, inclusive. */
export interface FailureQuestion extends Pick<HistoryWindow, 'project' | 'branch' | 'from'> {
  readonly tests: readonly string[];
  readonly signatures: readonly string[];
}

/** Most that is read of tests, of causes, and of names. */
export const most = 1_000;

/** Failures of some tests or causes, newest first. */
export async function failuresOf(
  db: Kysely<Tables>,
  question: FailureQuestion,
): Promise<readonly KeptFailure[]> {
  const { tests, signatures } = question;
  const found = new Map<string, KeptFailure>();
  if (tests.length > 0) await read(sql`t.name = any(${tests.slice(0, most).map(clean)}::text[])`);
  if (signatures.length > 0)
    await read(sql`f.signature = any(${signatures.slice(0, most).map(clean)}::text[])`);
  return [...found.values()].toSorted((a, b) => (a.at < b.at ? 1 : Number(a.at > b.at) * -1));

  async function read(wanted: RawBuilder<unknown>): Promise<void> {
    const branch = question.branch === undefined ? null : clean(question.branch);
    const { rows } = await sql<KeptRow>`
      select f.build, t.name, f.signature, f.count, b.at
      from retrial.history_failure f
      join retrial.history_build b on b.number = f.build
      join retrial.history_test t on t.number = f.test
      where t.project = ${clean(question.project)} and ${wanted} and b.at >= ${question.from}
        and ${onBranch(branch)}
      order by b.at desc limit ${most}::integer`.execute(db);
    for (const { build, name, signature, count, at } of rows)
      found.set(`${build}\n${name}\n${signature}`, {
        build,
        test: name,
        signature,
        count,
        at: at.toISOString(),
      });
  }
}

interface KeptRow {
  readonly build: number;
  readonly name: string;
  readonly signature: string;
  readonly count: number;
  readonly at: Date;
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
function onBranch(branch: string | null): RawBuilder<unknown> {
  return sql`case when ${branch}::text is null then b.branch not like ${`${pullPrefix}%`} else b.branch = ${branch} end`;
}

/** Rows of one answer; a page of failures is read by the build and test it ended at. */
const page = 500;

/** The failures of a window by cause, in the order of their builds. */
export async function failuresIn(db: Kysely<Tables>, window: HistoryWindow): Promise<readonly KeptFailure[]> {
  const branch = window.branch === undefined ? null : clean(window.branch);
  const found: KeptFailure[] = [];
  let last = { build: 0, test: 0, signature: '' };
  for (;;) {
    const { rows } = await sql<{
      build: number;
      number: number;
      signature: string;
      count: number;
      name: string;
      at: Date;
    }>`
      select f.build, f.test as number, f.signature, f.count, t.name, b.at
      from retrial.history_failure f
      join retrial.history_build b on b.number = f.build
      join retrial.history_test t on t.number = f.test
      where b.project = ${clean(window.project)} and b.at >= ${window.from} and b.at < ${window.until}
        and ${onBranch(branch)}
        and (f.build, f.test, f.signature) > (${last.build}::integer, ${last.test}::integer, ${last.signature}::text)
      order by f.build, f.test, f.signature limit ${page}::integer`.execute(db);
    for (const { build, name, signature, count, at } of rows)
      found.push({ build, test: name, signature, count, at: at.toISOString() });
    const end = rows.at(-1);
    if (end === undefined || rows.length < page) return found;
    last = { build: end.build, test: end.number, signature: end.signature };
  }
}
