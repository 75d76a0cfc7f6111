import type { Iteration } from '../model/iteration.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import { cancelledReason } from '../verdicts/rule.ts';
import { readBatchFiles } from './batch-files.ts';
import type { BatchService, StartedBatch } from './batch-service.ts';
import { filesOf, keepEvidence, type NamedFile } from './evidence.ts';
import type { WorkerParts } from './parts.ts';
import { readArtifacts } from './reading.ts';

interface Gathering {
  readonly run: RepeatRun;
  readonly service: BatchService;
  readonly isCancelled: boolean;
  readonly parts: WorkerParts;
}

/** Reads and keeps whatever came back of the batches since the last time. */
export async function gather(batches: readonly StartedBatch[], gathering: Gathering): Promise<void> {
  const { run, service, parts } = gathering;
  const known = new Set((await parts.store.iterations.of(run.id)).map(({ index }) => index));
  for (const batch of batches) {
    if (isWhole(batch, known)) continue;
    const collected = await service.collect(batch, known);
    if (!('files' in collected)) {
      for (const artifacts of collected) {
        await keep(await readArtifacts(artifacts, run.selector), filesOf(artifacts), gathering);
      }
      continue;
    }
    const { broken } = await service.poll(batch);
    const { iterations, surplus, gone } = await readBatchFiles(collected, {
      batch,
      selector: run.selector,
      ...(gathering.isCancelled ? { overall: cancelledReason } : {}),
      ...(broken === undefined ? {} : { otherwise: broken.what }),
    });
    if (surplus > 0 || gone.length > 0)
      parts.log('a batch was not what was asked', { batch: batch.id, surplus, gone: gone.slice(0, 10) });
    for (const { iteration, files } of iterations)
      if (!known.has(iteration.index)) await keep(iteration, files, gathering);
  }
}

function isWhole({ first, count }: StartedBatch, known: ReadonlySet<number>): boolean {
  return Array.from({ length: count }, (_, at) => first + at).every((index) => known.has(index));
}

async function keep(
  iteration: Iteration,
  files: readonly NamedFile[],
  { run, parts }: Gathering,
): Promise<void> {
  await keepEvidence({ run, iteration }, files, parts.store.evidence);
  await parts.store.iterations.add(run.id, [iteration]);
}
