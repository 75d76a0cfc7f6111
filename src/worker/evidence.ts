import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { IterationArtifacts } from '../ci/service.ts';
import type { Iteration } from '../model/iteration.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import { signatureOf } from '../failures/signature-of.ts';
import { maxEvidenceBytes } from '../store/evidence-files.ts';
import type { Evidence } from '../store/evidence.ts';

interface Finished {
  readonly run: RepeatRun;
  readonly iteration: Iteration;
  /** The first of its cause: its files are kept whole, up to 16 MB each. */
  readonly isFirst: boolean;
}

/** A file on this machine, and what people call it. */
export interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/** Left for the words that say how much is missing. */
const wordsBytes = 100;
/** Kept of one file: its beginning and its end, where set-up and failure stand. */
const halfBytes = 500_000;

/** Whether an iteration's files are copied: a failure or a loss must be proved, a first pass is kept to compare. */
export function isKept({ outcome, index }: Iteration): boolean {
  return outcome !== 'passed' || index === 1;
}

/** What an iteration left behind, for `keepEvidence`. */
export function filesOf({ output, reports = [] }: IterationArtifacts): readonly NamedFile[] {
  return [
    { name: 'output.txt', path: output },
    ...reports.map((path) => ({ name: `reports/${basename(path)}`, path })),
  ];
}

/** Copies what proves a failure or a loss, at once: a CI deletes its own in time. */
export async function keepEvidence(
  { run, iteration, isFirst }: Finished,
  files: readonly NamedFile[],
  evidence: Evidence,
): Promise<void> {
  if (!isKept(iteration)) return;
  const half = isFirst ? maxEvidenceBytes / 2 - wordsBytes : halfBytes;
  for (const { name, path } of files) {
    const content = await headAndTail(path, half);
    const digest = await evidence.put(content);
    await evidence.link({
      runId: run.id,
      iteration: iteration.index,
      name,
      digest,
      size: content.byteLength,
    });
  }
}

async function headAndTail(path: string, half: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size <= 2 * half) return await file.readFile();
    const head = Buffer.alloc(half);
    const tail = Buffer.alloc(half);
    await file.read(head, 0, half, 0);
    await file.read(tail, 0, half, size - half);
    return Buffer.concat([head, Buffer.from(`\n… ${size - 2 * half} bytes left out …\n`), tail]);
  } finally {
    await file.close();
  }
}

/** By which cause an iteration failed, as its own failure says; undefined when it did not fail. */
export function causeOf({ failure, results }: Iteration): string | undefined {
  if (failure === undefined) return undefined;
  const failed = results.find(({ outcome }) => outcome === 'failed');
  return signatureOf(failure, { container: failed?.container ?? '', name: failed?.name ?? '' }).signature.id;
}
