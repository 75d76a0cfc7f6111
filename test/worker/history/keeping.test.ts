import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { recordOf } from '../../../src/history/record.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { keepBuild, keepSent } from '../../../src/worker/history/keeping.ts';
import type { BuildRecord } from '../../../src/model/history.ts';
import { recordLines, sentRecord } from '../../../src/worker/history/sent-record.ts';
import { storeFolder } from '../../support/places.ts';

const at = '2026-03-02T10:00:00.000Z';
const about = { project: 'shop', branch: 'main', lane: 'unit', commit: 'c', at, passesKnown: true };
const xml = `<testsuite name="s"><testcase classname="org.Shelf" name="takes"><failure message="lost">at x</failure></testcase>
<testcase classname="org.Shelf" name="gives"/></testsuite>`;

async function* bytesOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

async function tarOf(reports: readonly string[]): Promise<Buffer> {
  const tar = pack();
  for (const [nth, report] of reports.entries()) tar.entry({ name: `r/TEST-${nth}.xml` }, report);
  tar.finalize();
  return buffer(tar);
}

async function zipped(): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(xml), 'reports/TEST-shelf.xml');
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A record as it comes over the wire. */
async function* sentLines(record: BuildRecord): AsyncGenerator {
  for (const line of recordLines(record)) yield JSON.parse(JSON.stringify(line));
}

describe('a build that was sent', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'retrial-sent-'));
  const landing = { folder, maxBytes: 1_000_000 };
  let store: Store;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const { path, remove } = await storeFolder();
    store = await openStore({ folder: path });
    close = async () => {
      await store.close();
      await remove();
    };
  });
  afterAll(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a report', async () => Buffer.from(xml), ''],
    ['a zip', zipped, 'whatever.xml'],
    ['a packed report', async () => gzipSync(xml), 'a.xml.gz'],
  ])('is read as %s by what it holds, and nothing is left of the file', async (name, content, file) => {
    const sent = { build: { ...about, id: name }, name: file, bytes: bytesOf(await content()) };
    expect(await keepSent(sent, landing, store)).toEqual({ kept: true, tests: 2, failed: 1, notes: [] });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('counts once, whatever way it comes a second time', async () => {
    const build = { ...about, id: 'twice' };
    const once = await keepSent({ build, name: '', bytes: bytesOf(Buffer.from(xml)) }, landing, store);
    const zip = await keepSent({ build, name: '', bytes: bytesOf(await zipped()) }, landing, store);
    const tally = { container: 'org.Shelf', name: 'gives', passed: 1, failed: 0, skipped: 0 };
    const record = await sentRecord(sentLines(recordOf(build, [tally], [])), 'shop');
    expect(record).toEqual(recordOf(build, [tally], []));
    const handed = await keepBuild(record, store);
    expect([once.kept, zip.kept, handed.kept]).toEqual([true, false, false]);
  });

  it('is not kept by half, so that the repaired one counts', async () => {
    const build = { ...about, id: 'half' };
    const tar = await tarOf([xml, xml]);
    const cut = { build, name: 'a.tar', bytes: bytesOf(tar.subarray(0, tar.length - 1_800)) };
    await expect(keepSent(cut, landing, store)).rejects.toThrow('nothing of it was kept');
    const whole = { build, name: 'a.tar', bytes: bytesOf(tar) };
    expect(await keepSent(whole, landing, store)).toMatchObject({ kept: true, notes: [] });
  });

  it('is one build: a second one in it is a fault, and takes no results of the first', async () => {
    async function* two() {
      yield* sentLines(recordOf({ ...about, id: 'first' }, [], []));
      yield* sentLines(recordOf({ ...about, id: 'second' }, [], []));
    }
    await expect(sentRecord(two(), 'shop')).rejects.toThrow('line 2 begins a second one');
  });

  it('is told of one fault, though a million are in it', async () => {
    const tallies = Array.from({ length: 300_000 }, () => ({}));
    const record = { ...recordOf({ ...about, id: 'a' }, [], []), tallies };
    let read = 0;
    async function* counted() {
      for await (const line of sentLines(record as never)) {
        read += 1;
        yield line;
      }
    }
    await expect(sentRecord(counted(), 'shop')).rejects.toThrow('That is no build: line 2');
    expect(read).toBe(2);
  });

  it('lets others have their turn while a hundred thousand tests come in, and while their causes are told apart', async () => {
    const failed = Array.from({ length: 4_000 }, (_, at) => {
      const body = `java.io.IOException: shelf ${at} lost\n${`\tat org.Shelf.take${at}(Shelf.java:${at})\n`.repeat(40)}`;
      const cause = `<failure type="java.io.IOException" message="shelf ${at} lost">${body}</failure>`;
      return `<testcase classname="org.Shelf" name="t${at}">${cause}</testcase>`;
    });
    const large = Buffer.from(`<testsuite>${failed.join('')}</testsuite>`);
    const tallies = Array.from({ length: 100_000 }, (_, at) => ({
      container: 'org.Shelf',
      name: `t${at}`,
      passed: 1,
      failed: 0,
      skipped: 0,
    }));
    const record = recordOf({ ...about, id: 'many' }, tallies, []);
    const turns = { most: 0, last: performance.now() };
    const watch = setInterval(() => {
      turns.most = Math.max(turns.most, performance.now() - turns.last);
      turns.last = performance.now();
    }, 1);
    const began = performance.now();
    await keepSent(
      { build: { ...about, id: 'large' }, name: '', bytes: bytesOf(large) },
      { ...landing, maxBytes: 1e8 },
      store,
    );
    await sentRecord(sentLines(record), 'shop');
    const took = performance.now() - began;
    clearInterval(watch);
    expect(turns.most).toBeLessThan(took / 4);
  });

  it('is refused when it is too large, and named when it is broken, without a word of where it lay', async () => {
    const large = { build: { ...about, id: 'large' }, name: '', bytes: bytesOf(new Uint8Array(1_000_001)) };
    await expect(keepSent(large, landing, store)).rejects.toThrow('larger than');
    const broken = bytesOf((await zipped()).subarray(0, 60));
    const done = await keepSent(
      { build: { ...about, id: 'broken' }, name: '', bytes: broken },
      landing,
      store,
    );
    expect(done).toMatchObject({ kept: false, tests: 0 });
    expect(done.notes.join()).toContain('damaged');
    expect(done.notes.join()).not.toContain(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['no object', { build: 'x', tallies: [], failures: [], signatures: [] }],
    ['another project’s', { ...recordOf({ ...about, id: 'a', project: 'bank' }, [], []) }],
    [
      'a count below nothing',
      {
        ...recordOf({ ...about, id: 'a' }, [], []),
        tallies: [{ test: 'a', passed: -1, failed: 0, skipped: 0 }],
      },
    ],
    ['an id without end', recordOf({ ...about, id: 'a'.repeat(501) }, [], [])],
  ])('is refused as a record that is %s', async (_, record) => {
    await expect(sentRecord(sentLines(record as BuildRecord), 'shop')).rejects.toThrow(
      /no build|not of shop/,
    );
  });

  it('is refused without a line, and without a build before its tests', async () => {
    async function* lines(...all: readonly unknown[]) {
      yield* all;
    }
    await expect(sentRecord(lines(), 'shop')).rejects.toThrow('holds no line');
    const tally = { test: 'a', passed: 1, failed: 0, skipped: 0 };
    await expect(sentRecord(lines({ tally }), 'shop')).rejects.toThrow('of nothing, not of shop');
  });
});
