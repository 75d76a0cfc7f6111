import { createHash } from 'node:crypto';

/** One attempt at a job. */
export interface FakeAttempt {
  /** -1 when the agent was lost. */
  readonly exitStatus?: number | null;
  readonly signalReason?: string | null;
  /** Overrides the state that follows from the exit status. */
  readonly state?: string;
  /** By path. */
  readonly artifacts?: Readonly<Record<string, string>>;
}

/** A step's job: a command with its attempts, the last of which counts for the build, or a block step. */
export type FakeStep =
  | {
      readonly type: 'script';
      readonly key: string;
      readonly index?: number;
      readonly total?: number;
      readonly attempts: readonly FakeAttempt[];
    }
  | { readonly type: 'manual'; readonly label: string; readonly key?: string };

export interface FakePipeline {
  /** `organization/pipeline`. */
  readonly path: string;
  readonly steps: (asked: CreatedWith) => readonly FakeStep[];
}

/** What a build was created with. */
export interface CreatedWith {
  readonly commit: string;
  readonly branch: string;
  readonly message: string;
  readonly env: Readonly<Record<string, string>>;
  readonly metaData: Readonly<Record<string, string>>;
}

export interface FakeBuild extends CreatedWith {
  readonly id: string;
  readonly number: number;
  readonly pipeline: FakePipeline;
  createdAt: number;
  readonly jobs: readonly FakeJob[];
  cancelledAt?: number;
}

export interface FakeJob {
  readonly id: string;
  readonly step: FakeStep;
  readonly attempt: FakeAttempt;
  /** The job that took its place. */
  readonly retriedIn?: string;
  unblockedAt?: number;
}

export interface FakeArtifact {
  readonly id: string;
  readonly job: FakeJob;
  readonly path: string;
  readonly text: string;
}

/** Milliseconds, scaled down from Buildkite's own seconds and minutes. */
export interface FakePace {
  queueMs: number;
  runMs: number;
  /** How long a new build is missing from listings. */
  lagMs: number;
  /** How long a download address is good; 60 seconds at Buildkite. */
  downloadMs: number;
}

/** A build and its jobs, moved on by the clock whenever somebody looks. */
export class BuildkiteState {
  readonly pipelines: readonly FakePipeline[];
  readonly pace: FakePace;
  readonly builds: FakeBuild[] = [];
  /** Jobs heed no cancel; the first half of a step's come to an end, the others never do. */
  isDeaf = false;

  constructor(pipelines: readonly FakePipeline[], pace: Partial<FakePace>) {
    this.pipelines = pipelines;
    this.pace = { queueMs: 0, runMs: 0, lagMs: 0, downloadMs: 60_000, ...pace };
  }

  create(pipeline: FakePipeline, asked: CreatedWith): FakeBuild {
    // Numbers may have gaps, and are not the order of anything else.
    const number = 41 + this.builds.filter((one) => one.pipeline === pipeline).length * 2;
    const id = uuid(`${pipeline.path} ${number}`);
    const jobs = pipeline.steps(asked).flatMap((step, at) => jobsOf(step, `${id} ${at}`));
    const build = { ...asked, id, number, pipeline, createdAt: Date.now(), jobs };
    this.builds.push(build);
    return build;
  }

  /** When a job could begin: after the queue, and after every block step before it. */
  private beginning(build: FakeBuild, job: FakeJob): number {
    const before = build.jobs.slice(0, build.jobs.indexOf(job));
    const gates = before.filter(({ step }) => step.type === 'manual');
    return Math.max(
      build.createdAt + this.pace.queueMs,
      ...gates.map((gate) => gate.unblockedAt ?? Infinity),
    );
  }

  jobState(build: FakeBuild, job: FakeJob): string {
    const begins = this.beginning(build, job);
    const until = build.cancelledAt ?? Date.now();
    if (this.isDeaf && job.step.type === 'script') {
      const { index = 0, total = 1 } = job.step;
      if (index < Math.floor(total / 2)) return endOf(job.attempt);
      return build.cancelledAt === undefined ? 'running' : 'canceling';
    }
    if (job.step.type === 'manual') {
      if (job.unblockedAt !== undefined) return 'unblocked';
      // A block step blocks once everything before it is through.
      return until >= begins + this.pace.runMs ? 'blocked' : 'waiting';
    }
    if (until >= begins + this.pace.runMs) return endOf(job.attempt);
    if (build.cancelledAt !== undefined) return 'canceled';
    if (Date.now() < begins) return begins === Infinity ? 'waiting' : 'scheduled';
    return 'running';
  }

  isBlocked(build: FakeBuild): boolean {
    return (
      build.cancelledAt === undefined && build.jobs.some((job) => this.jobState(build, job) === 'blocked')
    );
  }

  /** The build's state; a blocked build keeps the one it had, and says `blocked: true` beside it. */
  buildState(build: FakeBuild): string {
    if (build.cancelledAt !== undefined) return this.isDeaf ? 'canceling' : 'canceled';
    const last = build.jobs.filter(({ retriedIn }) => retriedIn === undefined);
    const states = last.map((job) => this.jobState(build, job));
    if (states.includes('running')) return 'running';
    if (states.includes('scheduled'))
      return states.every((one) => one !== 'passed') ? 'scheduled' : 'running';
    const bad = ['failed', 'timed_out', 'canceled', 'broken', 'expired'];
    return states.some((one) => bad.includes(one)) ? 'failed' : 'passed';
  }

  artifacts(build: FakeBuild): FakeArtifact[] {
    const through = build.jobs.filter(
      (job) =>
        !['running', 'scheduled', 'waiting', 'canceling', 'canceled'].includes(this.jobState(build, job)),
    );
    return through.flatMap((job) =>
      Object.entries(job.attempt.artifacts ?? {}).map(([path, text]) => ({
        id: uuid(`${job.id} ${path}`),
        job,
        path,
        text,
      })),
    );
  }
}

function endOf({ state, exitStatus = 0 }: FakeAttempt): string {
  return state ?? (exitStatus === 0 ? 'passed' : 'failed');
}

function jobsOf(step: FakeStep, seed: string): FakeJob[] {
  const attempts = step.type === 'script' ? step.attempts : [{}];
  return attempts.map((attempt, at) => ({
    id: uuid(`${seed} ${at}`),
    step,
    attempt,
    ...(at + 1 < attempts.length ? { retriedIn: uuid(`${seed} ${at + 1}`) } : {}),
  }));
}

function uuid(seed: string): string {
  const hex = createHash('sha1').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
