import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../src/store/migration-list.ts';
import { openDatabase, preparedFile } from '../../src/store/prepared-database.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('prepared-database');

describe('a new embedded database', () => {
  it('comes out of the prepared file with all its tables, whatever an earlier try left', async () => {
    const folder = join(home, 'new');
    mkdirSync(`${folder}.unfinished/base`, { recursive: true });
    writeFileSync(`${folder}.unfinished/left-over`, 'x');
    const pool = await openDatabase(folder);
    const { rows } = await pool.query<{ name: string }>('select name from retrial.migration order by name');
    expect(rows.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name).toSorted());
    await pool.end();
    expect(existsSync(join(folder, 'left-over'))).toBe(false);
    expect(existsSync(`${folder}.unfinished`)).toBe(false);
  });

  it('is begun from nothing when the prepared one is of another version', async () => {
    const other = join(home, 'other.tar.gz');
    writeFileSync(other, await ofVersion('9'));
    const pool = await openDatabase(join(home, 'other'), other);
    expect((await pool.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
    expect(readFileSync(join(home, 'other/PG_VERSION'), 'utf8')).not.toContain('9\n');
  });
});

/** The prepared file, said to be of another version of Postgres. */
async function ofVersion(version: string): Promise<Buffer> {
  const entries = extract();
  const copy = pack();
  const copied = buffer(copy);
  entries.end(gunzipSync(readFileSync(preparedFile)));
  for await (const entry of entries) {
    const content = await buffer(entry);
    const { name, type } = entry.header;
    copy.entry({ name, type }, name.endsWith('PG_VERSION') ? `${version}\n` : content);
  }
  copy.finalize();
  return gzipSync(await copied);
}
