import { randomUUID } from 'node:crypto';
import { branchesIn, branchIn } from '../ci/origin.ts';

/** One machine of a parallel job, and the files it kept, by their path. */
export interface FakeMachine {
  readonly status?: string;
  readonly artifacts?: Readonly<Record<string, string>>;
}

/** What CircleCI takes out of a report that a job stores as test results. */
export interface FakeTest {
  readonly name: string;
  readonly classname: string;
  readonly result: string;
  readonly message?: string;
}

export interface FakeOutcome {
  readonly status: 'success' | 'failed' | 'infrastructure_fail' | 'timedout';
  readonly machines: readonly FakeMachine[];
  readonly tests?: readonly FakeTest[];
}

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** What a job can check out. */
export interface FakeCheckout {
  readonly origin: string | undefined;
  readonly revision: string;
}

/** A job as the project's configuration has it; one that runs nothing is an approval. */
export interface FakeJobPlan {
  readonly name: string;
  readonly requires?: readonly string[];
  readonly run?: (parameters: Parameters, checkout?: FakeCheckout) => FakeOutcome;
}

export interface FakeWorkflowPlan {
  readonly name: string;
  readonly jobs: readonly FakeJobPlan[];
  /** Makes the configuration of the others. */
  readonly isSetup?: boolean;
}

/** Milliseconds, scaled down from CircleCI's own seconds and minutes. */
export interface FakePace {
  /** Until a pipeline has workflows. */
  setupMs: number;
  jobMs: number;
  /** The same of single jobs, by their name. */
  own: Readonly<Record<string, number>>;
  /** How long a new pipeline is missing in lists. */
  lagMs: number;
}

export interface FakeJob {
  readonly plan: FakeJobPlan;
  readonly id: string;
  readonly workflow: FakeWorkflow;
  number?: number;
  startedAt?: number;
  outcome?: FakeOutcome;
  approvedAt?: number;
  canceledAt?: number;
}

export interface FakeWorkflow {
  readonly id: string;
  readonly plan: FakeWorkflowPlan;
  readonly createdAt: number;
  readonly jobs: FakeJob[];
}

export interface FakePipeline {
  readonly id: string;
  readonly number: number;
  createdAt: number;
  readonly kind: 'api' | 'webhook';
  readonly parameters: Parameters;
  readonly ref: { readonly branch?: string; readonly tag?: string };
  readonly revision: string;
  readonly errors: readonly { readonly type: string; readonly message: string }[];
  readonly workflows: FakeWorkflow[];
  /** `owner/name` of the fork whose code it builds. */
  readonly fork?: string;
}

/** Pipelines, moved on by the clock whenever somebody looks. */
export class CircleciState {
  /** By branch or tag, the commit it points at. */
  readonly refs = new Map<string, string>();
  /** A bare repository whose branches the project has too. */
  origin: string | undefined;
  /** Whether branches below `retrial/` that are pushed there start pipelines, as the project's own do. */
  startsOnPush = false;
  /** Parameters that the configuration declares and does not use: the compiled one leaves them out. */
  unused: readonly string[] = [];
  /** What the project's settings say of "Auto-cancel redundant workflows"; nothing is ended for it here. */
  cancelsRedundant = false;
  /** Jobs heed no cancel; the first half of their machines come to an end, the others never do. */
  isDeaf = false;
  readonly #pushed = new Set<string>();
  readonly pace: FakePace;
  readonly pipelines: FakePipeline[] = [];
  workflows: readonly FakeWorkflowPlan[];
  #serial = 0;

  constructor(workflows: readonly FakeWorkflowPlan[], pace: Partial<FakePace> = {}) {
    this.workflows = workflows;
    this.pace = { setupMs: 0, jobMs: 0, own: {}, lagMs: 0, ...pace };
  }

  /** The commit of a branch or tag. */
  commitOf(name: string): string | undefined {
    return this.refs.get(name) ?? (this.origin === undefined ? undefined : branchIn(this.origin, name));
  }

  start(order: Pick<FakePipeline, 'kind' | 'parameters' | 'ref'> & Partial<FakePipeline>): FakePipeline {
    const pipeline: FakePipeline = {
      id: randomUUID(),
      number: this.pipelines.length + 1,
      createdAt: Date.now(),
      revision: this.commitOf(order.ref.branch ?? order.ref.tag ?? '') ?? '',
      errors: [],
      workflows: [],
      ...order,
    };
    this.pipelines.push(pipeline);
    return pipeline;
  }

  /** As people do it: the same workflow once more, beside the first. */
  rerun({ workflows }: FakePipeline): void {
    const [first] = workflows;
    if (first !== undefined) workflows.push(born(first.plan, Date.now()));
  }

  /** Makes workflows that are due and starts the jobs that wait for nothing any more. */
  advance(): void {
    this.#hearOfPushes();
    const now = Date.now();
    for (const pipeline of this.pipelines) {
      const bornAt = pipeline.createdAt + this.pace.setupMs;
      if (pipeline.workflows.length === 0 && pipeline.errors.length === 0 && now >= bornAt)
        pipeline.workflows.push(...this.workflows.map((plan) => born(plan, bornAt)));
      for (const { jobs } of pipeline.workflows) while (jobs.some((job) => this.#begin(job, pipeline)));
    }
  }

  #hearOfPushes(): void {
    if (this.origin === undefined || !this.startsOnPush) return;
    for (const [branch, revision] of branchesIn(this.origin, 'retrial')) {
      const push = `${branch} ${revision}`;
      if (this.#pushed.has(push)) continue;
      this.#pushed.add(push);
      this.start({ kind: 'webhook', parameters: {}, ref: { branch }, revision });
    }
  }

  #begin(job: FakeJob, { parameters, revision }: FakePipeline): boolean {
    const { plan } = job;
    if (plan.run === undefined || job.number !== undefined || job.canceledAt !== undefined) return false;
    const startsAt = this.readyAt(job);
    if (startsAt === undefined) return false;
    this.#serial += 1;
    job.number = this.#serial;
    job.startedAt = startsAt;
    job.outcome = plan.run(parameters, { origin: this.origin, revision });
    return true;
  }

  /** When all that a job requires had succeeded; undefined while it has not. */
  readyAt({ plan, workflow }: FakeJob): number | undefined {
    const before = requiredBy(plan, workflow);
    const ends = before.map((job) => (this.statusOf(job) === 'success' ? this.endOf(job) : undefined));
    return ends.reduce<number | undefined>(
      (latest, end) => (latest === undefined || end === undefined ? undefined : Math.max(latest, end)),
      workflow.createdAt,
    );
  }

  endOf({ plan, startedAt, approvedAt, canceledAt }: FakeJob): number | undefined {
    if (canceledAt !== undefined) return canceledAt;
    if (plan.run === undefined) return approvedAt;
    return startedAt === undefined ? undefined : startedAt + (this.pace.own[plan.name] ?? this.pace.jobMs);
  }

  /** In the words of the API's description. */
  statusOf(job: FakeJob): string {
    const end = this.endOf(job);
    if (job.canceledAt !== undefined) return 'canceled';
    if (end !== undefined && end <= Date.now()) return job.outcome?.status ?? 'success';
    if (job.startedAt !== undefined) return 'running';
    return job.plan.run === undefined && this.readyAt(job) !== undefined ? 'on_hold' : 'blocked';
  }

  workflowStatus({ jobs }: FakeWorkflow): string {
    const states = new Set(jobs.map((job) => this.statusOf(job)));
    const hasFailed = ['failed', 'infrastructure_fail', 'timedout'].some((state) => states.has(state));
    if (states.has('running')) return hasFailed ? 'failing' : 'running';
    if (states.has('canceled')) return 'canceled';
    if (states.has('on_hold')) return 'on_hold';
    return hasFailed ? 'failed' : 'success';
  }

  cancel({ jobs }: FakeWorkflow): void {
    if (this.isDeaf) return;
    const now = Date.now();
    for (const job of jobs) if ((this.endOf(job) ?? Infinity) > now) job.canceledAt = now;
  }

  /** The machines of a job; of one that was cancelled, or heeds no cancel, only the first half had come to their end. */
  machinesOf(job: FakeJob): readonly FakeMachine[] {
    const machines = job.outcome?.machines ?? [];
    if (job.canceledAt === undefined && !this.isDeaf) return machines;
    const status = this.isDeaf ? 'running' : 'canceled';
    return machines.map((machine, at) => (at < Math.floor(machines.length / 2) ? machine : { status }));
  }

  workflow(id: string): FakeWorkflow | undefined {
    return this.pipelines.flatMap(({ workflows }) => workflows).find((one) => one.id === id);
  }

  job(number: number): FakeJob | undefined {
    const workflows = this.pipelines.flatMap((pipeline) => pipeline.workflows);
    return workflows.flatMap(({ jobs }) => jobs).find((job) => job.number === number);
  }
}

function born(plan: FakeWorkflowPlan, createdAt: number): FakeWorkflow {
  const workflow: FakeWorkflow = { id: randomUUID(), plan, createdAt, jobs: [] };
  workflow.jobs.push(...plan.jobs.map((job) => ({ plan: job, id: randomUUID(), workflow })));
  return workflow;
}

/** The jobs of a workflow that one of its jobs waits for. */
export function requiredBy(plan: FakeJobPlan, { jobs }: FakeWorkflow): readonly FakeJob[] {
  return jobs.filter((job) => plan.requires?.includes(job.plan.name) === true);
}
