import { asLastTry } from '../ci/remote/batch-file.ts';
import type { BatchProgress } from '../ci/service.ts';
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
  readonly cancelledAt: string | undefined;
  /** What cannot be had now is lost. */
  readonly isLastTry: boolean;
  readonly parts: WorkerParts;
}

/**
 * Reads and keeps whatever came back of a batch since the last time.
 * @throws RetryableError when its service says "not now"
 */
export async function gather(
  { batch, progress }: { readonly batch: StartedBatch; readonly progress: BatchProgress },
  gathering: Gathering,
): Promise<void> {
  const { run, service, parts, isLastTry } = gathering;
  const before = await parts.store.iterations.of(run.id);
  const known = new Set(before.map(({ index }) => index));
  if (isWhole(batch, known)) return;
  const keeping = { ...gathering, causes: new Set(before.map(causeOf)) };
  const place = { runId: run.id, evidence: parts.store.evidence };
  const tooLarge = (iteration: number): void =>
    parts.log('results are too large to be kept', { run: run.id, iteration });
  const collected = await service.collect(batch, { known, isLastTry });
  if (!('files' in collected)) {
    for (const artifacts of collected) {
      if (!(await keepIterationResults(artifacts, place))) tooLarge(artifacts.index);
      await keep(await readArtifacts(artifacts, run.selector), filesOf(artifacts), keeping);
    }
    return;
  }
  const { iterations, surplus, gone, facts, reports } = await readBatchFiles(
    isLastTry ? { ...collected, files: asLastTry(collected.files) } : collected,
    {
      batch,
      selector: run.selector,
      ...(gathering.cancelledAt === undefined || progress.broken !== undefined
        ? {}
        : { overall: cancelledReason }),
      ...(progress.broken === undefined ? {} : { otherwise: progress.broken.what }),
    },
  );
  if (surplus > 0 || gone.length > 0)
    parts.log('a batch was not what was asked', { batch: batch.id, surplus, gone: gone.slice(0, 10) });
  if (collected.expiresAt !== undefined) await parts.store.batches.expires(batch.id, collected.expiresAt);
  if (collected.spent !== undefined) await parts.store.batches.spend(batch.id, collected.spent);
  if (!(await keepBatchResults(facts, reports, place))) tooLarge(batch.first);
  for (const { iteration, files } of iterations)
    if (!known.has(iteration.index)) await keep(iteration, files, keeping);
}

function isWhole({ first, count }: StartedBatch, known: ReadonlySet<number>): boolean {
  return Array.from({ length: count }, (_, at) => first + at).every((index) => known.has(index));
}

async function keep(
  iteration: Iteration,
  files: readonly NamedFile[],
  { run, parts, causes }: Pick<Gathering, 'run' | 'parts'> & { readonly causes: Set<string | undefined> },
): Promise<void> {
  const cause = causeOf(iteration);
  const isFirst = cause !== undefined && !causes.has(cause);
  await keepEvidence({ run, iteration, isFirst }, files, parts.store.evidence);
  causes.add(cause);
  await parts.store.iterations.add(run.id, [iteration]);
}
