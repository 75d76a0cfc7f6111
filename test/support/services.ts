import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { Client } from 'pg';

/** A server of our own on a free port, in a folder of its own. */
export interface Service {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

const redisServer = find('redis-server');
const postgresServer = find('postgres');

/** Why tests on Redis are skipped, loud enough to be seen in a list of tests; empty when they run. */
export const withoutRedis = reason(redisServer, 'redis-server');
/** The same for Postgres. */
export const withoutPostgres = reason(postgresServer, 'postgres');

/** In CI nothing is skipped: there a missing server makes the tests fail when they start it. */
function reason(path: string | undefined, name: string): string {
  if (path !== undefined || process.env['CI'] !== undefined) return '';
  return `(NOT TESTED: ${name} is not installed)`;
}

function find(name: string): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian)
    ? readdirSync(debian).map((version) => join(debian, version, 'bin'))
    : [];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...versions.toSorted().toReversed()];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export async function startRedis(wantedPort?: number): Promise<Service> {
  if (redisServer === undefined) throw new Error('redis-server is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'retrial-redis-'));
  const port = wantedPort ?? (await freePort());
  const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder];
  const memoryOnly = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const server = spawn(redisServer, [...place, ...memoryOnly], { stdio: 'ignore' });
  const url = `redis://127.0.0.1:${port}`;
  await untilReady(server, async () => {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.ping();
    } finally {
      client.disconnect();
    }
  });
  return { url, process: server, stop: () => stop(server, folder) };
}

export async function startPostgres(): Promise<Service> {
  if (postgresServer === undefined) throw new Error('postgres is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'retrial-postgres-'));
  const user = await ordinaryUser();
  if ('uid' in user) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  await promisify(execFile)(
    join(postgresServer, '../initdb'),
    ['-D', data, '-U', 'retrial', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...user, cwd: folder },
  );
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'max_connections=100',
  ];
  const server = spawn(
    postgresServer,
    ['-D', data, '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: folder, stdio: 'ignore' },
  );
  const url = `postgres://retrial@127.0.0.1:${port}/postgres`;
  await untilReady(server, () => query(url, 'select 1'));
  return { url, process: server, stop: () => stop(server, folder) };
}

/** An empty database on a running server; its url. */
export async function createDatabase(server: Service): Promise<string> {
  const name = `t${process.hrtime.bigint()}`;
  await query(server.url, `create database ${name}`);
  return server.url.replace(/[^/]+$/, name);
}

async function query(url: string, text: string): Promise<void> {
  const client = new Client(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** Postgres refuses to run as root. */
async function ordinaryUser(): Promise<{ uid: number; gid: number } | Record<string, never>> {
  if (process.getuid?.() !== 0) return {};
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('postgres:'));
  const [, , uid, gid] = entry?.split(':') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('root, and there is no user postgres to drop to');
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function untilReady(server: ChildProcess, probe: () => Promise<void>): Promise<void> {
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  server.once('exit', () => process.off('exit', kill));
  for (let tries = 0; ; tries += 1) {
    try {
      return await probe();
    } catch (error) {
      if (tries > 200 || server.exitCode !== null) {
        server.kill('SIGKILL');
        throw new Error('the server did not start', { cause: error });
      }
      await sleep(50);
    }
  }
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const gone = new Promise((resolve) => {
      server.once('exit', resolve);
    });
    server.kill('SIGCONT');
    server.kill('SIGINT');
    await gone;
  }
  await rm(folder, { recursive: true, force: true });
}
