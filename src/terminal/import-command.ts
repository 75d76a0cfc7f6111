import { Command } from 'commander';
import { messageOf, UserError } from '../model/errors.ts';
import type { Build, BuildRecord } from '../model/history.ts';
import { count, plural } from '../reports/numbers.ts';
import { readFailureLines } from './history/failure-lines.ts';
import { readBuild } from '../worker/history/read-build.ts';
import { withFetched } from './history/fetching.ts';
import { orOwner, withStore } from './history/open.ts';
import { showReading } from './inspect/reading-line.ts';
import { unreadable } from './unreadable-path.ts';
import { type Output, processOutput } from './output.ts';
import type { Session } from './session.ts';

interface RawImport {
  readonly project: string;
  readonly branch: string;
  readonly lane?: string;
  readonly commit?: string;
  readonly at?: string;
  readonly build?: string;
  readonly ms?: string;
  readonly format: string;
  readonly tokenEnv?: string;
  readonly config?: string;
}

/** `retrial import`: what an ordinary CI build brought, into the history. */
export function importCommand(session: Session): Command {
  return new Command('import')
    .summary('keep the results of a CI build in the history')
    .description(
      'Reads one build’s reports in files, folders, zip and tar archives into the history of each test.\nA build that is there already changes nothing. `retrial flaky` shows what the history says.',
    )
    .argument('<path...>', 'files, folders, zip or tar archives, or https addresses of them')
    .requiredOption('--project <name>', 'whose history')
    .requiredOption('--branch <name>', 'the branch that was built')
    .option('--lane <name>', 'job or environment: builds of different lanes are never mixed')
    .option('--commit <sha>', 'the commit that was built')
    .option('--at <time>', 'when it ran: 2026-03-02T10:00:00Z')
    .option('--build <id>', 'what CI calls the build; commit and time unless told')
    .option('--ms <number>', 'how long the build took, in milliseconds: red builds then cost CI minutes')
    .option(
      '--format <format>',
      'junit, or failures: one JSON failure a line (date, run, job, classname, name, type, message, text)',
      'junit',
    )
    .option('--token-env <name>', 'variable with a token for the host of an address; it follows no redirect')
    .option('--config <file>', 'the server’s settings (YAML)')
    .action(async (paths: string[], raw: RawImport) => {
      const output = processOutput();
      if (raw.format !== 'junit' && raw.format !== 'failures') {
        throw new UserError('E-VALUE', `--format is junit or failures, not \`${raw.format}\`.`);
      }
      const token = raw.tokenEnv === undefined ? undefined : process.env[raw.tokenEnv];
      if (raw.tokenEnv !== undefined && (token ?? '') === '')
        throw new UserError(
          'E-VALUE',
          `The variable \`${raw.tokenEnv}\`, which --token-env names, is not set.`,
        );
      const read = raw.format === 'junit' ? junitRecords : lineRecords;
      const records = await withFetched(paths, token, async (local) => read(local, raw, output));
      if (records.length === 0) {
        output.out('Nothing to keep: no test result was found.\n');
        session.finish(4);
        return;
      }
      const added = await keep(records, raw, output);
      output.out(inWords(added, records.length - added.length));
    });
}

async function junitRecords(
  paths: readonly string[],
  raw: RawImport,
  output: Output,
): Promise<BuildRecord[]> {
  const build = buildFrom(raw);
  const progress = showReading(output);
  const { record, inspection, left } = await readBuild(build, paths, progress.onFile)
    .catch((error: unknown) => {
      throw unreadable(error) ?? new UserError('E-VALUE', messageOf(error));
    })
    .finally(progress.stop);
  const unread = inspection.files.filter(({ status }) => status === 'damaged' || status === 'refused');
  for (const { path, status, reason } of unread) output.err(`${path}: ${status}: ${reason ?? ''}\n`);
  const { again = 0 } = inspection;
  if (again > 0) output.err(`${plural(again, 'file')} that two paths lead to, counted once\n`);
  for (const words of left) output.err(`${words}\n`);
  return record.tallies.length === 0 ? [] : [record];
}

async function lineRecords(paths: readonly string[], raw: RawImport, output: Output): Promise<BuildRecord[]> {
  const { project, branch, lane = 'default', commit = '' } = raw;
  const records: BuildRecord[] = [];
  for (const path of paths) {
    const progress = showReading(output, 'line');
    const found = readFailureLines(path, { project, branch, lane, commit }, progress.onFile);
    records.push(...(await found.finally(progress.stop)));
  }
  return records;
}

function buildFrom({ project, branch, lane, commit, at, build, ms }: RawImport): Build {
  if (lane === undefined || commit === undefined || at === undefined) {
    const missing = Object.entries({ lane, commit, at }).filter(([, value]) => value === undefined);
    const names = missing.map(([name]) => `--${name}`).join(', ');
    throw new UserError('E-VALUE', `Reports don’t say where they are from: give ${names} too.`);
  }
  const time = Date.parse(at);
  if (Number.isNaN(time))
    throw new UserError('E-VALUE', `--at ${at} is no time: write 2026-03-02T10:00:00Z.`);
  const iso = new Date(time).toISOString();
  if (ms !== undefined && !/^\d{1,10}$/.test(ms))
    throw new UserError('E-VALUE', `--ms ${ms} is no number of milliseconds: write 2520000 for 42 minutes.`);
  const took = ms === undefined ? {} : { ms: Number(ms) };
  return {
    project,
    id: build ?? `${commit} ${iso}`,
    branch,
    lane,
    commit,
    at: iso,
    passesKnown: true,
    ...took,
  };
}

/** @returns the records that were not there yet. */
async function keep(
  records: readonly BuildRecord[],
  { config }: RawImport,
  output: Output,
): Promise<readonly BuildRecord[]> {
  const addAll = async (add: (record: BuildRecord) => Promise<boolean>): Promise<readonly BuildRecord[]> => {
    const added: BuildRecord[] = [];
    const progress = showReading(output, 'build');
    for (const [at, record] of records.entries()) {
      if (await add(record)) added.push(record);
      progress.onFile(at + 1);
    }
    progress.stop();
    return added;
  };
  return orOwner(
    config,
    async () => withStore(config, async ({ history }) => addAll((record) => history.add(record))),
    async (owner) => addAll(owner.keep),
  );
}

function inWords(added: readonly BuildRecord[], known: number): string {
  const tallies = added.flatMap((record) => record.tallies);
  const sum = (field: 'passed' | 'failed' | 'skipped'): number =>
    tallies.reduce((total, tally) => total + tally[field], 0);
  const causes = new Set(added.flatMap((record) => record.signatures.map(({ id }) => id))).size;
  const tests = new Set(tallies.map(({ test }) => test)).size;
  const isWhole = added.every(({ build }) => build.passesKnown);
  const passed = isWhole ? `${count(sum('passed'))} passed, ` : '';
  const skipped = isWhole ? `, ${count(sum('skipped'))} skipped` : '';
  const news =
    added.length === 0
      ? 'Nothing new'
      : `Kept ${plural(added.length, 'build')}, ${plural(tests, 'test')}: ${passed}${count(sum('failed'))} failed by ${plural(causes, 'signature')}${skipped}`;
  return `${news}.${known === 0 ? '' : ` ${plural(known, 'build')} had been kept before.`}\n`;
}
