import { describe, expect, it } from 'vitest';
import { headThen, noteHead } from '../../src/app/heads.ts';
import { chosenRevision } from '../../src/app/revisions.ts';
import { ticketBranch } from '../../src/app/ticket-branch.ts';
import { readProjectConfig } from '../../src/config/project.ts';
import { plainText, commentOf, runOf } from '../commands/fakes.ts';
import { whyInline } from '../../src/reports/subject.ts';
import { memory } from '../support/memory.ts';
import { silentTracker } from '../support/silent-tracker.ts';

const file = `
local: { command: [make, test] }
releases:
  - { name: '4.1', branch: cassandra-4.1 }
`;

/** A project's tickets with these releases, and a repository with these branches. */
function desk(releases: readonly string[], branches: readonly string[] = []) {
  return {
    store: {
      runs: { newest: async () => undefined, settings: async () => ({}) },
      permits: { has: async () => false },
      ...memory(),
    },
    config: { repositories: {} },
    project: readProjectConfig(file),
    comment: commentOf('/retrial repeat A#b'),
    now: () => new Date('2026-01-01T00:00:00Z'),
    tracker: {
      ...silentTracker,
      defaultRevision: async (_: unknown, isPullRequest: boolean) => ({
        revision: isPullRequest ? '9c1'.padEnd(40, '0') : 'trunk',
        isFork: false,
      }),
      standing: async () => ({ releases, labels: [] }),
      branches: async () => branches,
    },
  };
}

describe('a command that names no revision', () => {
  it.each([
    ['the branch that the project names for the release', ['4.1'], ['trunk'], 'cassandra-4.1', '4.1'],
    ['the branch that is called after the release', ['5.0'], ['trunk', 'release/5.0'], 'release/5.0', '5.0'],
    ['the default branch where the release has none', ['5.0'], ['trunk'], 'trunk', undefined],
    ['the default branch where the ticket is on no release', [], [], 'trunk', undefined],
    ['the default branch where it is on several', ['4.0', '4.1'], [], 'trunk', undefined],
  ])('means %s', async (_, releases, branches, revision, release) => {
    const why = release === undefined ? {} : { why: { kind: 'release', release } };
    expect(await chosenRevision({}, desk(releases, branches))).toMatchObject({ revision, ...why });
  });

  it.each([
    ['of its release', ['4.1'], 'cassandra-4.1'],
    ['by default', [], 'trunk'],
    ['by default where it is on several', ['4.0', '4.1'], 'trunk'],
  ])('finds and changes the code on the branch of its ticket, %s', async (_, releases, branch) => {
    const { tracker, project, comment } = desk(releases);
    expect(await ticketBranch({ tracker, project, ticket: comment.ticket })).toBe(branch);
  });

  it('says which branch it took, and why', () => {
    const run = { id: 'r-1', selector: 'A#b', service: 'CI', overlays: [], revision: 'cassandra-4.1' };
    expect(plainText(whyInline({ ...run, revisionWhy: { kind: 'release', release: '4.1' } }))).toBe(
      ' No `ref=` was given, and `cassandra-4.1` is the branch of this ticket’s release `4.1`.',
    );
  });
});

describe('a command that names a release', () => {
  it('means its branch, whatever the ticket is on, on a pull request too', async () => {
    for (const isPullRequest of [false, true]) {
      const place = desk(['5.0'], ['trunk', 'cassandra-5.0']);
      const here = { ...place, comment: { ...place.comment, isPullRequest } };
      const why = { kind: 'release', release: '4.1', isNamed: true } as const;
      const chosen = { revision: 'cassandra-4.1', why };
      const run = { id: 'r-1', selector: 'A#b', service: 'CI', overlays: [], revision: 'cassandra-4.1' };
      expect(plainText(whyInline({ ...run, revisionWhy: why }))).toContain(
        'is the branch of the release `4.1`.',
      );
      expect(await chosenRevision({ release: '4.1' }, here)).toEqual(chosen);
      const named = { revision: { kind: 'name', name: 'mine' }, release: '4.1' } as const;
      expect(await chosenRevision(named, here)).toEqual({ revision: 'mine' });
    }
  });

  it.each([
    ['named', { isNamed: true }, 'cassandra-4.1', { kind: 'remembered' }],
    ['the ticket’s own then', {}, 'cassandra-5.0', { kind: 'release', release: '5.0' }],
  ])('is what the next command means, where it was %s', async (_, how, revision, why) => {
    const { store, ...rest } = desk(['5.0'], ['trunk', 'cassandra-5.0']);
    const earlier = runOf('r-1', { commentId: 'c-0', revision: 'cassandra-4.1' });
    const revisionWhy = { kind: 'release', release: '4.1', ...how };
    const settings = { repository: '/srv/shop', fetch: false, settings: {}, quiet: false, revisionWhy };
    const runs = { newest: async () => earlier, settings: async () => settings };
    expect(await chosenRevision({}, { ...rest, store: { ...store, runs } })).toEqual({ revision, why });
  });

  it.each(['9.9', '-x', '$(id)'])('is told that nobody knows the branch of %s', async (release) => {
    await expect(chosenRevision({ release }, desk(['4.1'], ['trunk']))).rejects.toMatchObject({
      code: 'E-VALUE',
      message: expect.stringContaining('No branch of the release'),
    });
  });
});

it('a named revision is that one, whatever the release', async () => {
  const named = { revision: { kind: 'name', name: 'mine' } } as const;
  expect(await chosenRevision(named, desk(['4.1']))).toEqual({ revision: 'mine' });
});

describe('a pull request that is named by its number', () => {
  const head = '9c1'.padEnd(40, '0');

  it('is its head, and says so', async () => {
    const asked = { revision: { kind: 'pull', number: 12 } } as const;
    expect(await chosenRevision(asked, desk([]))).toEqual({
      revision: head,
      why: { kind: 'pull', pull: 12 },
    });
    const run = { id: 'r-1', selector: 'A#b', service: 'CI', overlays: [], revision: head };
    const words = plainText(whyInline({ ...run, revisionWhy: { kind: 'pull', pull: 12 } }));
    expect(words).toBe(' That is the head of `#12`.');
  });

  it.each([
    ['pull', { kind: 'pull', pull: 12 }],
    ['remembered', { kind: 'remembered', pull: 12 }],
  ])('is remembered as that, and not as the commit it was at: %s', async (_, revisionWhy) => {
    const { store, ...rest } = desk([]);
    const earlier = runOf('r-1', { commentId: 'c-0', revision: 'a'.repeat(40) });
    const settings = { repository: '/srv/shop', fetch: false, settings: {}, quiet: false, revisionWhy };
    const newest = async (_: unknown, isMeant: (run: typeof earlier) => boolean) => [earlier].find(isMeant);
    const runs = { newest, settings: async () => settings };
    const chosen = await chosenRevision({}, { ...rest, store: { ...store, runs } });
    expect(chosen).toEqual({ revision: head, why: { kind: 'remembered', pull: 12 } });
    const run = { id: 'r-2', selector: 'A#b', service: 'CI', overlays: [], revision: head };
    expect(plainText(whyInline({ ...run, revisionWhy: { kind: 'remembered', pull: 12 } }))).toContain(
      'is the head of `#12`, which the last command here named.',
    );
  });
});

it('remembers which head a comment was written under, in whatever order it is told', async () => {
  const { store, now } = desk([]);
  const comment = commentOf('', { createdAt: '2026-01-01T10:00:00Z', isPullRequest: true });
  expect(await headThen(comment, store)).toBeUndefined();
  for (const [commit, at] of [
    ['c', '2026-01-01T11:00:00Z'],
    ['a', '2026-01-01T08:00:00Z'],
    ['b', '2026-01-01T09:00:00Z'],
    ['b', '2026-01-01T09:00:00Z'],
  ] as const)
    await noteHead({ ticket: comment.ticket, commit, at }, { store, now });
  await noteHead({ ticket: comment.ticket, commit: 'd' }, { store, now });
  expect(await headThen(comment, store)).toBe('b');
});
