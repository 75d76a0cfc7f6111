import { describe, expect, it } from 'vitest';
import { recommendationOn } from '../../src/app/recommending.ts';
import { readProjectConfig } from '../../src/config/project.ts';
import { readServerConfig } from '../../src/config/server.ts';
import { UserError } from '../../src/model/errors.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import type { Store } from '../../src/store/store.ts';
import type { Tracker } from '../../src/trackers/tracker.ts';

const ticket: TicketRef = { tracker: 'github', project: 'acme/shop', key: '7', installation: 1 };
const store = {
  runs: { on: async () => [] },
  history: { span: async () => undefined },
} as unknown as Store;
const config = readServerConfig(
  { name: 'server.yml', text: 'repositories: { acme/shop: { path: /nowhere } }' },
  { APP_ID: '1', PRIVATE_KEY: 'key', WEBHOOK_SECRET: 'long enough' },
);
const project = readProjectConfig('local: { command: [npm, test] }');

/** A tracker that counts what it is asked. */
function asked(answers: Partial<Record<keyof Tracker, () => Promise<unknown>>> = {}, release?: string) {
  const times = new Map<string, number>();
  const usual = {
    standing: async () => ({ releases: ['4.1'], labels: [] }),
    releases: async () => [
      { name: '4.0', isOut: true },
      { name: '4.1', isOut: false },
      { name: '4.2', isOut: false },
    ],
    linkedPulls: async () => [{ number: 12, state: 'open', author: 'jo' }],
    branches: async () => ['main', '4.0', '4.1'],
    defaultRevision: async () => ({ revision: 'main', isFork: false }),
  };
  const tracker = Object.fromEntries(
    Object.entries({ ...usual, ...answers }).map(([name, answer]) => [
      name,
      async () => {
        times.set(name, (times.get(name) ?? 0) + 1);
        return answer();
      },
    ]),
  ) as unknown as Tracker;
  return {
    times,
    recommended: recommendationOn({ ticket, test: 'A#b', release }, project, { config, store, tracker }),
  };
}

describe('a recommendation on a ticket', () => {
  it('asks its tracker once for what it goes by', async () => {
    const { times, recommended } = asked();
    expect(await recommended).toMatchObject({
      release: '4.1',
      laterRelease: '4.2',
      fixes: [{ name: '#12', isMerged: false }],
      builtFrom: { release: '4.1', before: '4.0' },
    });
    expect([times.get('standing'), times.get('releases'), times.get('linkedPulls')]).toEqual([1, 1, 1]);
  });

  it('goes by the release that is named, and by none that is not there', async () => {
    expect(await asked({}, '4.2').recommended).toMatchObject({ release: '4.2' });
    expect(await asked({}, '4.0').recommended).toMatchObject({ release: '4.0', laterRelease: '4.1' });
    await expect(asked({}, '9.9').recommended).rejects.toMatchObject({ code: 'E-VALUE' });
  });

  it('names no release where the ticket is on several', async () => {
    const { recommended } = asked({ standing: async () => ({ releases: ['4.0', '4.1'], labels: [] }) });
    expect(await recommended).not.toHaveProperty('release');
  });

  it('leaves out what the tracker refuses, and no more', async () => {
    const refuse = async () => {
      throw new UserError('E-RIGHT', 'Not for you.');
    };
    expect(await asked({ releases: refuse, linkedPulls: refuse }).recommended).toMatchObject({
      release: '4.1',
    });
    const gone = async () => {
      throw new Error('502');
    };
    await expect(asked({ linkedPulls: gone }).recommended).rejects.toThrow('502');
  });
});
