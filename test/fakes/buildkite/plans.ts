import { repeated, type RepeatedRun } from '../circleci/plans.ts';
import type { FakePipeline, FakeStep } from './state.ts';

/** Tokens with their scopes. */
export const tokens = {
  full: 'bkua_0123456789abcdef',
  reader: 'bkua_reader_abcdef',
  blind: 'bkua_blind_abcdef',
};
export const scopes = {
  [tokens.full]: ['read_builds', 'write_builds', 'read_artifacts', 'read_build_logs', 'read_pipelines'],
  [tokens.reader]: ['read_builds'],
  [tokens.blind]: ['read_builds', 'write_builds', 'read_artifacts'],
};

/** What the look-alike's step reads, as a project's settings fill it. */
export const env = { TEST: '{test}', COUNT: '{count}', MACHINES: '{machines}' };

/** A step that shares iterations out among its parallel jobs; every fourth iteration fails. */
export function repeatSteps(
  { COUNT = '1', MACHINES = '1' }: Readonly<Record<string, string>>,
  run: RepeatedRun = repeated,
): FakeStep[] {
  const { machines } = run({ count: COUNT, machines: MACHINES });
  return machines.map(({ status, artifacts = {} }, index) => ({
    type: 'script',
    key: 'repeat',
    index,
    total: machines.length,
    attempts: [{ exitStatus: status === 'success' ? 0 : 1, artifacts }],
  }));
}

/** A pipeline with that step alone, or with others before and after it. */
export function pipelineWith(
  before: readonly FakeStep[] = [],
  after: readonly FakeStep[] = [],
): FakePipeline {
  return { path: 'acme/repeat', steps: ({ env: given }) => [...before, ...repeatSteps(given), ...after] };
}
