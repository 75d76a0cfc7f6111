import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runWorktrees, type RunWorktrees } from '../../checkouts/run-worktrees.ts';
import { worktreeHome } from '../../checkouts/worktrees.ts';
import { LocalService } from '../../ci/local/local-service.ts';
import type { BatchRequest, Workspaces } from '../../ci/service.ts';
import type { Iteration } from '../../model/iteration.ts';
import type { Side, SidesEvidence } from '../../model/question.ts';
import type { TestSelector } from '../../model/selector.ts';
import type { Order } from '../../plans/plan.ts';
import { personalEnvironment } from '../../processes/environment.ts';
import { readArtifacts } from '../../worker/reading.ts';
import { innerFolder, type RunPlan } from '../repeat/plan.ts';
import { Ledger, type EarlierIterations, type LedgerBatch } from './ledger.ts';

/** What somebody who watches a question is told. */
export interface GroundWatch {
  readonly onIteration: (side: Side, iteration: Iteration, folder: string) => void;
  readonly signal: AbortSignal;
}

/** How a side is run: its settings, and which test's results count. */
export interface Manner {
  readonly settings: Record<string, unknown>;
  readonly selector: TestSelector;
}

export interface GroundPlan {
  readonly plan: RunPlan;
  readonly sideOf: (id: string) => Side;
  readonly mannerOf: (side: Side) => Manner;
  /** What earlier runs bring. */
  readonly earlier: readonly EarlierIterations[];
}

/**
 * Carries out the orders of a plan on this machine, and keeps what came back: in memory, and in files of the run's
 * folder from which a later process goes on.
 */
export class Ground {
  readonly #asked: GroundPlan;
  readonly #watch: GroundWatch;
  readonly #folder: string;
  readonly #ledger: Ledger;
  readonly #service: LocalService;

  constructor(asked: GroundPlan, watch: GroundWatch) {
    this.#asked = asked;
    this.#watch = watch;
    this.#folder = join(asked.plan.home, asked.plan.id);
    this.#ledger = new Ledger(this.#folder, asked.earlier);
    this.#service = new LocalService({
      folder: this.#folder,
      workspaces: workspacesOf(asked.plan),
      environment: (configured) => personalEnvironment(process.env, configured),
      onFinished: async (index) => this.#readOne(index),
    });
  }

  evidence(): SidesEvidence {
    return this.#ledger.evidence();
  }

  /** Takes up what a process that died left behind; nothing for a question that begins. */
  async resume(): Promise<void> {
    for (const batch of await this.#ledger.load()) {
      const service = this.#service;
      if ((await service.find(batch.id)) === undefined) await service.trigger(this.#request(batch));
      for (const artifacts of await service.collect(batch.id, new Set())) {
        this.#ledger.add(batch, await readArtifacts(artifacts, this.#manner(batch).selector));
      }
      if (batch.closed) continue;
      await service.poll(batch.id);
      await this.#end(batch);
    }
  }

  /** A round: its orders side by side. */
  async run(orders: readonly Order[]): Promise<void> {
    const batches = await this.#ledger.open(orders);
    await Promise.all(batches.map(async (batch) => this.#carryOut(batch)));
  }

  /** Gives worktrees back. */
  async release(): Promise<void> {
    for (const batch of this.#ledger.batches()) await this.#service.release(batch.id);
  }

  /** What was printed by the set-up or command that broke a side. */
  async brokenOutput(): Promise<string | undefined> {
    const broken = this.#ledger.batches().find((batch) => batch.broken !== undefined)?.broken;
    return broken === undefined ? undefined : readFile(broken.output, 'utf8').catch(() => '');
  }

  /** Where the files of an iteration lie. */
  folderOf(batch: LedgerBatch, index: number): string {
    return join(this.#folder, batch.id, 'iterations', String(index));
  }

  async #carryOut(batch: LedgerBatch): Promise<void> {
    await this.#service.trigger(this.#request(batch));
    await this.#end(batch);
  }

  async #end(batch: LedgerBatch): Promise<void> {
    const service = this.#service;
    const interrupt = (): void => void service.cancel(batch.id);
    if (this.#watch.signal.aborted) interrupt();
    this.#watch.signal.addEventListener('abort', interrupt, { once: true });
    await service.ended(batch.id);
    this.#watch.signal.removeEventListener('abort', interrupt);
    const { broken } = await service.progress(batch.id);
    await this.#ledger.close(batch, broken === undefined ? {} : { broken });
  }

  async #readOne(index: number): Promise<void> {
    const batch = this.#ledger.batchOf(index);
    const service = this.#service;
    const iteration = await readArtifacts(
      await service.iteration(batch.id, index),
      this.#manner(batch).selector,
    );
    this.#ledger.add(batch, iteration);
    if (batch.untilFailure === true && iteration.outcome === 'failed') service.drain(batch.id);
    this.#watch.onIteration(this.#asked.sideOf(batch.side), iteration, this.folderOf(batch, index));
  }

  #manner(batch: LedgerBatch): Manner {
    return this.#asked.mannerOf(this.#asked.sideOf(batch.side));
  }

  #request(batch: LedgerBatch): BatchRequest {
    const { plan, sideOf } = this.#asked;
    const { settings, selector } = this.#manner(batch);
    const { commit } = sideOf(batch.side);
    return {
      batch: { id: batch.id, runId: plan.id, first: batch.first, count: batch.count },
      repository: plan.root ?? plan.cwd,
      selector,
      settings,
      ...(commit === undefined ? {} : { commit }),
    };
  }
}

/** The user's own folder where a side names no commit, else a worktree per commit and slot. */
function workspacesOf(plan: RunPlan): Workspaces {
  const root = plan.root ?? plan.cwd;
  const worktrees: RunWorktrees = runWorktrees(() => worktreeHome(root, plan.id));
  return {
    async prepare({ commit }, slot) {
      if (commit === undefined) return { folder: plan.cwd, isFresh: false };
      const owner = { repository: root, runId: plan.id, commit };
      const { folder, isFresh } = await worktrees.prepare(owner, slot);
      return { folder: innerFolder(plan, folder), isFresh };
    },
    async remove({ commit }, slot) {
      if (commit !== undefined) await worktrees.remove({ repository: root, runId: plan.id, commit }, slot);
    },
  };
}
