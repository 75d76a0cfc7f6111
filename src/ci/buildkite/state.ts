import type { BatchProgress } from '../service.ts';
import type { BuildkiteBuild, BuildkiteJob } from './answers.ts';
import { attemptsThatCount, lossOf } from './jobs.ts';
import type { BuildkiteSettings } from './settings.ts';

/** What a build has come to. `absent`: it ended without the step, which a step of its own may still add. */
export type BuildState =
  | {
      readonly kind: 'running';
      readonly unblock: readonly BuildkiteJob[];
      /** Those of the step that count, as far as there are any yet. */
      readonly jobs: readonly BuildkiteJob[];
    }
  | {
      readonly kind: 'over';
      /** Those of the step that count. */
      readonly jobs: readonly BuildkiteJob[];
      readonly isCancelled: boolean;
    }
  | {
      readonly kind: 'absent' | 'broken';
      readonly what: string;
      /** The job that kept the step's from running. */
      readonly failed?: BuildkiteJob;
      /** Those of the step, where they left something behind. */
      readonly jobs?: readonly BuildkiteJob[];
    };

/** States that a job of a command does not leave (Buildkite's page "Build states"), or not without a new attempt. */
const endedJobs = new Set([
  'finished',
  'passed',
  'failed',
  'canceled',
  'timed_out',
  'expired',
  'skipped',
  'broken',
  'waiting_failed',
  'blocked_failed',
  'unblocked_failed',
]);
/** Of these, those in which no command ever began. */
const neverBegan = new Set([
  'expired',
  'skipped',
  'broken',
  'waiting_failed',
  'blocked_failed',
  'unblocked_failed',
]);
/** States in which a job waits for others and not for a machine. */
const waiting = new Set(['waiting', 'blocked', 'pending']);
const endedBuilds = new Set(['passed', 'failed', 'canceled', 'skipped', 'not_run']);

/** Whether a build goes on no more, and waits for nobody. A blocked one keeps the state it had before. */
export function isOver({
  state,
  blocked,
}: {
  readonly state: string;
  readonly blocked?: boolean | null | undefined;
}): boolean {
  return endedBuilds.has(state) && blocked !== true;
}

/** What the step's jobs say, whatever else the build holds. */
export function stateOf(build: BuildkiteBuild, settings: BuildkiteSettings): BuildState {
  const commands = build.jobs.filter(({ type }) => type === 'script');
  const own = attemptsThatCount(commands.filter((job) => isCalled(job, settings.step)));
  const isCancelled = build.state === 'canceled' || build.state === 'canceling';
  const isBuilt = isOver({ state: build.state, blocked: build.isBlocked });
  if (own.length > 0 && own.every(isEnded)) {
    if (own.every(({ state }) => neverBegan.has(state)) && !isCancelled) return neverRan(own, build.jobs);
    // What the machinery lost is often tried again by itself.
    const mayGoOn =
      !isBuilt && !isCancelled && !build.isBlocked && own.some((job) => lossOf(job) !== undefined);
    if (!mayGoOn) return { kind: 'over', jobs: isCancelled ? own.map(asCancelled) : own, isCancelled };
  }
  const gates = build.jobs.filter(({ type, state }) => type === 'manual' && state === 'blocked');
  const unblock = gates.filter((gate) => settings.unblock.some((name) => isCalled(gate, name)));
  if (unblock.length > 0) return { kind: 'running', unblock, jobs: own };
  const isIdle = commands.every(({ state }) => endedJobs.has(state) || waiting.has(state));
  const [gate] = gates;
  if (gate !== undefined && isIdle) {
    const what = `the build on Buildkite waits at \`${gate.name}\`: name it under \`buildkite: unblock:\` if the test needs it`;
    return { kind: 'broken', what };
  }
  if (build.state === 'canceled') return { kind: 'over', jobs: own.map(asCancelled), isCancelled };
  if (isBuilt && own.length === 0) return { kind: 'absent', what: absent(settings.step, commands) };
  return { kind: 'running', unblock: [], jobs: own };
}

/** What does not end though it is told to: what its jobs have brought so far counts. */
export function neverEnded(
  { jobs }: Extract<BuildState, { readonly kind: 'running' }>,
  what: string,
): BuildState {
  return { kind: 'broken', what, jobs };
}

/** Whether a job has come to its end, whatever that was. */
export function isEnded({ state }: Pick<BuildkiteJob, 'state'>): boolean {
  return endedJobs.has(state);
}

/** The same for whoever waits. */
export function progressOf(state: BuildState, count: number): BatchProgress {
  switch (state.kind) {
    case 'running':
      return { state: 'running', finished: 0 };
    case 'over':
      return { state: state.isCancelled ? 'cancelled' : 'finished', finished: count };
    case 'absent':
    case 'broken':
      return { state: 'broken', finished: 0, broken: { what: state.what, output: '' } };
  }
}

function isCalled({ key, name }: BuildkiteJob, wanted: string): boolean {
  return key === wanted || name === wanted;
}

/** What a cancelled build never came to was cancelled with it, whatever its own word is. */
function asCancelled(job: BuildkiteJob): BuildkiteJob {
  return neverBegan.has(job.state) || !endedJobs.has(job.state) ? { ...job, state: 'canceled' } : job;
}

function neverRan(own: readonly BuildkiteJob[], jobs: readonly BuildkiteJob[]): BuildState {
  const [first] = own;
  const failed = jobs.find(({ state }) => state === 'failed' || state === 'timed_out');
  const name = first?.name ?? '';
  const what =
    failed === undefined
      ? `\`${name}\` never ran on Buildkite: ${(first && lossOf(first)) ?? first?.state ?? ''}`
      : `\`${failed.name}\` ended with "${failed.state}" on Buildkite, so \`${name}\` never ran`;
  return { kind: 'broken', what, ...(failed === undefined ? {} : { failed }) };
}

function absent(step: string, commands: readonly BuildkiteJob[]): string {
  const others = [...new Set(commands.map(({ key, name }) => `\`${key ?? name}\``))].slice(0, 8).join(', ');
  return `the build on Buildkite has no step \`${step}\`${others === '' ? '' : `, only ${others}`}`;
}
