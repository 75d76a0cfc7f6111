import { repeated, type RepeatedRun } from '../circleci/plans.ts';
import type { FakeOutcome } from '../circleci/state.ts';
import type { FakeJob } from './state.ts';

/** What the look-alike's job declares, and how a project's settings fill it. */
export const declared = { RETRIAL_BATCH: '', TEST: '', COUNT: '1', MACHINES: '1', COMMIT: '' };
export const parameters = { TEST: '{test}', COUNT: '{count}', MACHINES: '{machines}', COMMIT: '{commit}' };

/** A job that shares iterations out among machines, each with a folder of its own; every fourth iteration fails. */
export function repeatJob(more: Partial<FakeJob> = {}, run: RepeatedRun = repeated): FakeJob {
  return {
    path: 'team/repeat',
    parameters: declared,
    run: ({ COUNT = '1', MACHINES = '1', COMMIT = '' }) => {
      const { status, machines } = run({ count: COUNT, machines: MACHINES });
      return {
        result: status === 'success' ? 'SUCCESS' : 'UNSTABLE',
        artifacts: inFolders(machines),
        checkouts: { 'https://github.com/acme/shop.git': COMMIT },
      };
    },
    ...more,
  };
}

/** Artifacts of machines below a folder for each. */
export function inFolders(machines: FakeOutcome['machines']): Record<string, string> {
  return Object.fromEntries(
    machines.flatMap(({ artifacts = {} }, node) =>
      Object.entries(artifacts).map(([path, text]) => [`${node}/${path}`, text] as const),
    ),
  );
}
