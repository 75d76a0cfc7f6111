import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { operatorsOf } from '../../src/app/operators.ts';
import type { Alarm } from '../../src/model/alarm.ts';
import type { Document } from '../../src/model/document.ts';
import { RefusedRequest, UserError } from '../../src/model/errors.ts';
import type { WorkerParts } from '../../src/worker/parts.ts';
import { reportFailure } from '../../src/worker/reporting.ts';
import { silentTracker } from '../support/silent-tracker.ts';
import { failedRunDocument } from '../../src/reports/failed-run-document.ts';
import { plain, runOf } from '../commands/fakes.ts';
import { memory } from '../support/memory.ts';
import { scratch } from '../support/scratch.ts';

const alarm: Alarm = {
  run: 'r-aaaa1',
  project: 'acme/shop',
  service: 'CircleCI',
  message: 'CircleCI does not know the token of this server, for retrial/r-aaaa1-b1.',
};

/** Operators whose letters go into a folder, at a time that tests set. */
function told(outlets?: Parameters<typeof operatorsOf>[0]['config']['outlets']) {
  const folder = join(scratch('operators'), 'letters');
  const clock = { at: '2026-03-01T10:00:00Z' };
  const logged: string[] = [];
  const tell = operatorsOf({
    config: { operators: ['ops'], outlets: outlets ?? { ops: { folder } } },
    store: memory(),
    now: () => new Date(clock.at),
    log: (message) => logged.push(message),
  });
  const letters = () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return { tell, clock, letters, logged };
}

it('whoever runs the server hears of a cause once a day, however many runs meet it', async () => {
  const { tell, clock, letters } = told();
  expect(await tell?.(alarm)).toBe(true);
  const again = { ...alarm, run: 'r-bbbb2', message: alarm.message.replace('aaaa1', 'bbbb2') };
  expect(await tell?.(again)).toBe(true);
  expect(letters()).toHaveLength(1);
  expect(letters()[0]).toContain('CircleCI does not know the token of this server');
  expect(letters()[0]).toContain('r-aaaa1');
  clock.at = '2026-03-02T00:00:01Z';
  expect(await tell?.(alarm)).toBe(true);
  expect(await tell?.({ ...alarm, message: 'CircleCI is gone.' })).toBe(true);
  expect(letters()).toHaveLength(3);
});

it('a day has an end of letters, whatever people make services say, and then nobody is said to be told', async () => {
  const { tell, letters } = told();
  const answers = [];
  for (let nth = 0; nth < 25; nth += 1)
    answers.push(await tell?.({ ...alarm, message: `no branch ${'x'.repeat(nth)}` }));
  expect(letters()).toHaveLength(20);
  expect(answers.filter((one) => one === true)).toHaveLength(20);
  expect(answers.at(-1)).toBe(false);
});

it('what somebody does in one project takes no letter from another, nor from another service', async () => {
  const { tell } = told();
  for (let nth = 0; nth < 21; nth += 1) await tell?.({ ...alarm, message: `no branch ${'x'.repeat(nth)}` });
  expect(await tell?.({ ...alarm, message: 'The token is unknown.' })).toBe(false);
  expect(await tell?.({ ...alarm, project: 'acme/toys', message: 'The token is unknown.' })).toBe(true);
  expect(await tell?.({ ...alarm, service: 'Jenkins', message: 'The token is unknown.' })).toBe(true);
});

it('nothing that looks like a token goes out', async () => {
  const { tell, letters } = told();
  const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
  await tell?.({ ...alarm, message: `refused ${token}` });
  expect(letters()[0]).not.toContain(token);
});

it('where nobody could be reached, nobody is said to be told, and the next run tries again', async () => {
  const file = new URL(import.meta.url).pathname;
  const { tell, logged } = told({ ops: { folder: join(file, 'no-folder') } });
  expect(await tell?.(alarm)).toBe(false);
  expect(await tell?.(alarm)).toBe(false);
  expect(logged).toEqual(['an operator was not told', 'an operator was not told']);
});

it('nobody is told where the server’s file names nobody', () => {
  const config = { operators: [], outlets: {} };
  expect(operatorsOf({ config, store: memory(), now: () => new Date(), log: () => {} })).toBeUndefined();
});

it.each([
  ['a service that refuses the server', new UserError('E-CI', 'The token is unknown.'), true],
  [
    'a service that refuses this one request',
    new RefusedRequest('E-CI', 'There is no such parameter.'),
    false,
  ],
  ['a mistyped revision', new UserError('E-REF', 'There is no such branch.'), false],
])('of %s its operators hear: %s', async (_, error, isTold) => {
  const heard: Alarm[] = [];
  const posted: Document[] = [];
  const post = { claimedAt: '', minimisedAt: undefined };
  const store = {
    ...memory(),
    batches: { of: async () => [] },
    runFaults: { note: async () => {} },
    posts: { claim: async () => ({ post, isNew: true }), posted: async () => {}, get: async () => undefined },
  };
  const alarmed = async (one: Alarm) => heard.push(one) > 0;
  const tracker = () => ({
    ...silentTracker,
    post: async (_: unknown, document: Document) => ({ commentId: String(posted.push(document)) }),
  });
  const parts = { store, tracker, alarm: alarmed, now: () => new Date() };
  await reportFailure(runOf('r-1'), error, parts as unknown as WorkerParts);
  expect(heard.map(({ run }) => run)).toEqual(isTold ? ['r-1'] : []);
  expect(plain(posted[0]).includes('was told')).toBe(isTold);
});

it('a run that could not start says that its operators know, and only where they do', () => {
  const fault = { code: 'E-CI', message: 'CircleCI is gone.', at: '2026-03-01T10:00:00Z', hasStarted: false };
  const run = runOf('r-1');
  const known = 'Whoever runs this server was told';
  expect(plain(failedRunDocument(run, { ...fault, isTold: true }))).toContain(known);
  expect(plain(failedRunDocument(run, fault))).not.toContain(known);
  expect(plain(failedRunDocument(run, fault))).toContain('finds it in the log as');
  expect(plain(failedRunDocument(run, { ...fault, code: 'E-REF' }))).not.toContain('Whoever runs');
});
