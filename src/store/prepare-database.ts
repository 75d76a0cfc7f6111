import { existsSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { preparedFile } from './prepared-database.ts';

/** Part of the build: begins a database in memory and keeps it as a file, unless this version of PGlite did already. */
async function prepare(): Promise<void> {
  const library = fileURLToPath(import.meta.resolve('@electric-sql/pglite'));
  if (existsSync(preparedFile) && statSync(preparedFile).mtimeMs > statSync(library).ctimeMs) return;
  const db = await PGlite.create();
  const begun = await db.dumpDataDir('gzip');
  await writeFile(`${preparedFile}.unfinished`, Buffer.from(await begun.arrayBuffer()));
  await rename(`${preparedFile}.unfinished`, preparedFile);
  await db.close();
}

await prepare();
