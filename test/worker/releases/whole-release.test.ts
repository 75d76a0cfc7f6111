import { describe, expect, it } from 'vitest';
import { wholeRelease } from '../../../src/worker/releases/whole-release.ts';

const project = { tracker: 'github', project: 'apache/cassandra' } as const;
const all = ['4.0', '4.1', '4.1.1', '4.1.2'].map((name) => ({ name, isOut: name !== '4.1.2' }));
const tracker = {
  branches: async () => ['trunk', 'cassandra-4.0', 'cassandra-4.1'],
  defaultRevision: async () => ({ revision: 'trunk', isFork: false }),
};

describe('a release with what its settings leave out', () => {
  it.each([
    [{ name: '4.1' }, 'cassandra-4.1', { name: '4.0', branch: 'cassandra-4.0' }],
    // Patch releases share a branch: what runs there is the newer one's code.
    [{ name: '4.1.2' }, 'cassandra-4.1', { name: '4.1.1' }],
    [{ name: '5.0' }, 'trunk', { name: '4.1.2', branch: 'cassandra-4.1' }],
    [
      { name: '4.1.2', predecessor: { name: '4.1.1', branch: 'cassandra-4.1' } },
      'cassandra-4.1',
      { name: '4.1.1' },
    ],
  ])('%j', async (release, branch, predecessor) => {
    expect(await wholeRelease({ project, release }, all, tracker)).toEqual({
      name: release.name,
      branch,
      predecessor,
    });
  });
});
