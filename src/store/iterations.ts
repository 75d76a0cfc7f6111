import type { Kysely } from 'kysely';
import type { Iteration } from '../model/iteration.ts';
import { iterationContent } from './content.ts';
import type { Tables } from './tables.ts';
import { chunksBySize, clean } from './text.ts';

export interface Iterations {
  /** Keeps iterations of a run; an index that is there already stays as it was, so a repeat is safe. */
  add(runId: string, iterations: readonly Iteration[]): Promise<void>;
  /** All iterations of a run by ascending index. @throws ZodError when what is stored is no iteration. */
  of(runId: string): Promise<Iteration[]>;
}

/** Per statement, in characters of JSON and in rows: keeps it under 50 ms on the embedded database. */
const chunkLimit = { size: 500_000, count: 250 };

/** What each execution of a run's selection brought. */
export function createIterations(db: Kysely<Tables>): Iterations {
  return {
    async add(runId, iterations) {
      const rows = iterations.map((iteration) => {
        const content = JSON.stringify(iteration);
        return { run_id: clean(runId), index: iteration.index, size: content.length, content };
      });
      for (const chunk of chunksBySize(rows, ({ size }) => size, chunkLimit)) {
        await db
          .insertInto('iteration')
          .values(chunk)
          .onConflict((conflict) => conflict.columns(['run_id', 'index']).doNothing())
          .execute();
      }
    },
    async of(runId) {
      const sizes = await db
        .selectFrom('iteration')
        .select(['index', 'size'])
        .where('run_id', '=', clean(runId))
        .orderBy('index')
        .execute();
      const iterations: Iteration[] = [];
      for (const chunk of chunksBySize(sizes, ({ size }) => size, chunkLimit)) {
        iterations.push(...(await read(db, clean(runId), chunk)));
      }
      return iterations;
    },
  };
}

async function read(
  db: Kysely<Tables>,
  runId: string,
  chunk: readonly { readonly index: number }[],
): Promise<Iteration[]> {
  const rows = await db
    .selectFrom('iteration')
    .select('content')
    .where('run_id', '=', runId)
    .where('index', '>=', chunk[0]?.index ?? 0)
    .where('index', '<=', chunk.at(-1)?.index ?? 0)
    .orderBy('index')
    .execute();
  return rows.map(({ content }) => iterationContent.parse(content));
}
