import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { BuildOutline, BuildRecord, BuildTally, SeenSignature, Sighting } from '../model/history.ts';
import { exampleContent } from './history-content.ts';
import { outlinesOf } from './history-outlines.ts';
import { listBuilds, sightingsIn, type HistoryWindow, type NumberedBuild } from './history-read.ts';
import {
  failuresIn,
  failuresOf,
  testsWith,
  type FailureQuestion,
  type KeptFailure,
} from './history-failures.ts';
import { testNumbers, type TestNumbers } from './history-tests.ts';
import { packCounts } from './id-counts.ts';
import type { Tables } from './tables.ts';
import { chunksBySize, clean, cleanId } from './text.ts';

export interface History {
  /** Keeps a build whole; false when this project and lane have one of that id already, then nothing changes. */
  add(record: BuildRecord): Promise<boolean>;
  /** Builds of a window, at most 1,000. */
  builds(window: HistoryWindow): Promise<readonly NumberedBuild[]>;
  /** Every sighting of the tests that failed in a window, or were only skipped; or of those that are named. */
  sightings(window: HistoryWindow): Promise<readonly Sighting[]>;
  /** The failures of a window by cause, in the order of their builds. */
  failures(window: HistoryWindow): Promise<readonly KeptFailure[]>;
  /** Failures of some tests or causes, newest first, at most the last 1,000. */
  failuresOf(question: FailureQuestion): Promise<readonly KeptFailure[]>;
  /** Lanes of a branch's builds since an ISO time, newest first; at most a thousand. */
  outlines(
    question: Pick<FailureQuestion, 'project' | 'from'> & { readonly branch: string },
  ): Promise<readonly BuildOutline[]>;
  /** Names of a project's tests that contain a text, at most 1,000. */
  testsWith(project: string, text: string): Promise<readonly string[]>;
  /** Each cause with one example, of those that were ever seen in a project. */
  signatures(project: string, ids: readonly string[]): Promise<readonly SeenSignature[]>;
  /** When the oldest and the newest build of a project ran; undefined when there is none. */
  span(project: string): Promise<{ readonly oldest: string; readonly newest: string } | undefined>;
  /** Projects with builds, by name. */
  projects(): Promise<readonly string[]>;
}

/** Per statement, in rows and characters: keeps it well under 50 ms on the embedded database. */
const examplesLimit = { size: 200_000, count: 100 };
const failuresLimit = { size: Number.MAX_SAFE_INTEGER, count: 250 };
const idsLimit = { size: 100_000, count: 200 };

/** What ordinary CI builds brought, test by test. */
export function createHistory(db: Kysely<Tables>): History {
  const numbersOf = testNumbers(db);
  return {
    add: async (record) => addBuild(db, record, numbersOf),
    builds: async (window) => listBuilds(db, window),
    sightings: async (window) => sightingsIn(db, window),
    failures: async (window) => failuresIn(db, window),
    failuresOf: async (question) => failuresOf(db, question),
    outlines: async (question) => outlinesOf(db, question),
    testsWith: async (project, text) => testsWith(db, project, text),
    async signatures(project, ids) {
      const found: SeenSignature[] = [];
      for (const chunk of chunksBySize([...new Set(ids)], (id) => id.length, idsLimit)) {
        const rows = await db
          .selectFrom('history_signature')
          .select(['id', 'title', 'content'])
          .where('project', '=', clean(project))
          .where('id', 'in', chunk.map(clean))
          .execute();
        found.push(
          ...rows.map(({ id, title, content }) => ({ id, title, ...exampleContent.parse(content) })),
        );
      }
      return found;
    },
    async span(project) {
      const row = await db
        .selectFrom('history_build')
        .select(({ fn }) => [fn.min('at').as('oldest'), fn.max('at').as('newest')])
        .where('project', '=', clean(project))
        .executeTakeFirst();
      // Without any build the aggregates are null, whatever their type says.
      const { oldest, newest }: { oldest?: Date | null; newest?: Date | null } = row ?? {};
      if (!(oldest instanceof Date) || !(newest instanceof Date)) return undefined;
      return { oldest: oldest.toISOString(), newest: newest.toISOString() };
    },
    async projects() {
      const query = db.selectFrom('history_build').select('project').distinct().orderBy('project');
      return (await query.execute()).map(({ project }) => project);
    },
  };
}

async function addBuild(db: Kysely<Tables>, record: BuildRecord, numbersOf: TestNumbers): Promise<boolean> {
  const { build, tallies, failures } = record;
  const project = cleanId(build.project);
  const known = await db
    .selectFrom('history_build')
    .select('number')
    .where('project', '=', project)
    .where('lane', '=', cleanId(build.lane))
    .where('id', '=', cleanId(build.id))
    .executeTakeFirst();
  if (known !== undefined) return false;
  // Names and examples mean nothing by themselves: only the build and its failures must come together.
  const tests = [...tallies, ...failures].map(({ test }) => clean(test));
  const numbers = await numbersOf(project, [...new Set(tests)]);
  await putSignatures(db, project, record.signatures);
  return db.transaction().execute(async (trx) => {
    const number = await putBuild(trx, record, numbers);
    if (number === undefined) return false;
    const rows = failures.map(({ test, signature, count }) => ({
      build: number,
      test: numberOf(numbers, test),
      signature: clean(signature),
      count,
    }));
    for (const chunk of chunksBySize(rows, () => 1, failuresLimit)) {
      await trx.insertInto('history_failure').values(chunk).execute();
    }
    return true;
  });
}

/** @returns the build's number, or undefined when another process has just kept it. */
async function putBuild(
  trx: Kysely<Tables>,
  { build, tallies }: BuildRecord,
  numbers: ReadonlyMap<string, number>,
): Promise<number | undefined> {
  const packed = (field: 'passed' | 'failed' | 'skipped'): Uint8Array =>
    packCounts(countsOf(tallies, field, numbers));
  const row = await trx
    .insertInto('history_build')
    .values({
      project: clean(build.project),
      lane: clean(build.lane),
      id: clean(build.id),
      branch: clean(build.branch),
      commit_id: clean(build.commit),
      at: build.at,
      passes_known: build.passesKnown,
      is_partial: build.isPartial ?? false,
      ms: build.ms === undefined ? null : Math.round(build.ms),
      passed: packed('passed'),
      failed: packed('failed'),
      skipped: packed('skipped'),
    })
    .onConflict((conflict) => conflict.columns(['project', 'lane', 'id']).doNothing())
    .returning('number')
    .executeTakeFirst();
  return row?.number;
}

function countsOf(
  tallies: readonly BuildTally[],
  field: 'passed' | 'failed' | 'skipped',
  numbers: ReadonlyMap<string, number>,
): Map<number, number> {
  return new Map(
    tallies.filter((tally) => tally[field] > 0).map((tally) => [numberOf(numbers, tally.test), tally[field]]),
  );
}

function numberOf(numbers: ReadonlyMap<string, number>, test: string): number {
  const number = numbers.get(clean(test));
  if (number === undefined) throw new RangeError(`the test ${test} has no number`);
  return number;
}

/** About as many characters as it is written with. */
function sizeOf({ id, title, example }: SeenSignature): number {
  return id.length + title.length + example.message.length + example.body.length;
}

async function putSignatures(
  db: Kysely<Tables>,
  project: string,
  signatures: readonly SeenSignature[],
): Promise<void> {
  // Each piece is written out only when it is its turn: of 16,000 at once nobody else would get one for a second.
  for (const chunk of chunksBySize(signatures, sizeOf, examplesLimit)) {
    const rows = chunk.map(({ id, title, ...content }) => ({
      project,
      id: clean(id),
      title: clean(title),
      content: JSON.stringify(content),
    }));
    await nextTurn();
    await db
      .insertInto('history_signature')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['project', 'id']).doNothing())
      .execute();
  }
}
