import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { openStore } from '../../src/store/store.ts';
import { startChild } from '../support/child.ts';
import { storeFolder, temporaryFolder } from '../support/places.ts';
import { createDatabase, startPostgres, withoutPostgres } from '../support/services.ts';

describe('opening a store', { timeout: 60_000 }, () => {
  let folder: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ path: folder, remove } = await storeFolder());
  });

  afterEach(() => remove());

  it('in a folder of another process is refused, naming it', async () => {
    const child = startChild('owner-child.ts');
    await child.hear();
    child.say(folder);
    expect(await child.hear()).toBe('owner');
    await expect(openStore({ folder })).rejects.toThrow(`Process ${child.pid} has had the folder`);
    await child.kill();
  });

  it('says what to do with a damaged database, and gives the folder back', async () => {
    const version = join(folder, 'database', 'PG_VERSION');
    const before = await readFile(version, 'utf8');
    await writeFile(version, '9.1');
    await expect(openStore({ folder })).rejects.toThrow(
      'does not open (PGlite failed to initialize properly)',
    );
    expect((await readdir(folder)).filter((name) => name.startsWith('owner'))).toEqual([]);
    await writeFile(version, before);
    await (await openStore({ folder })).close();
  });

  it('finds in a folder what was left there', async () => {
    const place = { folder: join(folder, 'a', 'b') };
    await cp(join(folder, 'database'), join(place.folder, 'database'), { recursive: true });
    await writeFile(join(place.folder, '.gitignore'), 'of people\n');
    const first = await openStore(place);
    expect(await readFile(join(place.folder, '.gitignore'), 'utf8')).toBe('of people\n');
    const digest = await first.evidence.put(Buffer.from('evidence'));
    await first.close();
    await expect(first.ping()).rejects.toThrow('closed');
    const second = await openStore(place);
    expect(await second.evidence.get(digest)).toEqual(Buffer.from('evidence'));
    await second.close();
  });

  it('refuses a database that a newer version has written, and leaves it alone', async () => {
    const store = await openStore({ folder });
    await store.pool.query(`insert into retrial.migration (name) values ('9999-from-the-future')`);
    await store.close();
    const opening = openStore({ folder });
    await expect(opening).rejects.toThrow(UserError);
    await expect(opening).rejects.toThrow('newer version of Retrial (it knows 9999-from-the-future)');
  });
});

describe(`opening a store on Postgres ${withoutPostgres}`, { timeout: 60_000 }, () => {
  it.skipIf(withoutPostgres !== '')('works for several processes that start at once', async () => {
    const { path, remove } = await temporaryFolder();
    const server = await startPostgres();
    try {
      for (let round = 0; round < 3; round += 1) {
        const url = await createDatabase(server);
        const stores = await Promise.all(Array.from({ length: 6 }, () => openStore({ url, evidence: path })));
        const { rows } = await stores[0]!.pool.query('select name from retrial.migration');
        expect(rows.length).toBeGreaterThan(1);
        expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
        for (const store of stores) await store.close();
      }
    } finally {
      await server.stop();
      await remove();
    }
  });

  it.each([
    [
      'postgres://u:secret@127.0.0.1:1/none',
      '127.0.0.1:1 does not let us in: connect ECONNREFUSED 127.0.0.1:1',
    ],
    ['postgres://u:secret@localhost:1/none', 'localhost:1 does not let us in: '],
    ['not an address, secret', 'an address that cannot be read does not let us in: '],
  ])('says where nobody answers, without the password: %s', async (url, message) => {
    const opening = openStore({ url, evidence: import.meta.dirname });
    await expect(opening).rejects.toThrow(`Postgres at ${message}`);
    await expect(opening).rejects.not.toThrow(/secret|: $/);
  });
});
