import { execFileSync } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { ArchiveError, type ArchiveLimits, defaultLimits } from '../../src/archives/limits.ts';
import { openFiles } from '../../src/archives/open-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'retrial-archives-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function collected(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

async function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return collected(zip.outputStream);
}

async function tarOf(
  entries: readonly { name: string; type?: 'file' | 'symlink' | 'fifo'; content?: string | Buffer }[],
): Promise<Buffer> {
  const tar = pack();
  for (const { name, type = 'file', content = '' } of entries) {
    tar.entry({ name, type, ...(type === 'symlink' ? { linkname: '/etc/passwd' } : {}) }, content);
  }
  tar.finalize();
  return collected(tar);
}

function put(name: string, content: Buffer | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Everything found at a path: names below it, and text or why it is refused. */
async function found(path: string, limits: ArchiveLimits = defaultLimits): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for await (const file of openFiles(path, limits)) {
    let text = '';
    await file.read((chunk) => {
      text += Buffer.from(chunk).toString('latin1');
      return true;
    });
    all[file.path.slice(path.length)] = file.refused ?? text;
  }
  return all;
}

describe('files on disk', () => {
  it('are read whole, small or large', async () => {
    const large = 'ab'.repeat(2_000_000);
    expect(await found(put('small.xml', 'hello'))).toEqual({ '': 'hello' });
    expect(await found(put('large.xml', large))).toEqual({ '': large });
  });

  it('of exactly one buffer lose nothing', async () => {
    const text = 'x'.repeat(256 * 1024);
    expect(await found(put('edge.xml', text))).toEqual({ '': text });
  });

  it('are found in folders by name, and links in them are not followed', async () => {
    const root = join(folder, 'tree');
    mkdirSync(join(root, 'b'), { recursive: true });
    writeFileSync(join(root, 'b', 'two.xml'), '2');
    writeFileSync(join(root, 'a.xml'), '1');
    symlinkSync('/etc/passwd', join(root, 'c.xml'));
    expect(await found(root)).toEqual({ '/a.xml': '1', '/b/two.xml': '2', '/c.xml': 'it is a link' });
  });

  it('stop being read when no more is wanted', async () => {
    const path = put('long.xml', Buffer.alloc(8_000_000));
    let chunks = 0;
    for await (const file of openFiles(path)) {
      await file.read(() => {
        chunks++;
        return false;
      });
    }
    expect(chunks).toBe(1);
  });
});

describe('archives', () => {
  it('are unpacked, and so are archives in them', async () => {
    const inner = await zipOf({ 'deep/x.xml': 'deep' });
    const tar = gzipSync(await tarOf([{ name: './t/y.xml', content: 'tar' }]));
    const path = put(
      'outer.zip',
      await zipOf({ 'a.xml': 'first', 'inner.zip': inner, 'logs.tar.gz': tar, 'z.xml.gz': gzipSync('gz') }),
    );
    expect(await found(path)).toEqual({
      '/a.xml': 'first',
      '/inner.zip/deep/x.xml': 'deep',
      '/logs.tar.gz/t/y.xml': 'tar',
      '/z.xml': 'gz',
    });
  });

  it('packed with xz are unpacked, and so is a single file', async () => {
    const xz = (bytes: Buffer | string) => execFileSync('xz', ['--stdout'], { input: bytes });
    const tar = await tarOf([
      { name: 'logs/y.xml', content: 'tar' },
      { name: 'logs/z.xml.xz', content: xz('inside') },
    ]);
    expect(await found(put('logs.tar.xz', xz(tar)))).toEqual({
      '/logs/y.xml': 'tar',
      '/logs/z.xml': 'inside',
    });
    expect(
      await found(put('outer-xz.zip', await zipOf({ 'a.txz': xz(tar), 'b.xml.xz': xz('one') }))),
    ).toMatchObject({
      '/a.txz/logs/y.xml': 'tar',
      '/b.xml': 'one',
    });
    await expect(found(put('cut.tar.xz', xz(tar).subarray(0, 100)))).rejects.toMatchObject({
      kind: 'broken',
    });
    const zeros = put('zeros.tar.xz', xz(Buffer.alloc(4_000_000)));
    const tight = { ...defaultLimits, ratio: 10, ratioFrom: 100_000 };
    await expect(found(zeros, tight)).rejects.toMatchObject({ kind: 'bomb' });
  });

  it('in a folder that are broken do not keep others from being read', async () => {
    const root = join(folder, 'some-broken');
    mkdirSync(root);
    writeFileSync(join(root, 'a.zip'), 'PK nonsense');
    writeFileSync(join(root, 'b.xml'), 'B');
    const seen: unknown[] = [];
    for await (const file of openFiles(root)) seen.push([file.path.slice(root.length), file.broken?.kind]);
    expect(seen).toEqual([
      ['/a.zip', 'broken'],
      ['/b.xml', undefined],
    ]);
  });

  it('leave nothing behind in the temporary folder', async () => {
    const path = put('nested-again.zip', await zipOf({ 'inner.zip': await zipOf({ x: 'x' }) }));
    await found(path);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('retrial-zip-'))).toEqual([]);
  });

  it.each([
    ['../evil.xml', 'xx/evil.xml', 'its path leads outside the archive'],
    ['a/../../e.xml', 'a/xx/xx/e.xml', 'its path leads outside the archive'],
    ['/etc/evil.xml', 'xetc/evil.xml', 'its path is absolute'],
    ['C:/x/evil.xml', 'Cx/x/evil.xml', 'its path is absolute'],
    ['..\\evil.xml', 'xxxevil.xml', 'its path leads outside the archive'],
  ])('name but do not read %s in a zip', async (name, placeholder, reason) => {
    const bytes = await zipOf({ [placeholder]: 'evil', 'good.xml': 'good' });
    const forged = Buffer.from(bytes.toString('latin1').replaceAll(placeholder, name), 'latin1');
    expect(await found(put('forged.zip', forged))).toEqual({
      [`/${name.replace('\\', '/')}`]: reason,
      '/good.xml': 'good',
    });
  });

  it('name but do not read links, devices and paths that lead outside in a tar', async () => {
    const tar = await tarOf([
      { name: 'link.xml', type: 'symlink' },
      { name: 'pipe.xml', type: 'fifo' },
      { name: '../up.xml', content: 'evil' },
      { name: 'good.xml', content: 'good' },
    ]);
    expect(await found(put('odd.tar', tar))).toEqual({
      '/link.xml': 'it is a link',
      '/pipe.xml': 'it is no ordinary file',
      '/../up.xml': 'its path leads outside the archive',
      '/good.xml': 'good',
    });
  });

  it('name but do not read links in a zip', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('/etc/passwd'), 'link.xml', { mode: 0o120777 });
    zip.end();
    const path = put('link.zip', await collected(zip.outputStream));
    expect(await found(path)).toEqual({ '/link.xml': 'it is a link' });
  });

  it('go on with the next file when one is not read', async () => {
    const path = put(
      'skip.tar',
      await tarOf([
        { name: 'a', content: 'x'.repeat(5000) },
        { name: 'b', content: 'B' },
      ]),
    );
    const names: string[] = [];
    for await (const file of openFiles(path)) names.push(file.path.slice(path.length));
    expect(names).toEqual(['/a', '/b']);
  });
});

describe('bombs', () => {
  const small: ArchiveLimits = { entries: 10, bytes: 1_000_000, ratio: 100, ratioFrom: 100_000, depth: 2 };

  it.each([
    [
      'too many files',
      async () => zipOf(Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`${at}.xml`, '']))),
      /more than 10 files/,
    ],
    [
      'too many bytes',
      async () =>
        zipOf(
          Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}.xml`, randomText(120_000, at)])),
        ),
      /more than 1000000 bytes/,
    ],
    [
      'a file packed too tightly',
      async () => zipOf({ 'a.xml': Buffer.alloc(900_000) }),
      /more than 100 times its size/,
    ],
    [
      'archives in archives in archives',
      async () =>
        zipOf({ 'a.zip': await zipOf({ 'b.zip': await zipOf({ 'c.zip': await zipOf({ x: 'x' }) }) }) }),
      /nested deeper than 2/,
    ],
  ])('with %s end in an error', async (_, make, message) => {
    const error = await found(put('bomb.zip', await make()), small).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ArchiveError);
    expect((error as ArchiveError).kind).toBe('bomb');
    expect((error as ArchiveError).message).toMatch(message);
  });

  it('of many gigabytes in gzip end in an error long before memory does', async () => {
    const path = join(folder, 'big.tar.gz');
    await pipeline(Readable.from(zeros(200)), createGzip(), createWriteStream(path));
    const before = process.memoryUsage().rss;
    const error = await found(path).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'bomb' });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });
});

describe('broken archives', () => {
  it('say so, whatever bytes they hold', async () => {
    const zip = await zipOf({ 'a.xml': randomText(3000, 1), 'b.xml': randomText(3000, 2) });
    const tar = gzipSync(await tarOf([{ name: 'a.xml', content: randomText(3000, 3) }]));
    const damaged = fc.asyncProperty(
      fc.boolean(),
      fc.nat(6000),
      fc.nat(255),
      fc.boolean(),
      async (isZip, at, byte, cut) => {
        const bytes = Buffer.from(isZip ? zip : tar);
        const place = at % bytes.length;
        bytes[place] = byte;
        const path = put(isZip ? 'fuzz.zip' : 'fuzz.tgz', cut ? bytes.subarray(0, place) : bytes);
        const result = await found(path).catch((caught: unknown) => caught);
        return !(result instanceof Error) || result instanceof ArchiveError;
      },
    );
    await expect(fc.assert(damaged, { numRuns: 300 })).resolves.toBeUndefined();
  });

  it('say so of a file that does not have its checksum', async () => {
    const text = randomText(300, 5);
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from(text), 'a.xml', { compress: false });
    zip.end();
    const bytes = await collected(zip.outputStream);
    const place = bytes.indexOf(text.slice(100, 120));
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    await expect(found(put('changed.zip', bytes))).rejects.toThrow(
      new ArchiveError('broken', 'what it unpacks to does not have the checksum that the zip tells'),
    );
  });

  it('deliver what stood before the damage', async () => {
    const tar = await tarOf([
      { name: 'a.xml', content: 'whole' },
      { name: 'b.xml', content: 'x'.repeat(5000) },
    ]);
    const path = put('cut.tar', tar.subarray(0, 2000));
    const names: string[] = [];
    const read = async (): Promise<void> => {
      for await (const file of openFiles(path)) names.push(file.path.slice(path.length));
    };
    await expect(read()).rejects.toThrow(/broken/);
    expect(names[0]).toBe('/a.xml');
  });

  it('that do not exist are an error of the file system', async () => {
    expect(existsSync(join(folder, 'none.zip'))).toBe(false);
    await expect(found(join(folder, 'none.zip'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

function randomText(length: number, seed: number): string {
  let state = seed + 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  }).join('');
}

function* zeros(megabytes: number): Generator<Buffer> {
  const block = Buffer.alloc(1024 * 1024);
  for (let i = 0; i < megabytes; i++) yield block;
}
