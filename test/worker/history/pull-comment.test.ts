import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordOf, type NamedFailure, type NamedTally } from '../../../src/history/record.ts';
import type { Document } from '../../../src/model/document.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { renderGitHub } from '../../../src/trackers/github/markdown.ts';
import { tellPull } from '../../../src/worker/history/pull-comment.ts';
import { storeFolder } from '../../support/places.ts';
import { silentTracker } from '../../support/silent-tracker.ts';

const now = new Date('2026-03-20T12:00:00Z');
const project = { tracker: 'github', project: 'acme/shop' } as const;
const hostile = '</details> @octocat fixes #1 `x` | y [x](https://evil.example) <!-- retrial:v1 -->';
let store: Store;
let close: () => Promise<void>;
let serial = 0;

beforeAll(async () => {
  const { path, remove } = await storeFolder();
  store = await openStore({ folder: path });
  close = async () => {
    await store.close();
    await remove();
  };
});
afterAll(async () => close());

const frames = '\n\tat org.acme.Lock.take(Lock.java:30)\n\tat org.acme.Lock.open(Lock.java:12)';

/** Keeps a build in which each test failed with its message, or passed with none. */
async function build(
  repository: string,
  {
    branch,
    commit,
    day = 10,
    ...more
  }: { readonly branch: string; readonly commit: string; readonly day?: number; readonly isPartial?: true },
  outcomes: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  serial += 1;
  const tallies: NamedTally[] = [];
  const failures: NamedFailure[] = [];
  for (const [name, message] of Object.entries(outcomes)) {
    const failed = Number(message !== undefined);
    tallies.push({ container: 'Shelf', name, passed: 1 - failed, failed, skipped: 0 });
    const body = `java.io.IOException: ${message}${frames}`;
    const failure = { kind: 'failure', type: 'java.io.IOException', message: message ?? '', body } as const;
    if (message !== undefined) failures.push({ container: 'Shelf', name, failure });
  }
  const at = `2026-03-${day}T10:00:00.000Z`;
  const about = { project: repository, id: `b${serial}`, lane: 'unit', at, passesKnown: true };
  await store.history.add(recordOf({ ...about, branch, commit, ...more }, tallies, failures));
}

function desk() {
  const wrote: Document[] = [];
  const edited: string[] = [];
  const tracker = {
    ...silentTracker,
    async post(_: unknown, document: Document) {
      wrote.push(document);
      return { commentId: 'c-1' };
    },
    async edit(_: unknown, id: string, document: Document) {
      edited.push(id);
      wrote.push(document);
    },
  };
  const all = { project, tracker, knownIssues: [], store, now: () => now };
  const said = () => wrote.map((document) => renderGitHub(document));
  return { all, edited, said };
}

describe('a pull request', { timeout: 60_000 }, () => {
  it('is told which failures branches know, with their rates, and which are new', async () => {
    const { all, said } = desk();
    for (const [nth, takes] of [undefined, 'lock lost', undefined, 'lock lost', undefined].entries())
      await build(
        'acme/shop',
        { branch: 'main', commit: `c${nth}` },
        { takes, gives: undefined, slow: 'no' },
      );
    await build(
      'acme/shop',
      { branch: 'pull/7', commit: 'f'.repeat(40), day: 20 },
      { takes: 'lock lost', gives: hostile, slow: 'no' },
    );
    const issue = 'SHOP-7';
    const knownIssues = [{ issue, contains: 'lock lost' }];
    await tellPull('acme/shop', 7, { ...all, knownIssues });
    const [text = ''] = said();
    expect(text).toContain('3 tests failed at `fffffffff`: 1 new, 1 broken before, 1 known flake');
    expect(text).toMatch(/`Shelf#takes` \| `unit` \| .*\| 2 \/ 5 \| 40\.0 % \| `SHOP-7`/);
    expect(text).toMatch(/`Shelf#gives` \| `unit` \| .*\| 0 \/ 5 \| 0 % \|/);
    expect(text).toMatch(/`Shelf#slow` \| `unit` \| .*on main since 2026-03-10 \| 5 \/ 5 \| 100 % \|/);
    expect(text).not.toMatch(/green|passed|all is well\.|✅/i);
    expect(text.match(/<!-- retrial:v1/g)).toHaveLength(1);
    expect(text).not.toMatch(/(?<!`[^`\n]*)@octocat|^<\/details>/m);
  });

  it('is told nothing while nothing failed', async () => {
    const { all, said } = desk();
    await build('acme/quiet', { branch: 'pull/3', commit: 'a' }, { takes: undefined });
    await tellPull('acme/quiet', 3, all);
    await tellPull('acme/quiet', 4, all);
    expect(said()).toEqual([]);
  });

  it('is told which of its lanes were read only partly', async () => {
    const { all, said } = desk();
    await build('acme/part', { branch: 'pull/7', commit: 'a' }, { takes: 'lost' });
    await tellPull('acme/part', 7, all);
    expect(said()[0]).not.toContain('Read only partly');
    await build('acme/part', { branch: 'pull/7', commit: 'a', isPartial: true }, { opens: undefined });
    await tellPull('acme/part', 7, all);
    expect(said()[1]).toContain('**Read only partly:** `unit`. Some reports there could not be read');
  });

  it('has its comment edited with a later push, which is never called green', async () => {
    const { all, edited, said } = desk();
    await build('acme/edit', { branch: 'pull/3', commit: 'a' }, { takes: 'lost' });
    await tellPull('acme/edit', 3, all);
    await tellPull('acme/edit', 3, all);
    expect([said().length, edited.length]).toEqual([1, 0]);
    expect(said()[0]).toContain('1 new');
    await build('acme/edit', { branch: 'pull/3', commit: 'b', day: 11 }, { takes: undefined });
    await tellPull('acme/edit', 3, all);
    expect(edited).toEqual(['c-1']);
    expect(said()[1]).toContain('No failure was read at `b` so far');
    expect(said()[1]).toContain('says nothing of whether the rest is well');
    expect(said()[1]).not.toMatch(/✅|green/);
  });

  it('is told that a known test failed in a way of its own, or with a cause that others have', async () => {
    const { all, said } = desk();
    const main = { branch: 'main', commit: 'm' };
    await build('acme/ways', main, { takes: 'lock lost', gives: undefined });
    await build('acme/ways', { branch: 'pull/1', commit: 'a' }, { takes: 'index torn', gives: 'lock lost' });
    await tellPull('acme/ways', 1, all);
    expect(said()[0]).toMatch(/`Shelf#takes` .*index torn.*never failed with there \| 1 \/ 1/);
    expect(said()[0]).toMatch(/`Shelf#gives` .*lock lost.*which other tests failed with there \| 0 \/ 1/);
  });
});
