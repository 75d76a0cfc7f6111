import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RetryableError } from '../../src/model/errors.ts';
import type { EvidenceFiles } from '../../src/store/evidence-files.ts';
import { createEvidenceBucket } from '../../src/store/evidence/bucket.ts';
import { openBucket, type BucketPlace } from '../../src/store/evidence/s3.ts';
import { accounts, region, startFakeS3, type FakeS3 } from '../fakes/s3/server.ts';
import { scratch } from '../support/scratch.ts';
import { folderPlace } from './evidence-places.ts';

const home = scratch('evidence-bucket');

describe('a bucket for evidence', () => {
  let server: FakeS3;

  beforeAll(async () => {
    server = await startFakeS3({ pageSize: 3 });
  });

  afterEach(() => server.objects.clear());

  afterAll(() => server.close());

  const at = (place: Partial<BucketPlace> = {}): EvidenceFiles => {
    const url = `${server.bucket}/team`;
    return createEvidenceBucket(openBucket({ ...accounts.full, url, region, ...place }));
  };
  const errorOf = async (work: Promise<unknown>): Promise<Error> => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof Error) return error;
    throw new Error('it went well');
  };
  const secrets = Object.values(accounts).flatMap((account) => Object.values(account));

  it('takes accounts of a session, and the bucket as a whole', async () => {
    const files = at({ ...accounts.session, url: server.bucket });
    const digest = await files.put(Buffer.from('kept'));
    expect([...server.objects.keys()][0]).toMatch(
      new RegExp(`^${digest.slice(0, 2)}/${digest.slice(2)}\\.[0-9a-f]{16}\\.gz$`),
    );
    expect(await files.get(digest)).toEqual(Buffer.from('kept'));
  });

  it.each([
    ['a key nobody knows', { accessKeyId: 'AKIANOBODY' }, 'InvalidAccessKeyId', 'AWS_ACCESS_KEY_ID'],
    [
      'a wrong secret',
      { secretAccessKey: accounts.reader.secretAccessKey },
      'SignatureDoesNotMatch',
      'AWS_SECRET_ACCESS_KEY',
    ],
    ['an account that may only read', accounts.reader, 'AccessDenied', 'list, read, write and delete'],
    ['another region', { region: 'us-east-1' }, 'AuthorizationHeaderMalformed', 'AWS'],
    ['no such bucket', { url: 'NONE' }, 'NoSuchBucket', 'EVIDENCE_URL'],
  ] as const)('with %s says what its operator can do, and no secret', async (_what, place, code, advice) => {
    const moved = 'url' in place ? { url: `${server.url}/other-bucket/team` } : place;
    const error = await errorOf(at(moved).put(Buffer.from('kept')));
    expect(error).not.toBeInstanceOf(RetryableError);
    expect(error.message).toContain(code);
    expect(error.message).toContain(advice);
    expect(secrets.filter((secret) => error.message.includes(secret))).toEqual([]);
    expect(server.objects.size).toBe(0);
  });

  it('waits as long as it is asked to, when that is short', async () => {
    server.trouble({ kind: 'status', status: 503, headers: { 'retry-after': '1' }, method: 'PUT' });
    const begin = Date.now();
    const files = at();
    expect(await files.state(await files.put(Buffer.from('kept')))).toBe('whole');
    expect(Date.now() - begin).toBeGreaterThan(990);
  });

  it.each(['dead', 'lost', 'cut'] as const)('asks once more when a connection is %s', async (kind) => {
    const files = at();
    const content = randomBytes(100_000);
    server.trouble({ kind: kind === 'cut' ? 'dead' : kind, method: 'PUT' });
    const digest = await files.put(content);
    server.trouble({ kind, method: 'GET', path: /\.gz/ });
    expect(await files.get(digest)).toEqual(content);
    expect(server.objects.size).toBe(1);
  });

  it('takes no page of a proxy for a copy that was written', async () => {
    server.trouble({ kind: 'status', status: 404, method: 'PUT' });
    expect((await errorOf(at().put(Buffer.from('kept')))).message).toContain('status 404');
  });

  it('leaves a long wait to the queue', async () => {
    server.trouble({ kind: 'status', status: 503, headers: { 'retry-after': '120' }, method: 'PUT' });
    const error = await errorOf(at().put(Buffer.from('kept')));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ retryAfterMs: 120_000 });
  });

  it.each([
    ['<html>Please log in</html>', 'it is a html'],
    ['<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>', 'no key, size or time'],
    [
      '<!DOCTYPE x [<!ENTITY a "b">]><ListBucketResult><Name>&a;</Name></ListBucketResult>',
      'undefined entity',
    ],
    ['', 'no listing'],
  ])('takes %j for no listing, and never for an empty one', async (body, words) => {
    server.trouble({ kind: 'status', status: 200, body, times: 1 });
    const error = await errorOf(at().shards());
    expect(error).toBeInstanceOf(RetryableError);
    expect(error.message).toContain(words);
  });

  it('reads no more of an object than a piece of evidence can be', async () => {
    const files = at();
    const digest = await files.put(Buffer.from('kept'));
    const [key = ''] = server.objects.keys();
    server.objects.set(key, { bytes: randomBytes(18_000_000), at: new Date() });
    expect((await errorOf(files.get(digest))).message).toContain('larger than 17825792 bytes');
  });

  it('touches nothing that others keep there', async () => {
    const files = at();
    const digest = await files.put(Buffer.from('ours'));
    const rest = digest.slice(2);
    const others = [
      `${digest.slice(0, 2)}/${rest}.gz`,
      `team2/${digest.slice(0, 2)}/${rest}.gz`,
      `team/${digest.slice(0, 2)}/${rest}.gz.bak`,
      `team/${digest.slice(0, 2)}/a & <b> ü+%20.txt`,
      `team/${digest.slice(0, 2)}/deeper/${rest}.gz`,
      'team/photos/one.jpg',
      'team/ab',
    ];
    for (const key of others) server.objects.set(key, { bytes: Buffer.from('others'), at: new Date(0) });
    const later = new Date(Date.now() + 1_000);
    expect(await files.shards()).toEqual([digest.slice(0, 2)]);
    expect(await files.tidied(digest.slice(0, 2), later)).toHaveLength(1);
    expect(await files.remove(digest, later)).toBeGreaterThan(0);
    expect([...server.objects.keys()].toSorted()).toEqual(others.toSorted());
    expect(server.requests.filter(({ method }) => method === 'DELETE').at(-1)?.path).toContain(rest);
  });

  it('puts content that is there anew once its copy is old, keeps the newest copy, and reads around a damaged one', async () => {
    const files = at();
    const digest = await files.put(Buffer.from('again'));
    await files.put(Buffer.from('again'));
    expect(server.objects.size).toBe(1);
    const [first = ''] = server.objects.keys();
    const { bytes = Buffer.from('') } = server.objects.get(first) ?? {};
    server.objects.set(first, { bytes, at: new Date(Date.now() - 700_000) });
    await files.put(Buffer.from('again'));
    expect(server.objects.size).toBe(2);
    const newest = [...server.objects.keys()].find((key) => key !== first) ?? '';
    server.objects.set(newest, { bytes: Buffer.from('damaged'), at: new Date() });
    expect(await files.state(digest)).toBe('whole');
    server.objects.set(newest, { bytes, at: new Date() });
    const [kept] = await files.tidied(digest.slice(0, 2), new Date(0));
    expect([...server.objects.keys()]).toEqual([newest]);
    expect(kept).toEqual({ digest, bytes: bytes.byteLength });
  });

  it('reads what was copied there from a folder', async () => {
    const folder = folderPlace(home);
    const digest = await folder.files.put(Buffer.from('kept in a folder'));
    await folder.files.setNote('store-id', 'ours\n');
    for (const path of folder.paths())
      server.objects.set(`team/${path.split('/').slice(-2).join('/')}`, {
        bytes: folder.read(path),
        at: new Date(),
      });
    expect(await at().get(digest)).toEqual(Buffer.from('kept in a folder'));
    expect(await at().tidied(digest.slice(0, 2), new Date(0))).toMatchObject([{ digest }]);
  });
});
