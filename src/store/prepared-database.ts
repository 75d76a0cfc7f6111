import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { unpackFolder } from '../archives/unpack-folder.ts';
import { openEmbeddedPool } from './embedded-pool.ts';
import type { SqlPool } from './pool.ts';

/** A database with its tables that was never used; `npm run build` leaves it here. */
export const preparedFile = fileURLToPath(new URL('../../dist/prepared-database.tar.gz', import.meta.url));

/**
 * Opens the embedded database of a folder. A new one is unpacked from the prepared file: that and opening take
 * two thirds of a second, where beginning from nothing and making all tables takes 4 to 7. A prepared one that does not open, being of
 * another version of Postgres than the library, is thrown away for one begun here.
 * @throws UserError (E-STORE) when what is in the folder does not open.
 */
export async function openDatabase(folder: string, prepared = preparedFile): Promise<SqlPool> {
  if (existsSync(folder) || !existsSync(prepared)) return openEmbeddedPool(folder);
  try {
    await unpack(prepared, folder);
    return await openEmbeddedPool(folder);
  } catch {
    await rm(folder, { recursive: true, force: true });
    return openEmbeddedPool(folder);
  }
}

/** Killed in between, it leaves no folder of that name. */
async function unpack(file: string, folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await unpackFolder(file, unfinished);
  await rename(unfinished, folder);
}
