import { describe, expect, it } from 'vitest';
import { httpClient } from '../../src/ci/http/client.ts';
import { distrustOf, isInside, ownHostsIn } from '../../src/ci/http/trust.ts';
import * as services from '../../src/ci/registry.ts';
import type { CiMember } from '../../src/ci/service.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { serveWithTroubles } from '../fakes/ci/troubled-server.ts';

const storage = { baseUrl: 'https://ci.example.org/api', storageHosts: ['.files.example.org', 's3'] };
const distrust = (url: string, more: object = {}) => distrustOf(new URL(url), { ...storage, ...more });

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
  ])('is not %s', async (url) => {
    expect(await distrust(url)).toContain('not trusted');
  });

  it.each([
    'https://ci.example.org/artifact',
    'https://ci.example.org:8443/artifact',
    'https://bucket.s3.eu-central-1.amazonaws.com/a',
    'https://bucket.s3.amazonaws.com/a',
    'https://s3.us-east-1.amazonaws.com/bucket/a',
    'https://s3-us-west-2.amazonaws.com/bucket/a',
  ])('is %s', async (url) => {
    expect(await distrust(url)).toBeUndefined();
  });

  it('is no name that leads into the server’s own network, unless its operator named it', async () => {
    const known = { storageHosts: ['localhost'] };
    expect(await distrust('https://localhost/', known)).toContain('into the network of this server');
    const ownHosts = ownHostsIn({ CI_STORAGE_HOSTS: 'minio.example.org, LOCALHOST' });
    expect(await distrust('https://localhost/', { ownHosts })).toBeUndefined();
    expect(await distrust('https://minio.example.org/', { ownHosts })).toBeUndefined();
    expect(await distrust('http://localhost/', { ownHosts })).toContain('not trusted');
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
