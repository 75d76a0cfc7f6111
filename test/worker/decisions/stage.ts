import { join } from 'node:path';
import { Jira } from '../../../src/jira/jira.ts';
import type { PullState } from '../../../src/model/blocker.ts';
import type { Decision } from '../../../src/model/ledger.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import type { CodeHost, Proposal } from '../../../src/trackers/code-host/code-host.ts';
import { jira } from '../../../src/trackers/jira.ts';
import type { AskedDecision, DecidingParts } from '../../../src/worker/decisions/order.ts';
import { startFakeJira } from '../../fakes/jira/server.ts';
import { newJira, type FakeState } from '../../fakes/jira/state.ts';
import { mortal, type Fate } from '../../support/mortal.ts';
import { storeFolder } from '../../support/places.ts';
import { repositoryWith, scratch } from '../../support/scratch.ts';

/** The file that holds the test which is decided about. */
export const path = 'test/unit/org/acme/CasTest.java';
export const source = `package org.acme;

import org.junit.Test;

public class CasTest
{
    // testWrites is flaky
    @Test
    public void testWrites() {}
}
`;
export const immortal: Fate = { strikesAt: -1, calls: 0 };

/** Where decisions on tickets of Jira about code on GitHub are carried out. */
export interface Stage {
  readonly site: FakeState;
  readonly store: Store;
  /** @param hours that pass between two tries, so that what may be hidden has come to light */
  readonly partsWith: (host: CodeHost, fate?: Fate, hours?: number) => DecidingParts;
  readonly close: () => Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const versions = [
    { name: '4.1', released: false },
    { name: '4.2', released: false },
  ];
  const fake = await startFakeJira(newJira({ versions }));
  const folder = await storeFolder();
  const store = await openStore({ folder: folder.path });
  const clone = repositoryWith(join(scratch('deciding'), 'shop'), { [path]: source });
  const client = new Jira({ url: fake.url, kind: 'data-center', token: 'secret' });
  return {
    site: fake.state,
    store,
    partsWith(host, fate = immortal, hours = 0) {
      const tracker = mortal(jira(client, { of: () => undefined, readFile: async () => undefined }), fate);
      const dying = mortal(host, fate);
      return {
        store: mortal(store, fate),
        tracker,
        trackers: () => tracker,
        blockerLabel: 'release-blocker',
        commandWord: 'retrial',
        now: () => new Date(Date.now() + hours * 3_600_000),
        code: async () => ({
          host: dying,
          project: 'acme/shop',
          branch: 'main',
          clone: { path: clone, fetch: false },
        }),
      };
    },
    async close() {
      await store.close();
      await folder.remove();
      await fake.close();
    },
  };
}

/** An ignore until 4.2, decided on a ticket, with whatever is decided otherwise. */
export function askedOn(key: string, more: Partial<Decision> = {}): AskedDecision {
  const ticket = { tracker: 'jira', project: 'SHOP', key } as const;
  const at = '2026-01-02T03:04:05.000Z';
  const words = {
    reason: 'its own clock */ " @all',
    test: 'CasTest#testWrites',
    until: '4.2',
    followUp: 'SHOP-9',
  };
  return {
    decision: { id: `jira:SHOP#${key}/1/1`, what: 'ignore', by: 'ann', at, ticket, ...words, ...more },
  };
}

/** With a new ticket that takes the release's blocker over. */
export function moving(key: string): AskedDecision {
  const { decision } = askedOn(key, { release: '4.1' });
  const { followUp: _, ...rest } = decision;
  return { decision: rest, newTicket: { tracker: 'jira', project: 'SHOP' }, movesBlocker: true };
}

/**
 * GitHub asks writers to wait a second between two calls; what holds there is held once, on a host in memory.
 * @param refusal why it takes no proposals
 */
export function hostInMemory(refusal?: Error): CodeHost & {
  readonly branches: Map<string, Proposal>;
  opened: number;
  text: string;
  state: PullState;
} {
  const branches = new Map<string, Proposal>();
  const host: ReturnType<typeof hostInMemory> = {
    branches,
    opened: 0,
    text: source,
    state: 'open',
    stateOf: async () => host.state,
    checkMayPropose: async () => {},
    headOf: async () => 'd'.repeat(40),
    readFile: async () => host.text,
    async propose(proposal: Proposal) {
      if (refusal !== undefined) throw refusal;
      if (!branches.has(proposal.branch)) host.opened += 1;
      branches.set(proposal.branch, proposal);
      return { number: 1, url: 'https://git.example.org/pull/1' };
    },
  };
  return host;
}
