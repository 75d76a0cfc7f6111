import { stat } from 'node:fs/promises';
import { placeOf } from '../../store/place.ts';
import type { Store } from '../../store/store.ts';
import { loadServerConfig } from '../serve.ts';

/**
 * Works with the server's own store and closes it again.
 * @throws UserError E-OWNED while an embedded store is in use by a running server.
 */
export async function withStore<Result>(
  config: string | undefined,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const settings = await loadServerConfig(config);
  // Loaded only here: the database is the heaviest part of all.
  const { openStore } = await import('../../store/store.ts');
  const store = await openStore(placeOf(settings));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The data folder of the server's settings. */
export async function dataFolder(config: string | undefined): Promise<string> {
  return (await loadServerConfig(config)).data;
}

/** Whether a server's store is there: asking for one that is not would make it. */
export async function hasStore(config: string | undefined): Promise<boolean> {
  const { data, databaseUrl } = await loadServerConfig(config);
  if (databaseUrl !== undefined) return true;
  return stat(data).then(
    () => true,
    () => false,
  );
}
