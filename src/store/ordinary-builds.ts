import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import { chunksBySize, cleanId } from './text.ts';

/** A build of ordinary CI as its service names it. */
export interface NotedBuild {
  /** `owner/name`, whatever its case. */
  readonly repository: string;
  readonly service: string;
  readonly ref: string;
}

/** Builds that are to be read, or were. Times are ISO 8601. */
export interface OrdinaryBuilds {
  /** Notes builds that ended; one that is known already changes nothing. */
  note(builds: readonly NotedBuild[], at: string): Promise<void>;
  /** Builds of a repository that are to be read by then, the first noted first; at most 100. */
  waiting(repository: string, at: string): Promise<readonly (NotedBuild & { readonly tries: number })[]>;
  /** It was read, or is not to be: it never waits again. */
  done(build: NotedBuild, at: string): Promise<void>;
  /** It could not be read, and is tried again from then on; so often it was tried. */
  later(build: NotedBuild, next: { readonly at: string; readonly tries: number }): Promise<void>;
  /** Forgets what waits of a repository. */
  leave(repository: string): Promise<void>;
  /** Forgets builds that were done before a time. */
  tidy(before: string): Promise<void>;
}

const most = 100;
/** Per statement: keeps it well under 50 ms on the embedded database. */
const notesLimit = { size: Number.MAX_SAFE_INTEGER, count: 250 };

/** What makes that a build is read once, however often its service tells of it. */
export function createOrdinaryBuilds(db: Kysely<Tables>): OrdinaryBuilds {
  return {
    async note(builds, at) {
      const rows = builds.map((build) => ({ ...keyOf(build), noted_at: at, next_at: at, tries: 0 }));
      for (const chunk of chunksBySize(rows, () => 1, notesLimit))
        await db
          .insertInto('ordinary_build')
          .values(chunk)
          .onConflict((conflict) => conflict.columns(['repository', 'service', 'ref']).doNothing())
          .execute();
    },
    async waiting(repository, at) {
      const rows = await db
        .selectFrom('ordinary_build')
        .select(['repository', 'service', 'ref', 'tries'])
        .where('repository', '=', cleanId(repository.toLowerCase()))
        .where('done_at', 'is', null)
        .where('next_at', '<=', new Date(at))
        .orderBy('noted_at')
        .orderBy('ref')
        .limit(most)
        .execute();
      return rows;
    },
    done: async (build, at) => change(db, build, { done_at: at }),
    later: async (build, { at, tries }) => change(db, build, { next_at: at, tries }),
    async leave(repository) {
      await db
        .deleteFrom('ordinary_build')
        .where('repository', '=', cleanId(repository.toLowerCase()))
        .where('done_at', 'is', null)
        .execute();
    },
    async tidy(before) {
      await db.deleteFrom('ordinary_build').where('done_at', '<', new Date(before)).execute();
    },
  };
}

function keyOf({ repository, service, ref }: NotedBuild) {
  return {
    repository: cleanId(repository.toLowerCase()),
    service: cleanId(service),
    ref: cleanId(ref),
  };
}

async function change(
  db: Kysely<Tables>,
  build: NotedBuild,
  values: { readonly done_at: string } | { readonly next_at: string; readonly tries: number },
): Promise<void> {
  const { repository, service, ref } = keyOf(build);
  await db
    .updateTable('ordinary_build')
    .set(values)
    .where('repository', '=', repository)
    .where('service', '=', service)
    .where('ref', '=', ref)
    .execute();
}
