import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision } from '../../src/model/ledger.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { CodeHost, Proposal } from '../../src/trackers/code-host/code-host.ts';
import { githubCode } from '../../src/trackers/github/code-host.ts';
import { GitHub } from '../../src/github/github.ts';
import { jira } from '../../src/trackers/jira.ts';
import { Jira } from '../../src/jira/jira.ts';
import { decideIgnore } from '../../src/worker/ignoring.ts';
import { newState } from '../fakes/github/deliveries.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { Death, mortal, type Fate } from '../support/mortal.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { repositoryWith, scratch } from '../support/scratch.ts';

const path = 'test/unit/org/acme/CasTest.java';
const source = `package org.acme;

import org.junit.Test;

public class CasTest
{
    // testWrites is flaky
    @Test
    public void testWrites() {}
}
`;
const immortal: Fate = { strikesAt: -1, calls: 0 };
const { state, privateKey } = newState();
const clone = repositoryWith(join(scratch('ignoring'), 'shop'), { [path]: source });
let fake: FakeGitHub;
let folder: TemporaryFolder;
let store: Store;

beforeAll(async () => {
  fake = await startFakeGitHub(state);
  state.files.set(path, source);
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
  await fake.close();
});

function decisionOf(key: string, more: Partial<Decision> = {}): Decision {
  const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key };
  const at = '2026-01-02T03:04:05.000Z';
  const words = {
    reason: 'its own clock */ " @all',
    test: 'CasTest#testWrites',
    until: '4.2',
    followUp: 'SHOP-9',
  };
  return { id: `jira:SHOP#${key}/1/1`, what: 'ignore', by: 'ann', at, ticket, ...words, ...more };
}

/** GitHub asks writers to wait a second between two calls; what holds there is held once, on a host in memory. */
function hostInMemory(): CodeHost & { readonly branches: Map<string, Proposal>; opened: number } {
  const branches = new Map<string, Proposal>();
  const host = {
    branches,
    opened: 0,
    readFile: async () => source,
    async propose(proposal: Proposal) {
      if (!branches.has(proposal.branch)) host.opened += 1;
      branches.set(proposal.branch, proposal);
      return { number: 1, url: 'https://git.example.org/pull/1' };
    },
  };
  return host;
}

function partsWith(host: CodeHost, fate: Fate) {
  const client = new Jira({ url: 'http://127.0.0.1:9', kind: 'data-center', token: 'x' });
  const tracker = jira(client, { of: () => undefined, readFile: async () => undefined });
  return {
    store: mortal(store, fate),
    tracker,
    blockerLabel: 'release-blocker',
    host: mortal(host, fate),
    project: 'acme/shop',
    branch: 'main',
    clone: { path: clone, fetch: false },
  };
}

describe('a decision to ignore', () => {
  it('becomes a pull request that changes one test and says why, until when, and what is lost', async () => {
    const host = githubCode(new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url }));
    const { entry, pull, change } = await decideIgnore(decisionOf('SHOP-1'), partsWith(host, immortal));
    const again = await decideIgnore(decisionOf('SHOP-1'), partsWith(host, immortal));
    expect(again.pull).toEqual(pull);
    expect(state.pulls.size).toBe(1);
    expect(state.commits).toMatchObject([{ path, message: 'Ignore CasTest testWrites' }]);
    expect(state.files.get(path)).toBe(source);
    const [branch, files] = [...state.branches][0] ?? ['', new Map<string, string>()];
    expect(branch).toMatch(/^retrial\/ignore-[0-9a-f]{12}$/);
    expect(files.get(path)).toContain('@Ignore("Retrial ignore (until 4.2, ticket SHOP-9): its own clock');
    expect(change).toContain(`at ${path}:`);
    const proposed = [...state.pulls.values()][0];
    expect(proposed?.body).toContain('What is lost:');
    expect(proposed?.body).toContain('@&#8203;all');
    expect(entry).toMatchObject({ decision: { what: 'ignore', until: '4.2', followUp: 'SHOP-9' } });
  }, 30_000);

  it('is entered once and proposed once, whatever step it dies at', async () => {
    const host = hostInMemory();
    let number = 100;
    for (let died = true; died; number += 1) {
      died = false;
      const decision = decisionOf(`SHOP-${number}`);
      const before = host.opened;
      try {
        await decideIgnore(decision, partsWith(host, { strikesAt: number - 98, calls: 0 }));
      } catch (error) {
        if (!(error instanceof Death)) throw error;
        died = true;
        await decideIgnore(decision, partsWith(host, immortal));
      }
      expect(host.opened).toBe(before + 1);
      expect(await store.ledger.of({ ticket: decision.ticket })).toHaveLength(1);
    }
    expect(number).toBeGreaterThan(105);
  });

  it.each([
    [{ test: 'CasTest#testReads' }, 'testReads'],
    [{ test: 'NoSuchTest#a' }, 'No file of this revision holds `NoSuchTest`'],
    [{ test: 'A#b,C#d' }, 'Name one test: `A#b,C#d` is several.'],
    [{ reason: '…' }, 'An ignore needs a reason in words.'],
    [{ until: 'some day' }, '`some day` is no version or date'],
    [{ what: 'unignore' as const }, 'no skip'],
  ])('of %j is refused, and nothing is entered', async (more, words) => {
    const host = hostInMemory();
    const decision = decisionOf('SHOP-300', more);
    await expect(decideIgnore(decision, partsWith(host, immortal))).rejects.toThrow(words);
    expect(host.opened).toBe(0);
    expect(await store.ledger.of({ ticket: decision.ticket })).toEqual([]);
  });
});
