import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMisfit } from '../../checkouts/overlays/overlay.ts';
import { LocalService } from '../../ci/local/local-service.ts';
import type { BatchRequest } from '../../ci/service.ts';
import { messageOf } from '../../model/errors.ts';
import type { Iteration } from '../../model/iteration.ts';
import { isEarlier, type Side, type SidesEvidence } from '../../model/question.ts';
import type { Order } from '../../plans/plan.ts';
import { personalEnvironment } from '../../processes/environment.ts';
import { readArtifacts } from '../../worker/reading.ts';
import { tailOf } from '../repeat/log-tail.ts';
import type { RunPlan } from '../repeat/plan.ts';
import { workspacesOf } from '../repeat/workspaces.ts';
import { BatchLog, type EarlierIterations, type LoggedBatch } from './batch-log.ts';

/** What somebody who watches a question is told. */
export interface ExecutorWatch {
  readonly onIteration: (side: Side, iteration: Iteration, folder: string) => void;
  readonly signal: AbortSignal;
}

export interface ExecutorPlan {
  readonly plan: RunPlan;
  readonly sideOf: (id: string) => Side;
  /** The settings of a side's batches, where they are not those of the plan. */
  readonly settingsOf?: (id: string) => Readonly<Record<string, unknown>>;
  /** Changes the commit of a side before it is run. @throws a misfit where that cannot be tested then */
  readonly change?: (commit: string) => Promise<string>;
  /** What earlier runs bring. */
  readonly earlier: readonly EarlierIterations[];
}

/**
 * Carries out the orders of a plan on this machine, and keeps what came back: in memory, and in files of the run's
 * folder from which a later process goes on.
 */
export class Executor {
  readonly #asked: ExecutorPlan;
  readonly #watch: ExecutorWatch;
  readonly #folder: string;
  readonly #log: BatchLog;
  readonly #service: LocalService;

  constructor(asked: ExecutorPlan, watch: ExecutorWatch) {
    this.#asked = asked;
    this.#watch = watch;
    this.#folder = join(asked.plan.home, asked.plan.id);
    this.#log = new BatchLog(this.#folder, asked.earlier);
    this.#service = new LocalService({
      folder: this.#folder,
      workspaces: workspacesOf(asked.plan),
      environment: (configured) => personalEnvironment(process.env, configured),
      onFinished: async (index) => this.#readOne(index),
    });
  }

  evidence(): SidesEvidence {
    return this.#log.evidence();
  }

  /** Takes up what a process that died left behind; nothing for a question that begins. What is over stays over. */
  async resume(): Promise<void> {
    for (const batch of await this.#log.load()) {
      const service = this.#service;
      const isThere = (await service.find(batch.id)) !== undefined;
      if (!isThere && (batch.closed || !(await this.#begin(batch)))) continue;
      for (const artifacts of await service.collect(batch.id, new Set())) {
        this.#log.add(batch, await readArtifacts(artifacts, this.#asked.plan.options.selector));
      }
      if (batch.closed) continue;
      await service.poll(batch.id);
      await this.#end(batch);
    }
  }

  /** A round: its orders side by side. @throws what went wrong with one of them, once none runs any more */
  async run(orders: readonly Order[]): Promise<void> {
    const batches = await this.#log.open(orders);
    try {
      await Promise.all(batches.map(async (batch) => this.#carryOut(batch)));
    } catch (error) {
      await this.#service.close();
      throw error;
    }
  }

  /** Gives worktrees back: those of a side serve all of its batches. */
  async release(): Promise<void> {
    const sides = new Map(this.#log.batches().map(({ side, id }) => [side, id]));
    for (const batch of sides.values()) await this.#service.release(batch);
  }

  /** What was printed by the set-up or command that broke a side. */
  async brokenOutput(): Promise<string | undefined> {
    const broken = this.#log.batches().find((batch) => batch.broken !== undefined)?.broken;
    return broken === undefined ? undefined : readFile(broken.output, 'utf8').catch(() => '');
  }

  /** The end of the output of the first iterations that were lost. */
  async lostLogs(): Promise<readonly { readonly iteration: number; readonly text: string }[]> {
    const iterations = [...this.evidence().values()].flatMap((side) => side.iterations);
    const lost = iterations
      .filter(({ index, outcome }) => outcome === 'lost' && !isEarlier(index))
      .slice(0, 3);
    return Promise.all(
      lost.map(async ({ index }) => {
        const folder = this.folderOf(this.#log.batchOf(index), index);
        return { iteration: index, text: await tailOf(join(folder, 'output.txt')) };
      }),
    );
  }

  /** Where the files of an iteration lie. */
  folderOf(batch: LoggedBatch, index: number): string {
    return join(this.#folder, batch.id, 'iterations', String(index));
  }

  async #carryOut(batch: LoggedBatch): Promise<void> {
    if (await this.#begin(batch)) await this.#end(batch);
  }

  /** Starts a batch, unless what was asked does not fit its commit: then it is over before it began. */
  async #begin(batch: LoggedBatch): Promise<boolean> {
    try {
      await this.#service.trigger(await this.#request(batch));
      return true;
    } catch (error) {
      if (!isMisfit(error)) throw error;
      const output = join(this.#folder, batch.id, 'output.txt');
      await this.#log.close(batch, { broken: { what: messageOf(error), output }, neverBegan: true });
      return false;
    }
  }

  async #end(batch: LoggedBatch): Promise<void> {
    const service = this.#service;
    const interrupt = (): void => void service.cancel(batch.id);
    if (this.#watch.signal.aborted) interrupt();
    this.#watch.signal.addEventListener('abort', interrupt, { once: true });
    await service.ended(batch.id);
    this.#watch.signal.removeEventListener('abort', interrupt);
    const { broken } = await service.progress(batch.id);
    await this.#log.close(batch, broken === undefined ? {} : { broken });
  }

  async #readOne(index: number): Promise<void> {
    const batch = this.#log.batchOf(index);
    const service = this.#service;
    const iteration = await readArtifacts(
      await service.iteration(batch.id, index),
      this.#asked.plan.options.selector,
    );
    this.#log.add(batch, iteration);
    if (batch.untilFailure === true && iteration.outcome === 'failed') service.drain(batch.id);
    this.#watch.onIteration(this.#asked.sideOf(batch.side), iteration, this.folderOf(batch, index));
  }

  async #request(batch: LoggedBatch): Promise<BatchRequest> {
    const { plan, sideOf, settingsOf, change } = this.#asked;
    const { commit: own } = sideOf(batch.side);
    const commit = own === undefined ? undefined : await (change?.(own) ?? own);
    return {
      batch: { id: batch.id, runId: plan.id, first: batch.first, count: batch.count },
      repository: plan.root ?? plan.cwd,
      selector: plan.options.selector,
      settings: settingsOf?.(batch.side) ?? plan.settings,
      ...(commit === undefined ? {} : { commit }),
    };
  }
}
