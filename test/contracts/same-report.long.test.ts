import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { advance } from '../../src/worker/repeat-run.ts';
import type { Ending } from '../fakes/circleci/plans.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { resultsIn, worldOf } from '../worker/world.ts';
import {
  actionsPlace,
  buildkitePlace,
  circleciPlace,
  type CiPlace,
  jenkinsPlace,
  localPlace,
  selector,
} from './ci-places.ts';

const home = scratch('same-report');
const repository = join(home, 'shop');
let folder: TemporaryFolder;
let store: Store;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  repositoryWith(repository, { 'a.txt': 'a' });
  gitIn(repository, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

/** 40 iterations: ten fail of two causes, two are skipped, and one leaves nothing behind. */
const ends = Array.from({ length: 40 }, (_, at): Ending => {
  if ([3, 7, 12, 18, 25, 33].includes(at)) return 'failed';
  if ([5, 14, 22, 30].includes(at)) return 'otherwise';
  if ([9, 28].includes(at)) return 'skipped';
  return at === 39 ? 'lost' : 'passed';
});

async function reportOf(name: string, open: (folder: string, ends: readonly Ending[]) => Promise<CiPlace>) {
  const place = await open(join(home, name), ends);
  try {
    place.pace({ revision: gitIn(repository, 'rev-parse', 'HEAD') });
    const service = place.service();
    const { parts, posts } = worldOf({ store });
    const run = await newRun(store, {
      asked: 40,
      selector,
      service: name,
      createdAt: new Date().toISOString(),
      settings: {
        repository,
        slug: 'acme/shop',
        fetch: false,
        settings: place.request('unused', 1).settings,
        quiet: false,
      },
    });
    while ((await advance(run.id, { ...parts, service: () => service })) !== 'done')
      await new Promise((again) => setTimeout(again, 5));
    await service.close();
    return resultsIn(posts).at(-1)?.replaceAll(run.id, 'RUN');
  } finally {
    await place.close();
  }
}

/** What may differ: where and on which machines it ran, how long that took, its pages, and why what is lost is lost. */
function withoutPlace(report = ''): string {
  return report
    .replace(/, on [^.]+\. Took .*/, '')
    .replace(/lost: `[^`]*`/, 'lost')
    .replace(/Times of executed runs: [^.]*\..*Overlays/, 'Overlays')
    .replace(/Ran on \d+ machines; failures on \d+\./, '')
    .split('\n')
    .filter((line) => !/^[^|]+(?: \| \d+){4}$|^Evidence: /.test(line))
    .join('\n');
}

describe('the report of one run', () => {
  it('says the same of the same outcomes, wherever they came from', { timeout: 120_000 }, async () => {
    const local = withoutPlace(await reportOf('local', localPlace));
    expect(local).toContain('40 asked = 37 executed + 2 skipped + 1 lost');
    const others = {
      circleci: circleciPlace,
      'github-actions': actionsPlace,
      jenkins: jenkinsPlace,
      buildkite: buildkitePlace,
    };
    for (const [name, open] of Object.entries(others))
      expect({ [name]: withoutPlace(await reportOf(name, open)) }).toEqual({ [name]: local });
  });
});
