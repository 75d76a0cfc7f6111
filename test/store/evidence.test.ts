import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { maxEvidenceBytes } from '../../src/store/evidence-files.ts';
import type { EvidenceFiles } from '../../src/store/evidence-files.ts';
import { scratch } from '../support/scratch.ts';
import { evidencePlaces, type EvidencePlace } from './evidence-places.ts';

const home = scratch('evidence');

describe.each(evidencePlaces)('pieces of evidence in $name', ({ start }) => {
  let where: Awaited<ReturnType<typeof start>>;
  let place: EvidencePlace;
  let evidence: EvidenceFiles;

  beforeAll(async () => {
    where = await start(home);
  });

  beforeEach(() => {
    place = where.create();
    evidence = place.files;
  });

  afterAll(() => where.close());

  it('give back what was put, under its SHA-256', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (content) => {
      const digest = await evidence.put(content);
      expect(digest).toBe(createHash('sha256').update(content).digest('hex'));
      expect(Buffer.compare((await evidence.get(digest)) ?? Buffer.from('none'), content)).toBe(0);
    });
    await fc.assert(property, { numRuns: 50 });
  });

  it('are small, and one for equal contents, also when many put them at once', async () => {
    const content = Buffer.from('the same line again\n'.repeat(10_000));
    const digests = await Promise.all(Array.from({ length: 20 }, () => evidence.put(content)));
    expect(new Set(digests).size).toBe(1);
    for (const shard of await evidence.shards()) await evidence.tidied(shard, new Date(0));
    const [path, ...more] = place.paths();
    expect(more).toEqual([]);
    expect(await evidence.state(digests[0] ?? '')).toBe('whole');
    expect(place.read(path ?? '').byteLength).toBeLessThan(content.byteLength / 100);
  });

  it('stop at a size', async () => {
    expect(await evidence.put(randomBytes(maxEvidenceBytes))).toHaveLength(64);
    await expect(evidence.put(new Uint8Array(maxEvidenceBytes + 1))).rejects.toThrow(RangeError);
    expect(place.paths()).toHaveLength(1);
  });

  it.each(['', '../../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(64)}\n`, '/'.repeat(64), 'a'.repeat(65)])(
    'are not looked for under %j',
    async (digest) => {
      await expect(evidence.get(digest)).rejects.toThrow('a digest is 64 hex digits');
    },
  );

  it('that were never put are not there', async () => {
    expect(await evidence.get('a'.repeat(64))).toBeUndefined();
    expect(await evidence.state('a'.repeat(64))).toBe('missing');
    expect(await evidence.state(await evidence.put(Buffer.from('there')))).toBe('whole');
  });

  it.each([
    ['cut', 'truncated', (bytes: Buffer): Buffer => bytes.subarray(0, 10)],
    ['cut in what they hold', 'truncated', (bytes: Buffer): Buffer => bytes.subarray(0, -20)],
    ['cut by a byte', 'truncated', (bytes: Buffer): Buffer => bytes.subarray(0, -1)],
    ['empty', 'truncated', (): Buffer => Buffer.alloc(0)],
    ['exchanged', 'altered', (): Buffer => gzipSync('something else')],
    ['no archives', 'altered', (bytes: Buffer): Buffer => Buffer.concat([Buffer.from('x'), bytes])],
    ['a bomb', 'altered', (): Buffer => gzipSync(Buffer.alloc(maxEvidenceBytes + 1))],
  ])('that are %s are called damaged: %s', async (_what, state, damage) => {
    const digest = await evidence.put(randomBytes(1000));
    const [path = ''] = place.paths();
    place.write(path, damage(Buffer.from(place.read(path))));
    await expect(evidence.get(digest)).rejects.toThrow(`the evidence ${digest} is damaged: ${state}`);
    expect(await evidence.state(digest)).toBe(state);
  });
});
