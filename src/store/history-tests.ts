import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import { chunksBySize } from './text.ts';

/** The number of each test of a project; new ones get one. Names are clean. */
export type TestNumbers = (project: string, tests: readonly string[]) => Promise<ReadonlyMap<string, number>>;

/** Per statement, in characters and names: keeps it well under 50 ms on the embedded database. */
const namesLimit = { size: 50_000, count: 250 };
/** Names that are remembered, about 50 MB of them. */
const mostRemembered = 250_000;

/** Looks numbers up, and remembers them: they never change, and a project's builds run the same tests again and again. */
export function testNumbers(db: Kysely<Tables>): TestNumbers {
  const remembered = new Map<string, Map<string, number>>();
  let size = 0;
  return async (project, tests) => {
    if (size > mostRemembered) {
      remembered.clear();
      size = 0;
    }
    const known = remembered.get(project) ?? new Map<string, number>();
    remembered.set(project, known);
    const wanted = tests.filter((test) => !known.has(test));
    for (const chunk of chunksBySize(wanted, (test) => test.length, namesLimit)) {
      for (const [name, number] of await numbersOf(db, project, chunk)) known.set(name, number);
      size += chunk.length;
    }
    return known;
  };
}

async function numbersOf(
  db: Kysely<Tables>,
  project: string,
  tests: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const numbers = new Map(await read(tests));
  const fresh = tests.filter((name) => !numbers.has(name));
  if (fresh.length === 0) return numbers;
  await db.executeQuery(
    sql`insert into retrial.history_test (project, name)
      select ${project}, name from unnest(${fresh}::text[]) as name
      on conflict do nothing`.compile(db),
  );
  for (const [name, number] of await read(fresh)) numbers.set(name, number);
  return numbers;

  async function read(names: readonly string[]): Promise<readonly (readonly [string, number])[]> {
    const query = sql<{ number: number; name: string }>`select number, name from retrial.history_test
      where project = ${project} and name = any(${names}::text[])`;
    return (await query.execute(db)).rows.map(({ name, number }) => [name, number] as const);
  }
}
