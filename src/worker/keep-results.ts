import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { BatchFile } from '../ci/remote/batch-file.ts';
import type { IterationArtifacts } from '../ci/service.ts';
import { collectReport } from '../results/parse-report.ts';
import { readingVersion } from '../results/reading-version.ts';
import { cutReport } from '../results/report-cutter.ts';
import type { RunLog } from '../results/run-log.ts';
import { maxEvidenceBytes } from '../store/evidence-files.ts';
import type { Evidence } from '../store/evidence.ts';
import type { BatchFacts } from './lost-iterations.ts';
import { type BatchResults, type KeptReport, type ProcessResults, resultsName } from './kept-results.ts';

/** A report on this machine, under the path that layouts look at. */
export interface ReportFile {
  readonly path: string;
  readonly at: string;
  readonly form?: NonNullable<BatchFile['form']>;
}

/** Whose results they are, and where they are kept. */
interface Place {
  readonly runId: string;
  readonly evidence: Evidence;
}

/** Keeps what an iteration was read from, without output. False when it is too large to be kept. */
export async function keepIterationResults(artifacts: IterationArtifacts, place: Place): Promise<boolean> {
  const { index, exit, durationMs, machine } = artifacts;
  const reports = await packAll(
    artifacts.reports?.map((at) => ({ path: at.split('/').at(-1) ?? '', at })) ?? [],
  );
  if (reports === undefined) return false;
  const kept: ProcessResults = {
    schema: 'retrial.results/1',
    reading: readingVersion,
    kind: 'process',
    index,
    exit,
    durationMs,
    machine,
    reports: artifacts.reports === undefined ? null : reports,
  };
  return put(kept, index, place);
}

/** The same for a whole batch of a CI elsewhere. */
export async function keepBatchResults(
  { jobs, logs, ...facts }: BatchFacts,
  files: readonly ReportFile[],
  place: Place,
): Promise<boolean> {
  const reports = await packAll(files);
  if (reports === undefined) return false;
  return put(
    {
      schema: 'retrial.results/1',
      reading: readingVersion,
      kind: 'batch',
      ...facts,
      jobs: [...jobs],
      ...(logs === undefined ? {} : { logs: logs.map(keptLog) }),
      reports,
    },
    facts.first,
    place,
  );
}

function keptLog({ machine, runs }: RunLog) {
  return { machine, runs: runs.map(({ suites, ...run }) => ({ ...run, suites: [...suites] })) };
}

async function put(
  kept: ProcessResults | BatchResults,
  iteration: number,
  { runId, evidence }: Place,
): Promise<boolean> {
  const content = Buffer.from(JSON.stringify(kept));
  if (content.byteLength > maxEvidenceBytes) return false;
  const digest = await evidence.put(content);
  const name = resultsName[kept.kind];
  await evidence.link({ runId, iteration, name, digest, size: content.byteLength });
  return true;
}

/** Undefined as soon as they are too large together. */
async function packAll(files: readonly ReportFile[]): Promise<KeptReport[] | undefined> {
  const packed: KeptReport[] = [];
  let room = maxEvidenceBytes;
  for (const file of files) {
    const report = await pack(file, room);
    if (report === undefined) return undefined;
    room -= 'cut' in report ? report.cut.length : report.whole.length;
    if (room < 0) return undefined;
    packed.push(report);
  }
  return packed;
}

async function pack({ path, at, form }: ReportFile, room: number): Promise<KeptReport | undefined> {
  if (form === undefined) {
    const original = collectReport(path);
    const cutter = cutReport(room);
    for await (const chunk of createReadStream(at)) {
      original.write(chunk);
      cutter.write(chunk);
    }
    const cut = cutter.end(original.end());
    if (cut !== undefined) return { path, cut };
  }
  if ((await stat(at)).size > room) return undefined;
  const whole = (await readFile(at)).toString('base64');
  return { path, whole, ...(form === undefined ? {} : { form }) };
}
