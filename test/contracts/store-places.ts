import { join } from 'node:path';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { storeFolder, temporaryFolder } from '../support/places.ts';
import { createDatabase, startPostgres, withoutPostgres } from '../support/services.ts';

/** Somewhere a store can be: `open` may be called again after the store is closed, and finds the same content. */
export interface StorePlace {
  open(): Promise<Store>;
  remove(): Promise<void>;
}

interface Kind {
  readonly name: string;
  /** Why it cannot be tested here; empty when it can. */
  readonly missing: string;
  readonly create: () => Promise<StorePlace>;
}

/** Every kind of place the store runs on. */
export const storePlaces: readonly Kind[] = [
  { name: 'the embedded database', missing: '', create: createEmbedded },
  { name: 'Postgres', missing: withoutPostgres, create: createOnPostgres },
];

async function createEmbedded(): Promise<StorePlace> {
  const folder = await storeFolder();
  return { open: () => openStore({ folder: folder.path }), remove: folder.remove };
}

async function createOnPostgres(): Promise<StorePlace> {
  const folder = await temporaryFolder();
  const server = await startPostgres();
  const url = await createDatabase(server);
  return {
    open: () => openStore({ url, evidence: join(folder.path, 'evidence') }),
    async remove() {
      await server.stop();
      await folder.remove();
    },
  };
}
