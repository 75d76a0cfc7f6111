import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { UserError } from '../model/errors.ts';
import { identify, startOf } from './identity.ts';

/** The hold of this process on a folder. */
export interface Owner {
  /** Lets the next process have the folder; when the process dies instead, the next one notices. */
  release(): Promise<void>;
}

/** What a process leaves in the folder for others to read. */
const claimSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  state: z.enum(['starting', 'owner']),
  pid: z.number().int(),
  /** When the process started, in ticks since the kernel did; tells it from a later one with the same pid. */
  started: z.string().nullable(),
  /** Pids mean the same only within one of these. */
  kernel: z.string(),
  namespace: z.string(),
  /** Beside the claim when it is a bare name: containers see one folder under different paths. */
  socket: z.string().regex(/(^|\/)(owner|retrial)-[0-9a-f]+\.sock$/),
  /** ISO 8601, UTC. */
  since: z.string(),
});
type Claim = z.infer<typeof claimSchema>;

/** An owner shows that it lives this often; of one that cannot be asked, silence for `silenceMs` means death. */
const heartbeatMs = 5000;
const silenceMs = 30_000;

/** Processes that start together settle who goes first well within this. */
const contestMs = 10_000;

/**
 * Makes this process the only owner of a folder, which must exist.
 *
 * A process listens on a socket, then publishes a claim, then looks for claims of others. Of two, the later one to
 * publish sees the earlier, so both can never go on; of several that start together the smallest id does. Names of
 * claims are never used twice, so removing a dead one cannot hit a living one.
 * @throws UserError (E-OWNED) naming the owner, when another process has the folder.
 */
export async function own(folder: string): Promise<Owner> {
  const id = randomBytes(6).toString('hex');
  const { server, socket } = await listen(folder, id);
  const identity = await identify();
  const claim: Claim = { id, state: 'starting', ...identity, socket, since: new Date().toISOString() };
  const path = claimPath(folder, id);
  try {
    await contest(folder, claim);
  } catch (error) {
    await rm(path, { force: true });
    await close(server);
    throw error;
  }
  const heartbeat = setInterval(() => {
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, heartbeatMs);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      await rm(path, { force: true });
      await close(server);
    },
  };
}

/** Returns when the claim stands alone and says `owner`. */
async function contest(folder: string, claim: Claim): Promise<void> {
  const deadline = Date.now() + contestMs;
  let others: readonly Claim[] = [];
  do {
    await publish(folder, claim);
    others = await livingOthers(folder, claim.id);
    if (others.length === 0) return publish(folder, { ...claim, state: 'owner' });
    const owner = others.find(({ state }) => state === 'owner');
    if (owner !== undefined) throw owned(folder, owner);
    if (others.some(({ id }) => id < claim.id)) await rm(claimPath(folder, claim.id), { force: true });
    await sleep(10 + Math.random() * 40);
  } while (Date.now() < deadline);
  throw owned(folder, others[0] ?? claim);
}

function owned(folder: string, { pid, since }: Claim): UserError {
  const who = pid === 0 ? 'Another process' : `Process ${pid}`;
  return new UserError(
    'E-OWNED',
    `${who} has had the folder ${folder} since ${since}. One process at a time can use it: stop that one, or choose another folder. If it has died on another machine or in another container, its claim ends ${silenceMs / 1000} seconds after its last sign of life.`,
  );
}

function claimPath(folder: string, id: string): string {
  return join(folder, `owner-${id}.json`);
}

/** Whoever reads the claim reads it whole. */
async function publish(folder: string, claim: Claim): Promise<void> {
  const path = claimPath(folder, claim.id);
  await writeFile(`${path}.new`, JSON.stringify(claim));
  await rename(`${path}.new`, path);
}

/** Claims of processes that may be alive; what the dead have left is removed. */
async function livingOthers(folder: string, ownId: string): Promise<Claim[]> {
  const names = (await readdir(folder)).filter((name) => /^owner-[0-9a-f]{12}\.json$/.test(name));
  const living: Claim[] = [];
  for (const name of names.filter((each) => each !== `owner-${ownId}.json`)) {
    const path = join(folder, name);
    const claim = await read(path, name.slice('owner-'.length, -'.json'.length));
    if (claim === undefined) continue;
    if (await mayLive(claim, folder)) {
      living.push(claim);
      continue;
    }
    await rm(path, { force: true });
    if (claim.socket !== '') await rm(resolve(folder, claim.socket), { force: true });
  }
  return living;
}

/** Undefined when it was just withdrawn. A claim that a power cut has damaged says only when it was last touched. */
async function read(path: string, id: string): Promise<Claim | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return claimSchema.parse(JSON.parse(text));
  } catch {
    const since = 'an unknown time';
    return { id, state: 'owner', pid: 0, started: null, kernel: '', namespace: '', socket: '', since };
  }
}

/** Asks the socket, then the kernel, and where neither can know, the heartbeat. */
async function mayLive(claim: Claim, folder: string): Promise<boolean> {
  const here = await identify();
  const answer = claim.socket === '' ? 'unreachable' : await knock(resolve(folder, claim.socket));
  if (answer === 'open') return true;
  if (claim.kernel === here.kernel) {
    if (answer === 'refused') return false;
    if (claim.namespace === here.namespace) return (await startOf(claim.pid)) === claim.started;
  }
  const touched = await stat(claimPath(folder, claim.id)).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs < silenceMs;
}

/** `refused` is the kernel's word that nobody listens there any more. */
function knock(socket: string): Promise<'open' | 'refused' | 'unreachable'> {
  return new Promise((answer) => {
    const connection = createConnection(socket);
    connection.once('connect', () => {
      connection.destroy();
      answer('open');
    });
    connection.once('error', (error) => {
      answer('code' in error && error.code === 'ECONNREFUSED' ? 'refused' : 'unreachable');
    });
  });
}

/** In the folder, where processes of other containers reach it too; else in the system's folder for such things. */
async function listen(folder: string, id: string): Promise<{ server: Server; socket: string }> {
  const name = `owner-${id}.sock`;
  const inside = join(folder, name);
  const key = createHash('sha256').update(`${folder}\0${id}`).digest('hex').slice(0, 16);
  const outside = join(tmpdir(), `retrial-${key}.sock`);
  // The address of a socket holds 108 bytes on Linux, 104 elsewhere; longer ones are cut without a word.
  if (Buffer.byteLength(inside) > 103) return { server: await listenOn(outside), socket: outside };
  try {
    return { server: await listenOn(inside), socket: name };
  } catch {
    // Some shared file systems hold no sockets.
    return { server: await listenOn(outside), socket: outside };
  }
}

function listenOn(path: string): Promise<Server> {
  return new Promise((ready, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.unref();
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      ready(server);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((closed) => {
    server.close(() => closed());
  });
}
