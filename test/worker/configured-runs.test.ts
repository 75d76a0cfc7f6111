import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Overlay } from '../../src/checkouts/overlays/overlay.ts';
import { usualPolicy } from '../../src/model/policy.ts';
import type { RepeatRun } from '../../src/model/repeat-run.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { foundRuns, recommend } from '../../src/worker/recommendation.ts';
import { answerRepeat } from '../../src/worker/reporting.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { worldOf } from './world.ts';

let folder: TemporaryFolder;
let store: Store;
let tickets = 0;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

const base = 'b'.repeat(40);
const prepared = 'c'.repeat(40);
const ci: Overlay = { kind: 'configure', name: 'circleci', command: ['sed'], env: {}, timeoutMs: 1 };
const paid: Overlay = { ...ci, name: 'paid' };

function ticketRef(): TicketRef {
  tickets += 1;
  return { tracker: 'github', project: 'acme/shop', key: String(tickets), installation: 1 };
}

/** A run that ended with iterations of which every twentieth failed unless told, some of its code changed. */
async function ended(
  ticket: TicketRef,
  applied: readonly Overlay[],
  {
    word = 'overlay=it',
    own = {},
    every = 20,
    more = {},
  }: { readonly word?: string; readonly own?: object; readonly every?: number; readonly more?: object } = {},
): Promise<RepeatRun> {
  const isChanged = applied.length > 0;
  const run = await newRun(store, {
    ticket,
    asked: 200,
    commit: isChanged ? prepared : base,
    stage: 'done',
    state: 'finished',
    service: 'circleci',
    settings: {
      repository: '/r',
      fetch: false,
      settings: own,
      quiet: false,
      ...more,
      ...(isChanged ? { overlays: { asked: [word], applied } } : {}),
    },
  });
  const words = isChanged ? { overlays: ['CI configured'] } : undefined;
  if (words !== undefined) await store.runs.resolve(run.id, { base, ...words });
  await store.batches.put({
    id: `${run.id}-1`,
    runId: run.id,
    first: 1,
    count: 200,
    ended: { cameBack: 200 },
  });
  const failure = { kind: 'failure', type: 'IOException', message: 'closed', body: '' } as const;
  const one = { machine: 'm', durationMs: 1, results: [] };
  await store.iterations.add(
    run.id,
    Array.from({ length: 200 }, (_, at) =>
      at % every === every - 1
        ? { index: at + 1, ...one, outcome: 'failed' as const, failure }
        : { index: at + 1, ...one, outcome: 'passed' as const },
    ),
  );
  return (await store.runs.get(run.id)) ?? run;
}

const test = 'CasTest#apply';
const found = async (ticket: TicketRef) => foundRuns({ ticket, test }, store);
const shown = async (run: RepeatRun): Promise<string> => {
  const copies = { pages: [], expiries: [] };
  const answer = await answerRepeat(
    run,
    { evidence: new Map(), isCancelled: false, copies },
    worldOf({ store }).parts,
  );
  return JSON.stringify(answer.document);
};

const changes: readonly (readonly [string, readonly Overlay[]])[] = [
  ['a command with files of its own', [{ ...ci, files: ['.circleci/**'] }]],
  ['a skip that was taken off', [{ kind: 'unskip' }]],
  ['a commit beside CI’s own files', [{ kind: 'cherry-pick', revision: 'main' }, ci]],
];

describe('a run for which CI alone was configured', () => {
  it('speaks of its revision, by the commit that people know', async () => {
    const ticket = ticketRef();
    await ended(ticket, [ci]);
    expect(await found(ticket)).toMatchObject([{ isChanged: false, commit: base }]);
    expect((await recommend({ ticket, test }, store, { ...usualPolicy })).advice).toBeDefined();
  });

  it('names the change and gives its advice', async () => {
    const report = await shown(await ended(ticketRef(), [ci]));
    expect(report).toContain('CI configured');
    expect(report).toContain('Advice');
  });

  it('is added up with runs of the same configuration alone', async () => {
    const ticket = ticketRef();
    for (const applied of [[], [ci], [ci], [paid, ci]]) await ended(ticket, applied);
    const ways = (await found(ticket)).map(({ how }) => how);
    expect(ways).toHaveLength(4);
    expect(new Set(ways).size).toBe(3);
  });
});

describe('a run of changed code', () => {
  it.each(changes)('speaks of no revision: %s, whatever it is called', async (_, applied) => {
    const ticket = ticketRef();
    const run = await ended(ticket, applied, { word: 'overlay=circleci' });
    expect(await found(ticket)).toMatchObject([{ isChanged: true, commit: prepared }]);
    const { advice } = await recommend({ ticket, test }, store, { ...usualPolicy });
    expect(advice?.action ?? 'run-more').toBe('run-more');
    expect(await shown(run)).not.toContain('Advice');
  });

  it('speaks in advice where only its skip was taken off', async () => {
    const ticket = ticketRef();
    await ended(ticket, [{ kind: 'unskip' }]);
    const { runs, advice } = await recommend({ ticket, test }, store, { ...usualPolicy });
    expect(runs).toMatchObject([{ isChanged: false, isUnskipped: true }]);
    expect(advice).toBeDefined();
  });
});

describe('a run of code of forks', () => {
  const forks = [{ pull: 34, commit: base, from: 'eve/shop' }];

  it.each([
    ['as it is', []],
    ['with changes', [ci]],
  ])('says whose code it is, and which commit was run, %s', async (_, applied) => {
    const report = await shown(await ended(ticketRef(), applied, { more: { forks } }));
    for (const words of ['is code of the fork ', 'eve/shop', base.slice(0, 7)])
      expect(report).toContain(words);
  });
});

describe('a run in a lane whose runner runs again by itself what fails', () => {
  it('says that its rate is a lower bound, whatever runs it', async () => {
    const report = await shown(await ended(ticketRef(), [], { own: { job: 'repeat', reruns: true } }));
    expect(report).toContain('at least 10 of 200 runs failed');
    expect(report).toContain('The true failure rate may be higher');
    const other = await shown(await ended(ticketRef(), [], { own: { job: 'repeat', reruns: false } }));
    expect(other).not.toMatch(/at least 10 of 200|may be higher/);
  });

  it('is no proof in advice over several runs where it was clean', async () => {
    const ticket = ticketRef();
    await ended(ticket, [], { own: { reruns: true }, every: 1_000 });
    const { runs, advice } = await recommend({ ticket, test }, store, { ...usualPolicy, tolerance: 0.05 });
    expect(runs).toMatchObject([{ isLowerBound: true }]);
    expect(advice?.action).not.toBe('close');
    const other = ticketRef();
    await ended(other, [], { own: { reruns: false }, every: 1_000 });
    const told = await recommend({ ticket: other, test }, store, { ...usualPolicy, tolerance: 0.05 });
    expect(told.advice?.action).toBe('close');
  });

  it('lets nothing go in the advice of its ticket either, however much a project lives with', async () => {
    const policy = { ...usualPolicy, tolerance: 0.2 };
    const adviceOf = async (own: object) => {
      const ticket = ticketRef();
      await ended(ticket, [], { own });
      return (await recommend({ ticket, test }, store, policy)).advice;
    };
    expect((await adviceOf({ job: 'repeat' }))?.action).toBe('ignore');
    const held = await adviceOf({ job: 'repeat', reruns: true });
    expect(held?.action).toBe('run-more');
    expect(JSON.stringify(held)).toContain('it may fail more often than these runs say');
  });
});
