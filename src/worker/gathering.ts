import type { Iteration } from '../model/iteration.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import { cancelledReason } from '../verdicts/rule.ts';
import { readBatchFiles } from './batch-files.ts';
import type { BatchService, StartedBatch } from './batch-service.ts';
import { causeOf, filesOf, keepEvidence, type NamedFile } from './evidence.ts';
import { keepBatchResults, keepIterationResults } from './keep-results.ts';
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
  const before = await parts.store.iterations.of(run.id);
  const known = new Set(before.map(({ index }) => index));
  const causes = new Set(before.map(causeOf));
  const place = { runId: run.id, evidence: parts.store.evidence };
  const tooLarge = (iteration: number): void =>
    parts.log('results are too large to be kept', { run: run.id, iteration });
  for (const batch of batches) {
    if (isWhole(batch, known)) continue;
    const collected = await service.collect(batch, known);
    if (!('files' in collected)) {
      for (const artifacts of collected) {
        if (!(await keepIterationResults(artifacts, place))) tooLarge(artifacts.index);
        await keep(await readArtifacts(artifacts, run.selector), filesOf(artifacts), {
          ...gathering,
          causes,
        });
      }
      continue;
    }
    const { broken } = await service.poll(batch);
    const { iterations, surplus, gone, facts, reports } = await readBatchFiles(collected, {
      batch,
      selector: run.selector,
      ...(gathering.isCancelled ? { overall: cancelledReason } : {}),
      ...(broken === undefined ? {} : { otherwise: broken.what }),
    });
    if (surplus > 0 || gone.length > 0)
      parts.log('a batch was not what was asked', { batch: batch.id, surplus, gone: gone.slice(0, 10) });
    if (collected.expiresAt !== undefined) await parts.store.batches.expires(batch.id, collected.expiresAt);
    if (collected.spent !== undefined) await parts.store.batches.spend(batch.id, collected.spent);
    if (!(await keepBatchResults(facts, reports, place))) tooLarge(batch.first);
    for (const { iteration, files } of iterations)
      if (!known.has(iteration.index)) await keep(iteration, files, { ...gathering, causes });
  }
}

function isWhole({ first, count }: StartedBatch, known: ReadonlySet<number>): boolean {
  return Array.from({ length: count }, (_, at) => first + at).every((index) => known.has(index));
}

async function keep(
  iteration: Iteration,
  files: readonly NamedFile[],
  { run, parts, causes }: Gathering & { readonly causes: Set<string | undefined> },
): Promise<void> {
  const cause = causeOf(iteration);
  const isFirst = cause !== undefined && !causes.has(cause);
  await keepEvidence({ run, iteration, isFirst }, files, parts.store.evidence);
  causes.add(cause);
  await parts.store.iterations.add(run.id, [iteration]);
}
