import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import type {
  BatchProgress,
  BatchRequest,
  CheckedPlace,
  CiFinding,
  CiParts,
  CiService,
  IterationArtifacts,
} from '../service.ts';
import { checkCommand } from './fill-command.ts';
import * as folders from './folder.ts';
import { missingPrograms } from './programs.ts';
import { startPool, type Pool } from './pool.ts';
import { recipeSchema } from './recipe.ts';
import { Turnstile } from './turnstile.ts';

const maxOutputBytes = 256_000_000;

/**
 * A pool of processes per batch, over worktrees of a local repository. State is files, so a killed process
 * loses nothing but the iterations that were running: the next `poll` takes the batch up again.
 */
export class LocalService implements CiService {
  readonly limits = { lagMs: 0, leastLookMs: 0 };
  readonly #parts: CiParts;
  readonly #pools = new Map<string, Pool>();
  /** By repository: its batches share the machine's slots. */
  readonly #turnstiles = new Map<string, Turnstile>();
  readonly #setups = new Map<string, Promise<void>>();

  constructor(parts: CiParts) {
    this.#parts = parts;
  }

  needs(): 'clone' {
    return 'clone';
  }

  async trigger(request: BatchRequest): Promise<string> {
    checkCommand(recipeSchema.parse(request.settings).command, request.selector);
    const ref = request.batch.id;
    await mkdir(this.#parts.folder, { recursive: true });
    await folders.createBatch(this.#folder(ref), request);
    this.#start(ref, request);
    return ref;
  }

  async find(batchId: string): Promise<string | undefined> {
    return (await folders.readRequest(this.#folder(batchId))) === undefined ? undefined : batchId;
  }

  async poll(ref: string): Promise<BatchProgress> {
    const now = await this.progress(ref);
    if (now.state === 'running' && !this.#pools.has(ref) && !(await folders.isCancelled(this.#folder(ref)))) {
      this.#start(ref, await this.#request(ref));
    }
    return now;
  }

  /** Where a batch stands, without taking it up. */
  async progress(ref: string): Promise<BatchProgress> {
    const folder = this.#folder(ref);
    const request = await this.#request(ref);
    const broken = await folders.readBroken(folder);
    const cancelled = await folders.isCancelled(folder);
    const finished = (await folders.finishedIndexes(folder)).length;
    if (broken !== undefined) return { state: 'broken', finished, broken };
    if (cancelled) return { state: this.#pools.has(ref) ? 'running' : 'cancelled', finished };
    return { state: finished === request.batch.count ? 'finished' : 'running', finished };
  }

  async collect(ref: string, known: ReadonlySet<number>): Promise<readonly IterationArtifacts[]> {
    const folder = this.#folder(ref);
    const fresh = (await folders.finishedIndexes(folder)).filter((index) => !known.has(index));
    return Promise.all(fresh.map((index) => folders.readIterationFolder(folder, index)));
  }

  /** One iteration that counts. */
  async iteration(ref: string, index: number): Promise<IterationArtifacts> {
    return folders.readIterationFolder(this.#folder(ref), index);
  }

  async cancel(ref: string): Promise<void> {
    const marked = folders.markCancelled(this.#folder(ref));
    // At once: what the same Ctrl-C ends is no fault of a batch that is told to stop.
    this.#pools.get(ref)?.abort();
    await marked;
    await this.ended(ref);
  }

  async release(ref: string): Promise<void> {
    const request = await folders.readRequest(this.#folder(ref));
    if (request === undefined) return;
    const { parallel } = recipeSchema.parse(request.settings);
    for (let slot = 1; slot <= parallel; slot += 1) await this.#parts.workspaces.remove(request, slot);
  }

  async prune(mayGo: (runId: string) => Promise<boolean>): Promise<number> {
    let gone = 0;
    for (const ref of await folders.batchesIn(this.#parts.folder)) {
      const request = await folders.readRequest(this.#folder(ref));
      if (request === undefined || this.#pools.has(ref) || !(await mayGo(request.batch.runId))) continue;
      await folders.removeBatch(this.#folder(ref));
      gone += 1;
    }
    return gone;
  }

  async check(settings?: unknown, { folder }: CheckedPlace = {}): Promise<CiFinding> {
    const ok: CiFinding = { state: 'ok', what: 'local: tests run on this machine' };
    if (settings === undefined) return ok;
    const recipe = recipeSchema.parse(settings);
    const path = this.#parts.environment(recipe.env)['PATH'] ?? '';
    const missing = await missingPrograms(recipe, { path, folder });
    if (missing.length === 0) return ok;
    const what = `local: this machine has no program ${missing.map(quoted).join(', ')}`;
    return {
      state: 'wrong',
      what,
      advice: 'Install it, or say in the `local` section how tests are run here.',
    };
  }

  async close(): Promise<void> {
    const running = [...this.#pools.values()];
    for (const pool of running) pool.abort();
    await Promise.all(running.map(async (pool) => pool.ended));
  }

  /** Starts nothing more and lets what runs come to its end. */
  drain(ref: string): void {
    this.#pools.get(ref)?.drain();
  }

  /** Settles when no iteration of this batch runs in this process. */
  async ended(ref: string): Promise<void> {
    await this.#pools.get(ref)?.ended;
  }

  async #request(ref: string): Promise<BatchRequest> {
    const request = await folders.readRequest(this.#folder(ref));
    if (request === undefined) throw new UserError('E-CI', `The local service knows no batch ${ref}.`);
    return request;
  }

  #folder(ref: string): string {
    return join(this.#parts.folder, ref);
  }

  #start(ref: string, request: BatchRequest): void {
    if (this.#pools.has(ref)) return;
    const recipe = recipeSchema.parse(request.settings);
    const env = this.#parts.environment(recipe.env);
    const plan = { folder: this.#folder(ref), selector: request.selector, recipe, env, maxOutputBytes };
    const turnstile = this.#turnstiles.get(request.repository) ?? new Turnstile(recipe.parallel);
    this.#turnstiles.set(request.repository, turnstile);
    const pool = startPool(request, plan, { ...this.#parts, turnstile, setups: this.#setups });
    this.#pools.set(ref, pool);
    const forget = (): void => {
      this.#pools.delete(ref);
    };
    pool.ended.then(forget, forget);
  }
}
