import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as processes from '../../src/processes/run.ts';
import { tally } from '../../src/model/iteration.ts';
import type { Document } from '../../src/model/document.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { Tracker } from '../../src/trackers/tracker.ts';
import type { WorkerParts } from '../../src/worker/parts.ts';
import { advance } from '../../src/worker/repeat-run.ts';
import { sweepBranches } from '../../src/worker/throw-away.ts';
import {
  actionsPlace,
  buildkitePlace,
  circleciPlace,
  type CiPlace,
  jenkinsPlace,
  selector,
} from '../contracts/ci-places.ts';
import { Death, type Fate, mortal } from '../support/mortal.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { silentTracker } from '../support/silent-tracker.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';

vi.mock('../../src/processes/run.ts', async (original) => {
  const real = await original<typeof processes>();
  const { askedOnce } = await import('../support/still-clones.ts');
  return { ...real, run: askedOnce(real.run) };
});

const home = scratch('exactly-once');
const ticket: TicketRef = { tracker: 'github', project: 'acme/shop', key: '7' };
const posts: Document[] = [];
const repository = join(home, 'shop');
/** Where throw-away branches go, and a clone that knows no branch of it: each commit has to be pushed. */
const origin = join(home, 'origin.git');
const unnamed = join(home, 'unnamed');
let folder: TemporaryFolder;
let store: Store;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  repositoryWith(repository, { 'a.txt': 'a' });
  gitIn(home, 'clone', '--quiet', repository, unnamed);
  gitIn(unnamed, 'remote', 'remove', 'origin');
  gitIn(repository, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  gitIn(home, 'init', '--quiet', '--bare', origin);
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

/** Remembers what was posted, as a real tracker would. */
const tracker: Tracker = {
  ...silentTracker,
  post: async (_, document) => ({ commentId: String(posts.push(document)) }),
  edit: async (_, commentId, document) => void (posts[Number(commentId) - 1] = document),
  async findByMarker(_, topic) {
    const at = posts.findIndex((one) => one.topic.id === topic.id && one.topic.kind === topic.kind);
    return at === -1 ? undefined : { commentId: String(at + 1) };
  },
};

/** A new process, which may die on the way; the store and the services elsewhere outlive it. */
function partsOf(place: CiPlace, fate: Fate): WorkerParts {
  // Longer than lists hide a batch, by what a request may be under way on a busy machine.
  const service = mortal(place.service({ lagMs: 2_500 }), fate);
  const own = mortal(tracker, fate);
  return {
    store: mortal(store, fate),
    tracker: () => own,
    service: () => service,
    environment: (configured) => configured,
    now: () => new Date(),
    commandWord: 'retrial',
    pollMs: 1,
    progressMs: 1,
    courtesy: (_, say) => say(),
    log: () => {},
  };
}

async function createRun(id: string, { place, pushes }: Elsewhere): Promise<void> {
  const { settings } = place.request('unused', 1);
  const clone = pushes ? { repository: unnamed, push: { to: origin } } : { repository };
  await store.runs.create({
    run: {
      id,
      ticket,
      commentId: id,
      requestedBy: 'benedict',
      selector,
      revision: 'main',
      lane: '',
      asked: 4,
      service: place.member.name,
      stage: 'prepare',
      state: 'active',
      createdAt: new Date().toISOString(),
    },
    line: 1,
    settings: { ...clone, slug: 'acme/shop', fetch: false, settings, quiet: false },
  });
}

/** Takes a run to its end, through one death. @returns whether there was one */
async function live(id: string, place: CiPlace, strike: Blow): Promise<boolean> {
  let parts = partsOf(place, { strikesAt: -1, ...strike, calls: 0 });
  let died = false;
  for (;;) {
    try {
      if ((await advance(id, parts)) === 'done') return died;
    } catch (error) {
      if (!(error instanceof Death)) throw error;
      died = true;
      parts = partsOf(place, { strikesAt: -1, calls: 0 });
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Where a life's one death strikes. */
type Blow = Pick<Fate, 'strikesOn'> | Pick<Fate, 'strikesAt'>;

/** Lives that are lived beside each other: mostly they wait. */
const atOnce = 8;

/** Around these a batch could be started twice, or a report posted twice: each service dies there, whatever its stride. */
const grave = ['attempt', 'trigger', 'setRef', 'post'].flatMap((call) =>
  (['before', 'after'] as const).map((when) => ({ call, when })),
);

/** `RETRIAL_EVERY_STEP=1` leaves out no step; it takes about half an hour. */
const isWhole = process.env['RETRIAL_EVERY_STEP'] === '1';

/** Where runs are carried out, and whether each commit is pushed there first. */
interface Elsewhere {
  readonly place: CiPlace;
  readonly pushes: boolean;
}

/** One such life, and what it left behind. */
async function liveAndLook(id: string, { place, pushes }: Elsewhere, strike: Blow): Promise<boolean> {
  const { elsewhere } = place;
  await createRun(id, { place, pushes });
  const died = await live(id, place, strike);
  const started = elsewhere?.requests.filter(
    ({ method, path, body }) =>
      method === 'POST' && elsewhere.triggers.test(path) && body.includes(`${id}-b`),
  );
  if (pushes) await sweepBranches({ store, log: () => {}, service: () => place.service() });
  const results = posts.filter(({ topic }) => topic.kind === 'result' && topic.id === id);
  const counts = tally(4, await store.iterations.of(id));
  expect({ strike, started: started?.length, results: results.length, counts }).toMatchObject({
    strike,
    started: 1,
    results: 1,
    counts: { executed: 4, failed: 1 },
  });
  return died;
}

describe('a worker that dies at any step', () => {
  it.concurrent.each([
    // Every fifth step of one service, which has the most of them; fewer where each run takes a second or more.
    { name: 'circleci', open: circleciPlace, stride: 5, pushes: false },
    { name: 'circleci-branches', open: circleciPlace, stride: 11, pushes: true },
    { name: 'github-actions', open: actionsPlace, stride: 11, pushes: false },
    { name: 'jenkins', open: jenkinsPlace, stride: 11, pushes: false },
    { name: 'buildkite', open: buildkitePlace, stride: 11, pushes: false },
  ])(
    'starts each batch on $name once, loses no iteration, and reports once',
    async ({ name, open, stride: usual, pushes }) => {
      const stride = isWhole ? 1 : usual;
      const place = await open(join(home, name));
      // As ids of runs are: without a dash within.
      const run = `r-${name.replace('-', '')}`;
      place.pace({ lagMs: 100, revision: gitIn(repository, 'rev-parse', 'HEAD'), origin });
      const ends = grave.map(async (strikesOn) =>
        liveAndLook(`${run}${strikesOn.when}${strikesOn.call}`, { place, pushes }, { strikesOn }),
      );
      expect(await Promise.all(ends)).toEqual(grave.map(() => true));
      let strikesAt = 2;
      for (let died = true; died;) {
        const strikes = Array.from({ length: atOnce }, (_, at) => strikesAt + at * stride);
        const lives = strikes.map((at) => liveAndLook(`${run}${at}`, { place, pushes }, { strikesAt: at }));
        died = (await Promise.all(lives)).every(Boolean);
        const branches = pushes ? gitIn(origin, 'for-each-ref', 'refs/heads') : '';
        expect(branches).toBe('');
        strikesAt += atOnce * stride;
      }
      expect(strikesAt).toBeGreaterThan(60);
      await place.close();
    },
    900_000,
  );
});
