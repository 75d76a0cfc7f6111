import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GitHub } from '../../src/github/github.ts';
import { Jira } from '../../src/jira/jira.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { github } from '../../src/trackers/github.ts';
import { jira } from '../../src/trackers/jira.ts';
import type { Tracker } from '../../src/trackers/tracker.ts';
import { newState } from '../fakes/github/deliveries.ts';
import { startFakeGitHub } from '../fakes/github/server.ts';
import { startFakeJira } from '../fakes/jira/server.ts';
import { newJira } from '../fakes/jira/state.ts';

interface Place {
  readonly name: string;
  readonly tracker: Tracker;
  readonly ticket: TicketRef;
  readonly close: () => Promise<void>;
}

const versions = ['4.0', '4.1', '4.2', '4.1 "quoted" & co'];

async function onGitHub(): Promise<Place> {
  const { state, privateKey } = newState({
    milestones: versions.map((title) => ({ title, state: title === '4.0' ? 'closed' : 'open' })),
  });
  const fake = await startFakeGitHub(state);
  const client = new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url });
  const ticket: TicketRef = { tracker: 'github', project: 'acme/shop', key: '7', installation: 42 };
  return { name: 'github', tracker: github(client), ticket, close: fake.close };
}

async function onJira(kind: 'data-center' | 'cloud'): Promise<Place> {
  const fake = await startFakeJira(
    newJira({ kind, versions: versions.map((name) => ({ name, released: name === '4.0' })) }),
  );
  const user = kind === 'cloud' ? { user: 'bot@example.org' } : {};
  const client = new Jira({ url: fake.url, kind, token: 'secret', ...user });
  const tracker = jira(client, { of: () => undefined, readFile: async () => undefined });
  return {
    name: kind,
    tracker,
    ticket: { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' },
    close: fake.close,
  };
}

const places: Place[] = [];
beforeAll(async () => {
  places.push(await onGitHub(), await onJira('data-center'), await onJira('cloud'));
});
afterAll(() => Promise.all(places.map((one) => one.close())));

describe.each([0, 1, 2])('releases and labels of tracker %i', (at) => {
  const place = (): Place => {
    const found = places[at];
    if (found === undefined) throw new Error(`no tracker ${at}`);
    return found;
  };

  it('lists releases, and which are out', async () => {
    const { tracker, ticket } = place();
    const found = await tracker.releases(ticket);
    expect(found.map(({ name }) => name)).toEqual(versions);
    expect(found.filter(({ isOut }) => isOut).map(({ name }) => name)).toEqual(['4.0']);
  });

  it('moves a ticket from one release to another, however often it is told', async () => {
    const { tracker, ticket } = place();
    let from: string | undefined;
    for (const release of ['4.1', '4.2', '4.2', '4.1 "quoted" & co', '4.1']) {
      await tracker.moveTo(ticket, release, from);
      expect(await tracker.standing(ticket)).toMatchObject({ releases: [release] });
      from = release;
    }
  });

  it('leaves a ticket on its other releases where it can be on several', async () => {
    const { name, tracker, ticket } = place();
    await tracker.moveTo(ticket, '4.2');
    const both = name === 'github' ? ['4.2'] : ['4.1', '4.2'];
    expect(await tracker.standing(ticket)).toMatchObject({ releases: both });
    await tracker.moveTo(ticket, '4.1', '4.2');
    expect(await tracker.standing(ticket)).toMatchObject({ releases: ['4.1'] });
  });

  it('says which releases there are when there is none of a name', async () => {
    const { tracker, ticket } = place();
    await tracker.moveTo(ticket, '4.1');
    await expect(tracker.moveTo(ticket, '9.9')).rejects.toThrow(/`9\.9`\. Open here: `4\.1`, `4\.2`/);
    expect(await tracker.standing(ticket)).toMatchObject({ releases: ['4.1'] });
  });

  it('puts a label on and takes it off, however often it is told', async () => {
    const { tracker, ticket } = place();
    await tracker.label(ticket, 'flaky', true);
    for (const isOn of [true, true, false, false]) {
      await tracker.label(ticket, 'release-blocker', isOn);
      expect((await tracker.standing(ticket)).labels).toEqual(
        isOn ? ['flaky', 'release-blocker'] : ['flaky'],
      );
    }
  });
});
