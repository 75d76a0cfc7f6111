import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from './tables.ts';
import { clean, cleanId } from './text.ts';

const cutSchema = z.looseObject({
  repository: z.string(),
  service: z.string(),
  since: z.string(),
  at: z.string(),
  words: z.array(z.string()),
});

/** A service's list of builds was longer than is looked at: what began since then may be missing. Times are ISO 8601. */
export type CutList = z.infer<typeof cutSchema>;

/** Which lists of builds were cut last, for everybody who reads what came of them. */
export interface CutLists {
  /** It was cut: one that goes on from the last keeps the time since when that one was. */
  note(cut: CutList): Promise<void>;
  /** What was cut of a repository's lists, whatever its case, at some time (ISO 8601) or later. */
  of(repository: string, from: string): Promise<readonly CutList[]>;
  /** The same of all repositories. */
  all(from: string): Promise<readonly CutList[]>;
}

const start = 'cut list ';
const most = 1_000;

/** Keeps one for each repository and service, among the places of readers. */
export function createCutLists(db: Kysely<Tables>): CutLists {
  const under = async (prefix: string, from: string): Promise<readonly CutList[]> => {
    const rows = await db
      .selectFrom('cursor')
      .select('place')
      .where(sql<boolean>`starts_with(name, ${clean(prefix)})`)
      .where('moved_at', '>=', sql<Date>`${from}::timestamptz`)
      .orderBy('name')
      .limit(most)
      .execute();
    return rows.flatMap(({ place }) => cutSchema.safeParse(place).data ?? []);
  };
  return {
    async note(cut) {
      const name = `${prefixOf(cut.repository)}${cut.service}`;
      const [before] = await under(name, cut.since);
      const since = before !== undefined && before.since < cut.since ? before.since : cut.since;
      const values = { place: clean(JSON.stringify({ ...cut, since })), moved_at: cut.at };
      await db
        .insertInto('cursor')
        .values({ name: cleanId(name), ...values })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
        .execute();
    },
    of: async (repository, from) => under(prefixOf(repository), from),
    all: async (from) => under(start, from),
  };
}

function prefixOf(repository: string): string {
  return `${start}${repository.toLowerCase()} `;
}
