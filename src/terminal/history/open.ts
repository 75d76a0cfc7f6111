import { stat } from 'node:fs/promises';
import { UserError } from '../../model/errors.ts';
import { placeOf } from '../../store/place.ts';
import type { Store } from '../../store/store.ts';
import { loadServerConfig } from '../serve.ts';
import { type OwningServer, ownerOf } from './handing-over.ts';

/**
 * Works with the server's own store and closes it again. Who only reads makes none.
 * @throws UserError E-OWNED while an embedded store is in use by a running server, E-VALUE where there is none.
 */
export async function withExistingStore<Result>(
  config: string | undefined,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  if (await hasStore(config)) return withStore(config, work);
  throw new UserError(
    'E-VALUE',
    `There is no server’s store in ${await dataFolder(config)}: \`retrial import\` or \`retrial serve\` begins one, and --config names a server’s settings.`,
  );
}

/** The same, or where a running server owns the store, by what that server answers. */
export async function askStore<Result>(
  config: string | undefined,
  work: (store: Store) => Promise<Result>,
  ask: (owner: OwningServer) => Promise<Result>,
): Promise<Result> {
  return orOwner(config, async () => withExistingStore(config, work), ask);
}

/** Does what needs the store; where a running server owns it, asks that server. */
export async function orOwner<Result>(
  config: string | undefined,
  work: () => Promise<Result>,
  ask: (owner: OwningServer) => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'E-OWNED') throw error;
    const owner = await ownerOf(await dataFolder(config));
    if (owner === undefined) throw error;
    return ask(owner);
  }
}

/** The same for who adds to it: it is made where there is none. */
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
