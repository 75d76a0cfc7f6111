import { existsSync, readdirSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { createEmbeddedPool } from './embedded-pool.ts';
import { migrate } from './migrations.ts';
import { preparedFile } from './prepared-database.ts';

const sources = fileURLToPath(new URL('../../src/store', import.meta.url));

/** Part of the build: begins a database with its tables in memory and keeps it as a file, unless one is up to date. */
async function prepare(): Promise<void> {
  if (isFresh()) return;
  const db = await PGlite.create();
  await migrate(createEmbeddedPool(db));
  await db.exec('checkpoint');
  const begun = await db.dumpDataDir('gzip');
  await writeFile(`${preparedFile}.unfinished`, Buffer.from(await begun.arrayBuffer()));
  await rename(`${preparedFile}.unfinished`, preparedFile);
  await db.close();
}

/** Whether it was made by this version of PGlite, of these migrations, and as here. */
function isFresh(): boolean {
  if (!existsSync(preparedFile)) return false;
  const library = fileURLToPath(import.meta.resolve('@electric-sql/pglite'));
  const makers = readdirSync(sources).filter((name) => /migration|prepare/.test(name));
  const changed = makers.map((name) => statSync(join(sources, name)).mtimeMs);
  return Math.max(statSync(library).ctimeMs, ...changed) < statSync(preparedFile).mtimeMs;
}

await prepare();
