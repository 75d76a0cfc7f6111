import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchRequest, IterationArtifacts } from '../service.ts';

/** What a batch folder holds of an iteration; the file paths follow from its place. */
interface IterationFacts {
  readonly exit: IterationArtifacts['exit'];
  readonly durationMs: number;
  readonly machine: string;
  readonly preparedMs?: number;
  readonly hasReports: boolean;
}

export interface Broken {
  readonly what: string;
  readonly output: string;
}

/** The one place that knows how a batch lies on disk. Everything that counts appears by an atomic rename. */
export const layout = {
  request: (batch: string) => join(batch, 'request.json'),
  running: (batch: string) => join(batch, 'running'),
  iterations: (batch: string) => join(batch, 'iterations'),
  iteration: (batch: string, index: number) => join(batch, 'iterations', String(index)),
  unfinished: (batch: string, index: number) => join(batch, 'unfinished', String(index)),
  output: (iteration: string) => join(iteration, 'output.txt'),
  reports: (iteration: string) => join(iteration, 'reports'),
  facts: (iteration: string) => join(iteration, 'facts.json'),
  setupOutput: (batch: string, slot: number) => join(batch, `setup-${slot}.txt`),
  broken: (batch: string) => join(batch, 'broken.json'),
  cancelled: (batch: string) => join(batch, 'cancelled'),
};

/** Makes the folder and writes the request down last: a folder without it was never triggered. */
export async function createBatch(folder: string, request: BatchRequest): Promise<void> {
  await mkdir(layout.running(folder), { recursive: true });
  await mkdir(layout.iterations(folder), { recursive: true });
  await mkdir(join(folder, 'unfinished'), { recursive: true });
  await writeWhole(layout.request(folder), JSON.stringify(request));
}

/** The request a batch was triggered with; undefined when it never was. */
export async function readRequest(folder: string): Promise<BatchRequest | undefined> {
  const text = await readIfThere(layout.request(folder));
  if (text === undefined) return undefined;
  // Written by this program alone, into a folder that is its own.
  const request: BatchRequest = JSON.parse(text);
  return request;
}

/** Names of the batch folders in a service's own folder. */
export async function batchesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

/** Takes a batch away; the request goes first, so that half a batch is never taken for one. */
export async function removeBatch(folder: string): Promise<void> {
  await rm(layout.request(folder), { force: true });
  await rm(folder, { recursive: true, force: true });
}

/** An empty place for an iteration that is about to run; remains of an earlier try are removed. */
export async function beginIteration(folder: string, index: number): Promise<string> {
  const place = layout.unfinished(folder, index);
  await rm(place, { recursive: true, force: true });
  await mkdir(layout.reports(place), { recursive: true });
  return place;
}

/** From here on the iteration counts. */
export async function finishIteration(folder: string, index: number, facts: IterationFacts): Promise<void> {
  const place = layout.unfinished(folder, index);
  await writeFile(layout.facts(place), JSON.stringify(facts));
  await rename(place, layout.iteration(folder, index));
}

/** Indexes of the iterations that count, ascending. */
export async function finishedIndexes(folder: string): Promise<number[]> {
  const names = await readdir(layout.iterations(folder)).catch(() => []);
  return names
    .map(Number)
    .filter((index) => Number.isInteger(index))
    .toSorted((a, b) => a - b);
}

/** One finished iteration with the paths of its files. */
export async function readIterationFolder(folder: string, index: number): Promise<IterationArtifacts> {
  const place = layout.iteration(folder, index);
  const facts: IterationFacts = JSON.parse(await readFile(layout.facts(place), 'utf8'));
  const names = facts.hasReports ? await readdir(layout.reports(place)) : [];
  return {
    index,
    exit: facts.exit,
    durationMs: facts.durationMs,
    machine: facts.machine,
    ...(facts.preparedMs === undefined ? {} : { preparedMs: facts.preparedMs }),
    ...(facts.hasReports
      ? {
          reports: names
            .toSorted((a, b) => a.localeCompare(b))
            .map((name) => join(layout.reports(place), name)),
        }
      : {}),
    output: layout.output(place),
  };
}

/** Says for good why no further iteration can run. */
export async function markBroken(folder: string, broken: Broken): Promise<void> {
  await writeWhole(layout.broken(folder), JSON.stringify(broken));
}

export async function readBroken(folder: string): Promise<Broken | undefined> {
  const text = await readIfThere(layout.broken(folder));
  if (text === undefined) return undefined;
  const broken: Broken = JSON.parse(text);
  return broken;
}

export async function markCancelled(folder: string): Promise<void> {
  await writeWhole(layout.cancelled(folder), '');
}

/** Takes back that a batch can run no further iteration: its run is added to. */
export async function reopenBatch(folder: string): Promise<void> {
  await rm(layout.broken(folder), { force: true });
  await rm(layout.cancelled(folder), { force: true });
}

export async function isCancelled(folder: string): Promise<boolean> {
  return (await readIfThere(layout.cancelled(folder))) !== undefined;
}

/** The text of a file; undefined where there is none. Rejects for one that is there and can't be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Writes a file that is there whole or, whenever the process dies, as it was before. */
export async function writeWhole(path: string, text: string): Promise<void> {
  // Two slots may break a batch at the same moment.
  const unfinished = `${path}.${randomUUID()}.tmp`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
}
