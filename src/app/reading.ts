import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import type { Document } from '../model/document.ts';
import { blockersDocument } from '../reports/blockers-document.ts';
import { placeOf } from '../store/place.ts';
import { openStore, type Store } from '../store/store.ts';
import { lookAtRelease } from '../worker/releases/look.ts';
import { boardJobs, projectSettings } from './boards.ts';
import { digestNow, listDigests, type DigestProject } from './digests.ts';
import { createHolds } from './holding.ts';
import { releaseQuestion } from './release-question.ts';
import { createTrackers, repositoryOf } from './trackers.ts';

/** What a terminal may read of a project: nothing here posts or changes anything. */
export interface Reading {
  blockers(release: string | undefined): Promise<Document>;
  digest(name: string): Promise<readonly Document[]>;
  digestNames(): Promise<readonly string[]>;
}

/**
 * Opens store and trackers of a server for reading about one project, and closes them again.
 * @param asked `owner/name` or a key; needless where the server looks after one
 * @throws UserError E-OWNED while an embedded store is in use, E-VALUE for a project or release that is not there
 */
export async function withReading<Result>(
  config: ServerConfig,
  asked: string | undefined,
  work: (reading: Reading) => Promise<Result>,
): Promise<Result> {
  const { tracker: trackerOf } = createTrackers(config);
  projectAsked(config, asked);
  const store = await openStore(placeOf(config));
  try {
    return await work(await readingWith(asked, { config, store, trackerOf }));
  } finally {
    await store.close();
  }
}

/** What reading takes, where it is open already. */
interface ReadingParts {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly trackerOf: ReturnType<typeof createTrackers>['tracker'];
}

/** The same with what is open already. @throws UserError E-VALUE, E-CONFIG for a project without settings */
export async function readingWith(asked: string | undefined, parts: ReadingParts): Promise<Reading> {
  return readingOf(projectAsked(parts.config, asked), parts);
}

function projectAsked(config: ServerConfig, asked: string | undefined): string {
  const all = boardJobs(config).map((job) => job.id);
  const found = all.filter((id) => asked === undefined || id.slice(id.indexOf('/') + 1) === asked);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = all.map((id) => id.slice(id.indexOf('/') + 1)).join(', ');
  throw new UserError(
    'E-VALUE',
    `Name one project with --project: ${names === '' ? 'this server has none' : names}.`,
  );
}

async function readingOf(id: string, { config, store, trackerOf }: ReadingParts): Promise<Reading> {
  const found = await projectSettings(id, { config, tracker: trackerOf }, new Map());
  if (found === undefined) throw new UserError('E-CONFIG', `${id} has no settings that can be read.`);
  const own: DigestProject = found;
  const now = (): Date => new Date();
  const holds = createHolds(config, now);
  const parts = { config, store, findings: new Map(), now, holds, tracker: own.tracker };
  return {
    async blockers(asked) {
      const named = own.settings.releases.map(({ name }) => name);
      const release = asked ?? (named.length === 1 ? named[0] : undefined);
      if (release === undefined)
        throw new UserError(
          'E-MISSING',
          `Name a release: ${named.length === 0 ? 'the project’s file has none' : named.join(', ')}.`,
        );
      const look = await lookAtRelease(releaseQuestion(release, own.project, own.settings), {
        ...parts,
        repositoryOf: (place) => repositoryOf(place, config),
      });
      return blockersDocument({
        topic: { kind: 'status', id: 'terminal' },
        ...look,
        word: config.commandWord,
      });
    },
    digest: async (name) => digestNow(name, own, parts),
    digestNames: async () => (await listDigests(own, parts)).map(({ name }) => name),
  };
}
