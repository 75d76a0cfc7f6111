import { sql, type Kysely, type Selectable, type SelectQueryBuilder } from 'kysely';
import type { Build, Sighting } from '../model/history.ts';
import { eachCount } from './id-counts.ts';
import type { Tables } from './tables.ts';
import { chunksBySize, clean } from './text.ts';

/** Builds of one project: from inclusive, until exclusive, ISO times. */
export interface HistoryWindow {
  readonly project: string;
  readonly from: string;
  readonly until: string;
  /** All branches when absent, but those of pull requests: what is under way there says nothing of what is shipped. */
  readonly branch?: string;
  /** Names of the tests that are asked for, at most 1,000; those that failed or never ran when absent. */
  readonly tests?: readonly string[];
}

/** A build of the history, and its number there. */
export interface NumberedBuild {
  readonly number: number;
  readonly build: Build;
}

/** What the branch of a pull request's builds begins with: `pull/12`. */
export const pullPrefix = 'pull/';

interface PackedBuild {
  readonly build: Build;
  readonly passed: Uint8Array;
  readonly failed: Uint8Array;
  readonly skipped: Uint8Array;
}

/** Builds of one answer (10,000 tests are 15 kB each, and an answer should take 10 ms), and test numbers of one question. */
const buildsPage = 10;
const mostBuilds = 1_000;
const mostTests = 1_000;
const namesLimit = { size: Number.MAX_SAFE_INTEGER, count: 250 };
const numbersLimit = { size: Number.MAX_SAFE_INTEGER, count: 500 };

/** Every sighting of the tests that are asked for. Of all others nothing is built. */
export async function sightingsIn(db: Kysely<Tables>, window: HistoryWindow): Promise<readonly Sighting[]> {
  if (window.tests === undefined) {
    const builds: PackedBuild[] = [];
    await eachPage(db, window, (page) => void builds.push(...page));
    return sightingsOf(builds, await namesOf(db, interesting(builds)));
  }
  // Named tests are known before the builds are: a page is let go as soon as they are taken out of it.
  const names = await numbersOf(db, window.project, window.tests);
  const found: Sighting[] = [];
  if (names.size > 0) await eachPage(db, window, (page) => void found.push(...sightingsOf(page, names)));
  return found;
}

function sightingsOf(
  builds: readonly PackedBuild[],
  names: ReadonlyMap<number, string>,
): readonly Sighting[] {
  return builds.flatMap(({ build, ...packed }) => {
    const seen = new Map<number, { passed: number; failed: number; skipped: number }>();
    for (const field of ['passed', 'failed', 'skipped'] as const) {
      eachCount(packed[field], (id, count) => {
        if (!names.has(id)) return;
        const tally = seen.get(id) ?? { passed: 0, failed: 0, skipped: 0 };
        tally[field] += count;
        seen.set(id, tally);
      });
    }
    return [...seen].map(([id, tally]) => ({ test: names.get(id) ?? '', build, ...tally }));
  });
}

/** Builds of a window without what ran in them, in the order in which they came; of more than 1,000 the newest. */
export async function listBuilds(
  db: Kysely<Tables>,
  window: HistoryWindow,
): Promise<readonly NumberedBuild[]> {
  const query = db
    .selectFrom('history_build')
    .select([
      'number',
      'project',
      'id',
      'branch',
      'lane',
      'commit_id',
      'at',
      'passes_known',
      'is_partial',
      'ms',
    ]);
  const newest = within(query, window).orderBy('at', 'desc').orderBy('number', 'desc');
  const rows = await newest.limit(mostBuilds).execute();
  return rows
    .map((row) => ({ number: row.number, build: toBuild(row) }))
    .toSorted((a, b) => a.number - b.number);
}

/** The builds of a window in which something failed, in the order in which they came; size in bytes of what they hold of it. */
export async function failedBuilds(
  db: Kysely<Tables>,
  window: HistoryWindow,
): Promise<readonly { readonly number: number; readonly at: Date; readonly size: number }[]> {
  const builds: { number: number; at: Date; size: number }[] = [];
  for (;;) {
    const query = db
      .selectFrom('history_build')
      .select(['number', 'at', sql<number>`octet_length(failed)`.as('size')])
      .where('number', '>', builds.at(-1)?.number ?? 0);
    const rows = await within(query, window).orderBy('number').limit(mostBuilds).execute();
    builds.push(...rows);
    if (rows.length < mostBuilds) return builds.filter(({ size }) => size > 0);
  }
}

function interesting(builds: readonly PackedBuild[]): readonly number[] {
  const [passed, failed, skipped] = [new Set<number>(), new Set<number>(), new Set<number>()];
  for (const build of builds) {
    eachCount(build.passed, (id) => passed.add(id));
    eachCount(build.failed, (id) => failed.add(id));
    eachCount(build.skipped, (id) => skipped.add(id));
  }
  return [...failed, ...[...skipped].filter((id) => !failed.has(id) && !passed.has(id))];
}

async function eachPage(
  db: Kysely<Tables>,
  window: HistoryWindow,
  take: (page: readonly PackedBuild[]) => void,
): Promise<void> {
  let after = 0;
  for (;;) {
    const query = within(db.selectFrom('history_build').selectAll(), window).where('number', '>', after);
    const rows = await query.orderBy('number').limit(buildsPage).execute();
    take(rows.map((row) => ({ ...row, build: toBuild(row) })));
    after = rows.at(-1)?.number ?? after;
    if (rows.length < buildsPage) return;
  }
}

function within<Row>(query: SelectQueryBuilder<Tables, 'history_build', Row>, window: HistoryWindow) {
  const inTime = query
    .where('project', '=', clean(window.project))
    .where('at', '>=', new Date(window.from))
    .where('at', '<', new Date(window.until));
  return window.branch === undefined
    ? inTime.where('branch', 'not like', `${pullPrefix}%`)
    : inTime.where('branch', '=', clean(window.branch));
}

type BuildRow = Omit<Selectable<Tables['history_build']>, 'number' | 'passed' | 'failed' | 'skipped'>;

function toBuild({
  project,
  id,
  branch,
  lane,
  commit_id,
  at,
  passes_known,
  is_partial,
  ms,
}: BuildRow): Build {
  return {
    project,
    id,
    branch,
    lane,
    commit: commit_id,
    at: at.toISOString(),
    passesKnown: passes_known,
    ...(is_partial ? { isPartial: true } : {}),
    ...(ms === null ? {} : { ms: Number(ms) }),
  };
}

/** Tests by their numbers, of names that a project knows, at most 1,000. */
export async function numbersOf(
  db: Kysely<Tables>,
  project: string,
  names: readonly string[],
): Promise<ReadonlyMap<number, string>> {
  const numbers = new Map<number, string>();
  for (const chunk of chunksBySize(names.slice(0, mostTests), () => 1, namesLimit)) {
    const query = db
      .selectFrom('history_test')
      .select(['number', 'name'])
      .where('project', '=', clean(project));
    for (const { number, name } of await query.where('name', 'in', chunk.map(clean)).execute())
      numbers.set(number, name);
  }
  return numbers;
}

/** Names of tests by their numbers. */
export async function namesOf(
  db: Kysely<Tables>,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  for (const chunk of chunksBySize(numbers, () => 1, numbersLimit)) {
    const rows = await db
      .selectFrom('history_test')
      .select(['number', 'name'])
      .where('number', 'in', chunk)
      .execute();
    for (const { number, name } of rows) names.set(number, name);
  }
  return names;
}
