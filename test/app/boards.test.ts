import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWatch, wakeBoards } from '../../src/app/boards.ts';
import { createReceivers } from '../../src/app/receivers.ts';
import type { Parts } from '../../src/app/parts.ts';
import { readServerConfig } from '../../src/config/server.ts';
import type { TicketFacts } from '../../src/model/blocker.ts';
import { ServiceRefusal } from '../../src/model/errors.ts';
import type { Job, Queue } from '../../src/queue/queue.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { Tracker } from '../../src/trackers/tracker.ts';
import { newState } from '../fakes/github/deliveries.ts';
import { factsOf } from '../releases/facts.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';

let folder: TemporaryFolder;
let store: Store;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

const { privateKey } = newState();
const text = `
repositories: { acme/shop: { path: /shop }, acme/toys: { path: /toys } }
jira: { url: https://jira.example.org, projects: { SHOP: { repository: acme/shop, branch: main } } }`;
const config = readServerConfig(
  { name: 'server.yml', text },
  { APP_ID: '7', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: 'known to both', JIRA_TOKEN: 'secret' },
);
const settingsWith = (summary: number): string =>
  `releases: [{ name: '4.1', summary: ${summary}, branch: main }]\ndigests: {}`;

/** A server that looks after one release, with a queue that works at once when it is told to. */
function server() {
  const waiting: Job[] = [];
  const sections: { readonly on: string; readonly blocks: string }[] = [];
  let summary = 30;
  let gone: string | undefined;
  let tickets: readonly TicketFacts[] = [];
  const queue: Pick<Queue, 'add' | 'schedule'> = {
    add: async (job) => void waiting.push(job),
    schedule: async () => {},
  };
  const tracker: Partial<Tracker> = {
    locate: async (project) => ({ tracker: 'github', project, installation: 42 }),
    readProjectFile: async () => settingsWith(summary),
    releaseTickets: async () => ({ tickets, gaps: [], out: [], releases: [{ name: '4.1', isOut: false }] }),
    releases: async () => [],
    branches: async () => ['main'],
    async writeSection({ key }, _, { blocks }) {
      if (key === gone) throw new ServiceRefusal('GitHub: read an issue: 410 This issue was deleted');
      sections.push({ on: key, blocks: JSON.stringify(blocks) });
    },
    post: async () => ({ commentId: '1' }),
    findByMarker: async () => undefined,
  };
  // Everything a look asks of these is there.
  const parts = {
    config,
    store,
    queue,
    now: () => new Date('2026-11-24T12:00:00Z'),
    findings: new Map(),
    log: { warn: (facts: object) => expect.fail(JSON.stringify(facts)) },
    tracker: () => tracker,
  } as unknown as Parts;
  const receive = createReceivers(parts);
  let deliveries = 0;
  return {
    parts,
    waiting,
    sections,
    move: (to: number) => void (summary = to),
    lose: (key: string) => void (gone = key),
    now: (all: readonly TicketFacts[]) => void (tickets = all),
    deliver: async (event: string, payload: object): Promise<void> => {
      const whole = { repository: { full_name: 'acme/shop' }, sender: { login: 'ann' }, ...payload };
      await receive('github', { id: `d-${(deliveries += 1)}`, event, payload: JSON.stringify(whole) });
    },
    work: async (): Promise<string> => {
      const watch = createWatch(parts);
      for (const { id } of waiting.splice(0)) await watch(id);
      return sections.at(-1)?.blocks ?? '';
    },
  };
}

describe('what changes at a ticket', () => {
  it.each([
    ['issues', 'labeled'],
    ['issues', 'unlabeled'],
    ['issues', 'milestoned'],
    ['issues', 'demilestoned'],
    ['issues', 'assigned'],
    ['issues', 'unassigned'],
    ['issues', 'closed'],
    ['issues', 'reopened'],
    ['issues', 'edited'],
    ['milestone', 'closed'],
    ['pull_request', 'closed'],
  ])('has the boards of its project looked at once it is delivered: %s %s', async (event, action) => {
    const { deliver, waiting } = server();
    await deliver(event, { action });
    expect(waiting).toEqual([{ kind: 'board', id: 'github/acme/shop' }]);
  });

  it('is on the board with that look, whatever the minute’s own look would do', async () => {
    const { deliver, work, now } = server();
    const ticket = (more: Partial<TicketFacts>) => {
      const facts = { ...factsOf().ticket, labels: ['release-blocker'], milestones: ['4.1'], ...more };
      return { ...facts, ticket: { tracker: 'github', project: 'acme/shop', key: '12' } } as const;
    };
    now([ticket({ labels: [] })]);
    await deliver('issues', { action: 'opened' });
    expect(await work()).toContain('no known blocker');
    now([ticket({})]);
    await deliver('issues', { action: 'labeled' });
    expect(await work()).toMatch(/blocked by 1.*driftx/);
    now([ticket({ assignees: ['mick'] })]);
    await deliver('issues', { action: 'assigned' });
    expect(await work()).toMatch(/blocked by 1.*mick/);
    now([ticket({ status: 'closed', closedAt: '2026-11-24T11:59:00Z' })]);
    await deliver('issues', { action: 'closed' });
    expect(await work()).toContain('no known blocker');
  });

  it('stands on the new issue once the summary moves, and the old one says where it went', async () => {
    const { deliver, work, now, move, sections } = server();
    const ticket = { ...factsOf().ticket, labels: ['release-blocker'], milestones: ['4.1'] };
    now([{ ...ticket, ticket: { tracker: 'github', project: 'acme/shop', key: '12' } }]);
    await deliver('issues', { action: 'labeled' });
    await work();
    sections.length = 0;
    move(31);
    for (let look = 0; look < 2; look += 1) {
      await deliver('issues', { action: 'labeled' });
      await work();
    }
    expect(sections.map(({ on }) => on)).toEqual(['31', '30']);
    expect(sections[0]?.blocks).toContain('blocked by 1');
    expect(sections[1]?.blocks).toContain('stands on #31 now');
    expect(sections[1]?.blocks).not.toContain('blocked by');
  });

  it('goes on with the new issue though the old one was deleted', async () => {
    const { deliver, work, now, move, lose, sections } = server();
    const ticket = { ...factsOf().ticket, labels: ['release-blocker'], milestones: ['4.1'] };
    now([{ ...ticket, ticket: { tracker: 'github', project: 'acme/shop', key: '12' } }]);
    await deliver('issues', { action: 'labeled' });
    await work();
    sections.length = 0;
    move(41);
    lose('30');
    for (let look = 0; look < 2; look += 1) {
      await deliver('issues', { action: 'labeled' });
      await work();
    }
    expect(sections.map(({ on }) => on)).toEqual(['41']);
  });

  it('wakes no board where a program rewrote a text, or of a project that is not looked after', async () => {
    const { deliver, waiting, parts } = server();
    await deliver('issues', { action: 'edited', sender: { login: 'x[bot]', type: 'Bot' } });
    await deliver('issues', { action: 'labeled', repository: { full_name: 'mallory/shop' } });
    await wakeBoards('jira', 'TOYS', parts);
    await wakeBoards('github', '../acme/shop', parts);
    expect(waiting).toEqual([]);
    await wakeBoards('jira', 'SHOP', parts);
    await wakeBoards('github', 'Acme/Shop', parts);
    expect(waiting.map(({ id }) => id)).toEqual(['jira/SHOP', 'github/acme/shop']);
  });
});
