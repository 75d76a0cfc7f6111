import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/store.ts';

/** A folder, and how to remove it. */
export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** A new empty folder. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'retrial-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

let prepared: Promise<string> | undefined;

/** A folder with an empty embedded store: a copy of one, since making the first takes seconds. */
export async function storeFolder(): Promise<TemporaryFolder> {
  prepared ??= prepare();
  const folder = await temporaryFolder();
  await cp(await prepared, folder.path, { recursive: true });
  return folder;
}

async function prepare(): Promise<string> {
  const { path } = await temporaryFolder();
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  const store = await openStore({ folder: path });
  await store.close();
  return path;
}
