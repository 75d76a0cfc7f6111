/** A case of `testReport`, by the field names of jenkinsci/junit-plugin's CaseResult. */
export interface FakeCase {
  readonly className: string;
  readonly name: string;
  readonly status: 'PASSED' | 'SKIPPED' | 'FAILED' | 'FIXED' | 'REGRESSION';
  readonly duration?: number;
  readonly errorDetails?: string;
  readonly errorStackTrace?: string;
  readonly skippedMessage?: string;
}

/** One report file as Jenkins keeps it, and the pipeline blocks it was read in. */
export interface FakeSuite {
  readonly name: string;
  readonly enclosingBlockNames?: readonly string[];
  readonly cases: readonly FakeCase[];
}

/** What a build leaves behind. */
export interface FakeOutcome {
  readonly result: 'SUCCESS' | 'UNSTABLE' | 'FAILURE' | 'ABORTED' | 'NOT_BUILT';
  /** By the path below the workspace. */
  readonly artifacts?: Readonly<Record<string, string>>;
  readonly tests?: readonly FakeSuite[];
  /** What the git plugin checked out: commits by the address of their repository. */
  readonly checkouts?: Readonly<Record<string, string>>;
}

export interface FakeJob {
  /** `folder/sub/name`. */
  readonly path: string;
  /** The declared parameters with their defaults; absent for a job without parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly disabled?: boolean;
  /** Jenkins merges an equal queued build into the one that waits; newer releases answer 303 then, older ones 201. */
  readonly run: (parameters: Readonly<Record<string, string>>) => FakeOutcome;
}

export interface FakeBuild {
  readonly job: FakeJob;
  readonly number: number;
  readonly queueId: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly queuedAt: number;
  readonly startedAt: number;
  readonly outcome: FakeOutcome;
  /** `_class` of what started it; the server of a hook or a timer unless told. */
  readonly cause?: string;
  stoppedAt?: number;
}

export interface FakeItem {
  readonly id: number;
  readonly job: FakeJob;
  readonly parameters: Readonly<Record<string, string>>;
  readonly since: number;
  readonly cause?: string;
  cancelled: boolean;
  build?: FakeBuild;
  /** When it left the queue. */
  leftAt?: number;
}

/** Milliseconds, scaled down from Jenkins' own seconds and minutes. */
export interface FakePace {
  queueMs: number;
  runMs: number;
  /** How long an item can be asked for once it left the queue; five minutes in Jenkins (hudson.model.Queue#leftItems). */
  forgetMs: number;
  /** How long lists hide what is new; Jenkins itself hides nothing, a cache before it may. */
  lagMs: number;
}

/** Queue and builds, moved on by the clock whenever somebody looks. */
export class JenkinsState {
  readonly jobs: readonly FakeJob[];
  readonly pace: FakePace;
  readonly builds: FakeBuild[] = [];
  readonly items: FakeItem[] = [];
  /** Builds heed no word; half of what they are to archive is there. */
  isDeaf = false;

  constructor(jobs: readonly FakeJob[], pace: Partial<FakePace>) {
    this.jobs = jobs;
    this.pace = { queueMs: 0, runMs: 0, forgetMs: 300_000, lagMs: 0, ...pace };
  }

  /**
   * Queues a build with the declared parameters alone; others are dropped without a word. One that is queued with
   * equal parameters stands for both (hudson.model.ParametersAction#shouldSchedule).
   */
  schedule(
    job: FakeJob,
    given: Readonly<Record<string, string>>,
    cause?: string,
  ): { item: FakeItem; isNew: boolean } {
    this.advance();
    const parameters = Object.fromEntries(
      Object.entries(job.parameters ?? {}).map(([name, preset]) => [name, given[name] ?? preset]),
    );
    const same = this.items.find(
      (item) => item.job === job && item.leftAt === undefined && isEqual(item.parameters, parameters),
    );
    if (same !== undefined) return { item: same, isNew: false };
    const item = {
      id: this.items.length + 1,
      job,
      parameters,
      since: Date.now(),
      cancelled: false,
      ...(cause && { cause }),
    };
    this.items.push(item);
    return { item, isNew: true };
  }

  /** Starts what has waited long enough. */
  advance(): void {
    for (const item of this.items) {
      const startsAt = item.since + this.pace.queueMs;
      if (item.leftAt !== undefined || Date.now() < startsAt) continue;
      item.leftAt = startsAt;
      item.build = {
        job: item.job,
        number: this.builds.filter(({ job }) => job === item.job).length + 1,
        queueId: item.id,
        parameters: item.parameters,
        queuedAt: item.since,
        startedAt: startsAt,
        outcome: item.job.run(item.parameters),
        ...(item.cause && { cause: item.cause }),
      };
      this.builds.push(item.build);
    }
  }

  cancelItem(id: number): void {
    const item = this.items.find((one) => one.id === id);
    if (item === undefined || item.leftAt !== undefined) return;
    item.cancelled = true;
    item.leftAt = Date.now();
  }

  /** An item that can still be asked for. */
  item(id: number): FakeItem | undefined {
    this.advance();
    const item = this.items.find((one) => one.id === id);
    const isForgotten = item?.leftAt !== undefined && Date.now() > item.leftAt + this.pace.forgetMs;
    return isForgotten ? undefined : item;
  }

  /** Whether lists show what was queued then. */
  isListed(since: number): boolean {
    return Date.now() >= since + this.pace.lagMs;
  }

  isBuilding(build: FakeBuild): boolean {
    return build.stoppedAt === undefined && Date.now() < build.startedAt + this.pace.runMs;
  }
}

function isEqual(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
