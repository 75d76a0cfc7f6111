import type { lookup } from 'node:dns';
import { createServer, type AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { httpClient } from '../../src/ci/http/client.ts';
import { fetchWith } from '../../src/ci/http/outside.ts';
import { isInside, ownHostsIn, trustIn } from '../../src/ci/http/trust.ts';
import * as services from '../../src/ci/registry.ts';
import type { CiMember } from '../../src/ci/service.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { serveWithTroubles } from '../fakes/ci/troubled-server.ts';

const storage = { baseUrl: 'https://ci.example.org/api', storageHosts: ['.files.example.org', 's3'] };
const trust = (url: string, more: object = {}) => trustIn(new URL(url), { ...storage, ...more });

/** A name server whose answers change: each is given once, the last for ever. */
function namesLeadTo(...answers: readonly (readonly string[])[]): typeof lookup {
  let turn = 0;
  const answer = (_: string, __: object, tell: (error: null, all: readonly object[]) => void): void => {
    const addresses = answers[Math.min(turn, answers.length - 1)] ?? [];
    turn += 1;
    tell(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return answer as unknown as typeof lookup;
}

describe('where artifacts may lie', () => {
  it.each([
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.7/',
    'https://[::1]/',
    'https://127.0.0.1:6379/',
    'https://localhost/',
    'https://0x7f000001/',
    'https://redis.internal/',
    'https://evil.example.org/',
    'https://files.example.org.evil.net/',
    'https://evilfiles.example.org/',
    'https://ec2-10-0-0-7.compute.amazonaws.com/',
    'https://s3.amazonaws.com.evil.net/',
    'https://evils3.amazonaws.com/',
    'http://a.files.example.org/',
    'http://ci.example.org/',
    'ftp://ci.example.org/',
    'file:///etc/passwd',
  ])('is not %s', (url) => {
    expect(trust(url)).toEqual({ distrust: expect.stringContaining('not trusted') });
  });

  it.each([
    ['https://ci.example.org/artifact', 'own'],
    ['https://ci.example.org:8443/artifact', 'own'],
    ['https://bucket.s3.eu-central-1.amazonaws.com/a', 'outside'],
    ['https://bucket.s3.amazonaws.com/a', 'outside'],
    ['https://s3.us-east-1.amazonaws.com/bucket/a', 'outside'],
    ['https://s3-us-west-2.amazonaws.com/bucket/a', 'outside'],
  ])('is %s: %s', (url, expected) => {
    expect(trust(url)).toBe(expected);
  });

  it('is in the server’s own network where its operator named it', () => {
    const ownHosts = ownHostsIn({ CI_STORAGE_HOSTS: 'minio.example.org, LOCALHOST' });
    expect(trust('https://localhost/', { ownHosts })).toBe('own');
    expect(trust('https://minio.example.org/', { ownHosts })).toBe('own');
    expect(trust('http://localhost/', { ownHosts })).toHaveProperty('distrust');
  });

  it.each([
    ['at once', [['127.0.0.1']]],
    ['beside an address elsewhere', [['192.0.2.1', '127.0.0.1']]],
    ['by IPv6', [['::1']]],
    ['by IPv4 within IPv6', [['::ffff:127.0.0.1']]],
    // Nothing answers at an address that is for documents: the first try ends without one.
    ['only once it was looked at', [['192.0.2.1'], ['127.0.0.1']]],
  ])(
    'is no name that leads into the server’s own network %s: nothing is connected to',
    async (_, answers) => {
      let connected = 0;
      const inner = createServer((socket) => {
        connected += 1;
        socket.destroy();
      });
      await new Promise<void>((ready) => inner.listen(0, '127.0.0.1', ready));
      const { port } = inner.address() as AddressInfo;
      const options = { ...storage, service: 'CI', credentials: {}, advice: '', timeoutMs: 200 };
      const client = httpClient({ ...options, lookup: namesLeadTo(...answers) });
      const url = `https://a.files.example.org:${port}/x`;
      const found: unknown[] = [];
      for (let turn = 0; turn < answers.length; turn += 1)
        found.push(await client.download(url, 1_000).catch((error: unknown) => error));
      expect(found.slice(0, -1).every((one) => one instanceof RetryableError)).toBe(true);
      expect(found.at(-1)).toEqual({
        gone: `it lies at https://a.files.example.org:${port}, which leads into the network of this server: its operator can allow that with CI_STORAGE_HOSTS`,
      });
      expect(connected).toBe(0);
      await new Promise((closed) => inner.close(closed));
    },
  );

  it('is read as fetch does, from the address that was looked up alone', async () => {
    const packed: Readonly<Record<string, (text: string) => Uint8Array>> = {
      gzip: gzipSync,
      br: brotliCompressSync,
      plain: (text) => Buffer.from(text),
    };
    const server = await serveWithTroubles(({ path }) => {
      const [, how = ''] = path.split('/');
      const pack = packed[how];
      if (pack === undefined) return { status: 302, headers: { location: 'https://10.0.0.1/' } };
      return { status: 200, headers: { 'content-encoding': how }, body: pack('a report') };
    });
    const ask = async (path: string) => {
      const url = new URL(`http://nobody.example.org:${new URL(server.url).port}${path}`);
      const { signal } = new AbortController();
      return fetchWith(namesLeadTo(['127.0.0.1']), url, { headers: { accept: '*/*' }, signal });
    };
    for (const how of Object.keys(packed)) expect(await (await ask(`/${how}/a`)).text()).toBe('a report');
    const redirect = await ask('/elsewhere');
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, 'https://10.0.0.1/']);
    server.trouble({ kind: 'cut' });
    await expect(ask('/gzip/a').then((answer) => answer.text())).rejects.toThrow(
      /unexpected|terminated|aborted/,
    );
    server.trouble({ kind: 'status', status: 200, headers: { 'content-encoding': 'gzip' }, body: 'no gzip' });
    await expect(ask('/gzip/a').then((answer) => answer.text())).rejects.toThrow('incorrect header check');
    server.trouble({ kind: 'status', status: 204 });
    expect((await ask('/gzip/a')).status).toBe(204);
    server.trouble({ kind: 'dead' });
    await expect(ask('/gzip/a')).rejects.toThrow('socket hang up');
    await server.close();
  });

  it.each([
    ['10.1.2.3', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['192.168.1.1', true],
    ['169.254.169.254', true],
    ['100.64.0.1', true],
    ['127.0.0.53', true],
    ['0.0.0.0', true],
    ['::1', true],
    ['fe80::1', true],
    ['fd00::1', true],
    ['::ffff:10.0.0.1', true],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::140d:1', false],
    ['64:ff9b::a00:1', true],
    ['64:ff9b::127.0.0.1', true],
    ['8.8.8.8', false],
    ['2606:4700::1111', false],
    ['no address', true],
  ])('knows %s as inside: %s', (address, expected) => {
    expect(isInside(address)).toBe(expected);
  });

  it('is asked of each redirect, before anything is asked of where it leads', async () => {
    const asked: string[] = [];
    const inner = await serveWithTroubles(({ path }) => {
      asked.push(path);
      return { status: 200, body: 'secret' };
    });
    const location = inner.url.replace('127.0.0.1', 'localhost').replace('http:', 'https:');
    const outer = await serveWithTroubles(() => ({ status: 302, headers: { location } }));
    const client = (more: object) =>
      httpClient({ service: 'CI', baseUrl: outer.url, credentials: {}, advice: '', ...more });
    expect(await client({}).download(`${outer.url}/a`, 1_000)).toMatchObject({
      gone: expect.stringMatching(/localhost.*not trusted.*CI_STORAGE_HOSTS/),
    });
    await expect(
      client({ ownHosts: ['localhost'] }).download(`${outer.url}/a`, 1_000),
    ).rejects.toBeInstanceOf(RetryableError);
    expect(asked).toEqual([]);
    await Promise.all([inner.close(), outer.close()]);
  });

  it('can be said by the operator of each service elsewhere', () => {
    const remote: readonly CiMember[] = Object.values(services).filter(({ trigger }) => trigger === 'api');
    for (const { variables } of remote)
      expect(variables.map(({ name }) => name)).toContain('CI_STORAGE_HOSTS');
    expect(remote).toHaveLength(4);
  });
});
