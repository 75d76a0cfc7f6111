import { createReadStream } from 'node:fs';
import type { Budget } from '../archives/limits.ts';
import type { BatchFile } from '../ci/remote/batch-file.ts';
import type { BatchFiles, BatchJob } from '../ci/service.ts';
import type { Iteration } from '../model/iteration.ts';
import type { Batch } from '../model/repeat-run.ts';
import type { TestSelector } from '../model/selector.ts';
import { circleciReports } from '../results/circleci-tests.ts';
import { readJenkinsTests } from '../results/jenkins-tests.ts';
import { collectReport } from '../results/parse-report.ts';
import type { ParsedReport } from '../results/report.ts';
import { fetched, plainPath, unpackingBudget } from './fetched-file.ts';
import { jsonAt } from './json-file.ts';
import { isKept, type NamedFile } from './evidence.ts';
import type { ReportFile } from './keep-results.ts';
import { runLogsOf } from './run-logs.ts';
import { printedOf } from './printed.ts';
import { type BatchFacts, iterationsOfBatch, type Losses } from './lost-iterations.ts';

/** What a batch came to: each iteration with the files that prove it. */
export interface ReadFiles {
  readonly iterations: readonly { readonly iteration: Iteration; readonly files: readonly NamedFile[] }[];
  /** Iterations that came back although nobody asked for them. */
  readonly surplus: number;
  /** What the iterations were read from. */
  readonly facts: BatchFacts;
  readonly reports: readonly ReportFile[];
  /** Files that nobody can have any more, and why. */
  readonly gone: readonly { readonly path: string; readonly why: string }[];
}

export interface AskedBatch extends Omit<Losses, 'jobs'> {
  readonly batch: Batch;
  readonly selector: TestSelector;
}

/** Files fetched at a time: a service limits those who ask for everything at once. */
const atOnce = 4;
/** Logs of one iteration, of how many iterations, and how large: more is not looked at by anybody. */
const logLimits = { files: 20, iterations: 50, bytes: 256_000_000 };

/**
 * Reads what a service keeps of a batch: its reports, as iterations, as many as were asked, and the logs of those that
 * failed. Results that the service took out of reports count only where no report itself was kept. A file that cannot
 * be had loses its iteration, which says so.
 * @throws RetryableError when the service says "not now".
 */
export async function readBatchFiles(found: BatchFiles, asked: AskedBatch): Promise<ReadFiles> {
  const { files, jobs } = found;
  const budget = unpackingBudget();
  const told = found.runs === 'log' ? await runLogsOf(files, budget) : undefined;
  const layout = found.runs === 'log' ? undefined : found.layout;
  const gone = [...(told?.gone ?? [])];
  const readAll = async (some: readonly BatchFile[]): Promise<readonly ReadReport[]> => {
    const all = await inTurns(some, async (file) => readFetched(file, budget));
    gone.push(...all.flatMap((one) => ('why' in one ? [one] : [])));
    return all.flatMap((one) => ('why' in one ? [] : [one])).filter(hasReport);
  };
  const own = await readAll(files.filter((file) => isReport(file) && file.form === undefined));
  const read = own.length > 0 ? own : await readAll(files.filter(({ form }) => form !== undefined));
  const { selector, batch, ...known } = asked;
  const otherwise = asked.otherwise ?? whyLost(gone, told?.logs);
  const facts = {
    first: batch.first,
    count: batch.count,
    jobs: [...jobs],
    ...known,
    ...(layout === undefined ? {} : { layout }),
    ...(told === undefined ? {} : { logs: told.logs }),
    ...(otherwise === undefined ? {} : { otherwise }),
  };
  const { iterations, sources, surplus } = iterationsOfBatch(
    facts,
    read.flatMap(({ reports }) => reports),
    selector,
  );
  const beside = await fetchLogs({ iterations, sources, files, jobs }, budget);
  const printed = await printedOf(iterations, found);
  const at = new Map(read.map(({ file }) => [file.path, file.at]));
  return {
    iterations: iterations.map((iteration) => {
      const reports = namedFiles(sources.get(iteration.index) ?? [], at);
      const logs = beside.get(iteration.index) ?? printed.get(iteration.index) ?? [];
      // Where logs prove the runs, that of its machine says what happened around it.
      const own = told?.files.get(iteration.machine);
      return { iteration, files: [...unique(reports), ...logs, ...(own === undefined ? [] : [own])] };
    }),
    surplus,
    facts,
    reports: read.map(({ file }) => file),
    gone,
  };
}

/** Of what did not come back and no machine explains. */
function whyLost([first]: ReadFiles['gone'], logs: BatchFacts['logs']): string | undefined {
  if (first !== undefined) return `its files are gone: ${first.why}`;
  return logs?.length === 0 ? 'no log of its machines tells of a run' : undefined;
}

function isReport({ path, form }: BatchFile): boolean {
  return form !== undefined || /\.xml(?:\.xz)?$/i.test(path);
}

/** A file, and the reports in it. */
interface ReadReport {
  readonly file: ReportFile;
  readonly reports: readonly ParsedReport[];
}

function hasReport({ reports }: ReadReport): boolean {
  return reports.some(({ status }) => status !== 'not-junit');
}

async function readFetched(file: BatchFile, budget: Budget): Promise<ReadReport | ReadFiles['gone'][number]> {
  const here = await fetched(file, budget);
  if ('gone' in here) return { path: file.path, why: here.gone };
  const read = await readReports({ ...file, path: plainPath(file) }, here.at);
  const isEmptyList = file.form !== undefined && !hasReport(read);
  return isEmptyList ? { path: file.path, why: 'what the service lists holds no test results' } : read;
}

async function readReports({ path, form }: BatchFile, at: string): Promise<ReadReport> {
  const file = { path, at, ...(form === undefined ? {} : { form }) };
  if (form === 'circleci-tests') return { file, reports: circleciReports(path, await jsonAt(at)) };
  if (form === 'jenkins-tests') return { file, reports: readJenkinsTests(await jsonAt(at)) };
  const report = collectReport(path);
  for await (const chunk of createReadStream(at)) report.write(chunk);
  return { file, reports: [report.end()] };
}

interface Logged extends Pick<BatchFiles, 'files'> {
  readonly iterations: readonly Iteration[];
  readonly sources: ReadonlyMap<number, readonly string[]>;
  readonly jobs: readonly BatchJob[];
}

/** The files that lie beside the reports of an iteration whose evidence is kept: output, logs of servers. */
async function fetchLogs(
  { iterations, sources, files, jobs }: Logged,
  budget: Budget,
): Promise<Map<number, NamedFile[]>> {
  const others = files.filter((file) => !isReport(file));
  const wanted = iterations
    .filter((one) => isKept(one) && sources.has(one.index))
    .slice(0, logLimits.iterations);
  const logs = new Map<number, NamedFile[]>();
  for (const { index } of wanted) {
    const marks = (sources.get(index) ?? []).map((path) => markOf(path, jobs));
    const own = others.filter(({ path }) => marks.some((mark) => isBeside(path, mark)));
    const found = await inTurns(own.slice(0, logLimits.files), async (log) => {
      const file = await fetched(log, budget, logLimits.bytes);
      return 'gone' in file ? [] : [{ name: plainPath(log), path: file.at }];
    });
    logs.set(index, found.flat());
  }
  return logs;
}

/** How the files of one iteration are told from others: the machine's folder, and the folder of the iteration in it. */
interface Mark {
  readonly machine: string;
  readonly folder: string;
}

/** Of `6/junitxml/fails/3/TEST-a.xml` on machine 6: `/fails/3/`. */
function markOf(path: string, jobs: readonly BatchJob[]): Mark {
  const machine = jobs.find((job) => path.startsWith(`${job.machine}/`))?.machine ?? '';
  const folders = path.slice(machine.length).split('/').slice(1, -1);
  const [status = '', own = ''] = folders.slice(-2).length === 2 ? folders.slice(-2) : ['', folders[0]];
  const folder = /^(?:passes|fails)$/.test(status) ? `${status}/${own}` : own;
  return { machine, folder: folder === '' ? '' : `/${folder}/` };
}

function isBeside(path: string, { machine, folder }: Mark): boolean {
  const isOnMachine = machine === '' || path.startsWith(`${machine}/`);
  return folder !== '' && isOnMachine && path.includes(folder, machine.length);
}

function namedFiles(names: readonly string[], at: ReadonlyMap<string, string>): readonly NamedFile[] {
  return names.flatMap((name) => {
    const path = at.get(name);
    return path === undefined ? [] : [{ name, path }];
  });
}

function unique(files: readonly NamedFile[]): readonly NamedFile[] {
  return [...new Map(files.map((file) => [file.name, file])).values()];
}

async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const entries = items.entries();
  const next = async (): Promise<void> => {
    for (const [at, item] of entries) results[at] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return results;
}
