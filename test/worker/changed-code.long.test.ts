import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchRequest } from '../../src/ci/service.ts';
import { RefusedRequest, UserError } from '../../src/model/errors.ts';
import type { QuestionName } from '../../src/model/question.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { RunSettings } from '../../src/worker/parts.ts';
import { advance } from '../../src/worker/repeat-run.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { resultsIn, worldOf } from './world.ts';

const repository = join(scratch('changed-code'), 'shop');
let folder: TemporaryFolder;
let store: Store;

const skipped = 'class Shop {\n  @Ignore("SHOP-12")\n  @Test public void pays() {}\n}\n';
const commits: string[] = [];

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  repositoryWith(repository, { 'test/Shop.java': skipped, 'state.txt': 'good' });
  commits.push(gitIn(repository, 'rev-parse', 'HEAD'));
  const runs = skipped.replace(/  @Ignore.*\n/, '');
  commits.push(commitFiles(repository, { 'test/Shop.java': runs }, 'Run it'));
  commits.push(commitFiles(repository, { 'test/Shop.java': 'class Shop {}\n' }, 'Take the test out'));
  commits.push(commitFiles(repository, { 'test/Shop.java': runs, 'state.txt': 'bad' }, 'Sell faster'));
  commits.push(commitFiles(repository, { 'notes.txt': 'one', 'test/Shop.java': skipped }, 'Skip it again'));
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

const unskip = { asked: ['unskip'], applied: [{ kind: 'unskip' as const }] };
const patched = {
  asked: ['overlay=mend'],
  applied: [{ kind: 'patch' as const, name: 'mend', content: '--- a/no\n+++ b/no\n@@ -1 +1 @@\n-a\n+b\n' }],
};

interface Asked {
  readonly revision?: string;
  readonly question: { readonly kind: QuestionName; readonly [name: string]: unknown };
  readonly overlays?: NonNullable<RunSettings['overlays']>;
  readonly refuses?: (request: BatchRequest) => Error | undefined;
}

/** The test fails where the state is bad; where it is still skipped every iteration passes. */
function fails({ commit = '' }: BatchRequest): boolean {
  const show = (path: string) => gitIn(repository, 'show', `${commit}:${path}`);
  return show('state.txt') === 'bad' && !show('test/Shop.java').includes('@Ignore');
}

/** Carries a question out to its end. */
async function carriedOut({ revision = 'main', question, overlays, refuses }: Asked) {
  const { kind, ...rest } = question;
  const changes = overlays === undefined ? {} : { overlays };
  const command = ['run', '{tests}'];
  const run = await newRun(store, {
    asked: 0,
    revision,
    question: kind,
    selector: parseSelector('Shop#pays'),
    settings: { repository, fetch: false, settings: { command }, quiet: false, question: rest, ...changes },
  });
  const { parts, posts, asked } = worldOf({ store, fails, ...(refuses === undefined ? {} : { refuses }) });
  await advance(run.id, parts);
  return { result: resultsIn(posts).at(-1) ?? '', asked, batches: await store.batches.of(run.id) };
}

const short = (nth: number): string => (commits[nth] ?? '').slice(0, 7);
const left = (): string => gitIn(repository, 'for-each-ref', 'refs/retrial');

describe('a comparison of changed code', () => {
  it('runs both sides with the changes, and names the revisions as people know them', async () => {
    const question = { kind: 'compare' as const, base: commits[0], runs: 6 };
    const { result, asked } = await carriedOut({ question, overlays: unskip });
    expect(result).toContain('Regression');
    expect(result).toContain('without @Ignore at Shop.java:2');
    expect(result).toContain(short(4));
    expect(result).toMatch(/bisect Shop#pays good=\S+ bad=main unskip/);
    expect(asked.every(({ commit = '' }) => !commits.includes(commit))).toBe(true);
    expect(left()).toBe('');
  });

  it('leaves a side as it is that has the change already, and says which side was changed', async () => {
    const question = { kind: 'compare' as const, base: commits[1], runs: 6 };
    const { result, asked } = await carriedOut({ question, overlays: unskip });
    expect(result).toContain('Regression');
    expect(result).toContain('without @Ignore at Shop.java:2 at main');
    expect(asked.map(({ commit }) => commit)).toContain(commits[1]);
  });

  it('of two sides that have it already is refused before anything runs', async () => {
    const question = { kind: 'compare' as const, base: commits[1] };
    const { result, asked } = await carriedOut({ revision: commits[3] ?? '', question, overlays: unskip });
    expect(result).toContain('change neither revision');
    expect(asked).toEqual([]);
  });

  it('that makes both sides the same code is refused before anything runs', async () => {
    const question = { kind: 'compare' as const, base: commits[0] };
    const taken = { kind: 'tests-from' as const, revision: commits[3] ?? '', files: ['test/**'] };
    const overlays = { asked: ['tests-from=mended'], applied: [taken] };
    const { result, asked } = await carriedOut({ revision: commits[2] ?? '', question, overlays });
    expect(result).toContain('are the same code, file by file');
    expect(asked).toEqual([]);
  });

  it('leaves nothing of its first side when the second can not be changed', async () => {
    const question = { kind: 'compare' as const, base: commits[0] };
    const { result } = await carriedOut({ revision: commits[2] ?? '', question, overlays: unskip });
    expect(result).toContain(`At \`${commits[2]}\`: \`pays\` is not declared`);
    expect(left()).toBe('');
  });

  it('says on which side a change does not apply, and runs nothing', async () => {
    const question = { kind: 'compare' as const, base: commits[0] };
    const { result, asked } = await carriedOut({ question, overlays: patched });
    expect(result).toContain("couldn't start, so nothing was run");
    expect(result).toContain(`At \`${commits[0]}\`: The patch \`mend\` does not apply here`);
    expect(asked).toEqual([]);
  });
});

describe('a search through changed code', () => {
  it('changes every commit, and calls one untestable that can not be changed', async () => {
    const question = { kind: 'bisect' as const, good: commits[0] };
    const { result } = await carriedOut({ question, overlays: unskip });
    expect(result).toContain('Sell faster');
    expect(result).toContain(`First bad commit`);
    expect(result).toContain('each commit with unskip');
    expect(result.replaceAll('\\n', '\n')).toMatch(
      /How the skip was taken off[^]*--- test\/Shop\.java\n[^]*-\s*@Ignore/,
    );
    expect(result).toMatch(/Take the test out.*cannot be run: `pays` is not declared/);
    expect(result).toMatch(/(\d+) asked = \1 executed \+ 0 skipped \+ 0 lost/);
    expect(left()).toBe('');
  });

  it('takes the tests that a branch had when the search began, though it moves on', async () => {
    gitIn(repository, 'branch', 'mover', commits[1] ?? '');
    const move = () => {
      gitIn(repository, 'branch', '--force', 'mover', commits[4] ?? '');
      return undefined;
    };
    const taken = { kind: 'tests-from' as const, revision: 'mover', files: ['test/**'] };
    const overlays = { asked: ['tests-from=mover'], applied: [taken] };
    const question = { kind: 'bisect' as const, good: commits[0] };
    const { result } = await carriedOut({ question, overlays, refuses: move });
    expect(result).toContain('Sell faster');
    expect(result).toContain('First bad commit');
    expect(result).toContain(`each commit with tests-from=mover at ${commits[1]?.slice(0, 9)}`);
  });

  it('ends at once when an end can not be changed', async () => {
    const question = { kind: 'bisect' as const, good: commits[0] };
    const { result, asked } = await carriedOut({ question, overlays: patched });
    expect(result).toContain('does not apply here');
    expect(asked).toEqual([]);
  });
});

describe('a change that something keeps from being made', () => {
  it('is made later, and tells nothing of the commit', async () => {
    const command = ['/bin/sh', '-c', 'echo made > made.txt'];
    const applied = [
      { kind: 'configure' as const, name: 'gen', command, env: {}, files: ['*.txt'], timeoutMs: 10_000 },
    ];
    const run = await newRun(store, {
      asked: 0,
      revision: commits[3] ?? '',
      question: 'bisect',
      selector: parseSelector('Shop#pays'),
      settings: {
        repository,
        fetch: false,
        settings: { command: ['run', '{tests}'] },
        quiet: false,
        question: { good: commits[1] },
        overlays: { asked: ['overlay=gen'], applied },
      },
    });
    const { parts, posts } = worldOf({ store, fails });
    const full = () => {
      throw new Error('no space left on device');
    };
    await expect(advance(run.id, { ...parts, environment: full })).rejects.toThrow('no space left');
    await advance(run.id, { ...parts, environment: (own) => ({ PATH: process.env['PATH'] ?? '', ...own }) });
    const result = resultsIn(posts).at(-1) ?? '';
    expect(result).toContain('Sell faster');
    expect(result).not.toContain('cannot be run');
  });
});

describe('a search whose service refuses a commit', () => {
  it('goes around it, and says why it could not be run', async () => {
    const refuses = ({ commit }: BatchRequest) =>
      commit === commits[2] ? new RefusedRequest('E-CI', 'CircleCI: no such parameter.') : undefined;
    const question = { kind: 'bisect' as const, good: commits[0] };
    const { result } = await carriedOut({ revision: commits[3] ?? '', question, refuses });
    expect(result).toContain('Sell faster');
    expect(result).toMatch(/Take the test out.*cannot be run: CircleCI: no such parameter/);
  });

  it('ends when it refuses the server itself', async () => {
    const refuses = ({ commit }: BatchRequest) =>
      commit === commits[2] ? new UserError('E-CI', 'CircleCI does not know the token.') : undefined;
    const question = { kind: 'bisect' as const, good: commits[0] };
    const { result } = await carriedOut({ revision: commits[3] ?? '', question, refuses });
    expect(result).toContain('does not know the token');
    expect(result).toContain("couldn't be finished");
    expect(result).not.toContain('First bad commit');
  });
});

describe('an isolation of changed code', () => {
  it('changes it once for all scopes', async () => {
    const { result, asked } = await carriedOut({ question: { kind: 'isolate', runs: 4 }, overlays: unskip });
    expect(result).toContain('without @Ignore at Shop.java:2');
    expect(new Set(asked.map(({ commit }) => commit)).size).toBe(1);
    expect(asked[0]?.commit).not.toBe(commits[4]);
  });
});
