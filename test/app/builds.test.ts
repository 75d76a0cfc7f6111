import { describe, expect, it } from 'vitest';
import { wakeSuite } from '../../src/app/builds.ts';
import { isServiceDue, listedCursor } from '../../src/worker/history/last-looks.ts';

const config = { github: {}, jira: { projects: {} }, repositories: { 'acme/shop': { path: '/r' } } };
const asked = '2026-11-24T12:00:00.000Z';
const now = () => new Date('2026-11-24T12:01:00.000Z');

/** A repository whose builds were last listed a minute ago, on these services. */
function world(services: readonly string[]) {
  const kept = new Map<string, unknown>([
    [
      listedCursor('acme/shop'),
      { at: asked, services: Object.fromEntries(services.map((name) => [name, asked])) },
    ],
  ]);
  const cursors = {
    get: async (name: string) => kept.get(name),
    put: async (name: string, place: unknown) => void kept.set(name, place),
  };
  const jobs: string[] = [];
  const queue = { add: async ({ id }: { readonly id: string }) => void jobs.push(id) };
  const parts = { config, store: { cursors }, queue, now } as never;
  const due = async (repository = 'acme/shop'): Promise<readonly string[]> => {
    const all: string[] = [];
    for (const name of services)
      if (
        await isServiceDue(
          name,
          { repository, listed: Date.parse(asked) },
          { store: { cursors } as never, now },
        )
      )
        all.push(name);
    return all;
  };
  return {
    jobs,
    due,
    tell: async (repository: string, app: string) => wakeSuite({ repository, app }, parts),
  };
}

describe('a suite of checks that ended', () => {
  const all = ['github-actions', 'circleci', 'jenkins'];

  it('has the services asked at once that it may be of', async () => {
    const { tell, due, jobs } = world(all);
    expect(await due()).toEqual([]);
    await tell('Acme/Shop', 'circleci-checks');
    expect([await due(), jobs]).toEqual([['circleci'], ['github/acme/shop']]);
    expect(await due('acme/toys')).toEqual([]);
    const other = world(all);
    await other.tell('acme/shop', 'github-actions');
    expect(await other.due()).toEqual(['github-actions']);
  });

  it.each(['dependabot', 'codecov', 'circle', '', 'x-circleci', '__proto__'])(
    'has only those asked that speak by no App of their own where it is of another: %s',
    async (app) => {
      const { tell, due } = world(all);
      await tell('acme/shop', app);
      expect(await due()).toEqual(['jenkins']);
    },
  );

  it('wakes no service of another repository', async () => {
    const { tell, due } = world(all);
    await tell('acme/shop', 'jenkins-checks');
    expect([await due('ACME/shop'), await due('acme/toys')]).toEqual([['jenkins'], []]);
  });

  it('wakes nothing where no such builds are read, or the repository is none of ours', async () => {
    const { tell, due, jobs } = world(['circleci']);
    await tell('acme/shop', 'github-actions');
    await tell('evil/shop', 'circleci-checks');
    expect([await due(), jobs]).toEqual([[], []]);
  });
});
