import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BatchFile } from '../../src/ci/remote/batch-file.ts';
import type { BatchJob } from '../../src/ci/service.ts';
import { tally } from '../../src/model/iteration.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { readBatchFiles } from '../../src/worker/batch-files.ts';
import { fetched, unpackingBudget } from '../../src/worker/fetched-file.ts';
import { keptResults, readAgain } from '../../src/worker/kept-results.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('batch-files');
const selector = parseSelector('CasTest#apply');
let serial = 0;

const report = (inside = ''): string =>
  `<testsuite name="p.CasTest"><testcase classname="p.CasTest" name="apply" time="1">${inside}</testcase></testsuite>`;
const failing = report('<failure type="E" message="m">at p.CasTest.apply(CasTest.java:7)</failure>');

interface Folder {
  readonly files: readonly BatchFile[];
  /** Paths that were asked for. */
  readonly fetched: string[];
}

function folder(
  contents: Readonly<Record<string, string | Buffer>>,
  gone: Readonly<Record<string, string>> = {},
): Folder {
  serial += 1;
  const root = join(home, String(serial));
  const fetched: string[] = [];
  const files = Object.entries({ ...contents, ...gone }).map(([path, text]): BatchFile => {
    const form = path.endsWith('tests.json') ? { form: 'circleci-tests' as const } : {};
    return {
      path,
      ...form,
      fetch: async () => {
        fetched.push(path);
        if (path in gone) return { gone: String(text) };
        const at = join(root, path);
        mkdirSync(dirname(at), { recursive: true });
        writeFileSync(at, text);
        return { at };
      },
    };
  });
  return { files, fetched };
}

const jobs: readonly BatchJob[] = ['0', '1'].map((machine) => ({
  name: 'repeat',
  machine,
  state: 'failed',
  asked: 2,
}));

/** As Cassandra's Jenkins packs them. */
function packed(text: string): Buffer {
  return execFileSync('xz', ['--stdout'], { input: text });
}

async function read(from: Folder, more: { readonly layout?: string; readonly otherwise?: string } = {}) {
  const { layout, otherwise } = more;
  const asked = { batch: { id: 'b-1', runId: 'r-1', first: 11, count: 4 }, selector };
  const result = await readBatchFiles(
    { files: from.files, jobs, ...(layout === undefined ? {} : { layout }) },
    otherwise === undefined ? asked : { ...asked, otherwise },
  );
  const iterations = result.iterations.map(({ iteration }) => iteration);
  expect(tally(4, iterations).asked).toBe(4);
  return {
    ...result,
    told: iterations.map(({ index, outcome, machine, reason }) => [index, outcome, machine, reason]),
  };
}

describe('the files of a batch', () => {
  it('become as many iterations as were asked, each lost one with its reason', async () => {
    const from = folder({
      '0/junitxml/passes/1/TEST-a.xml': report(),
      '0/junitxml/fails/2/TEST-a.xml': failing,
      '1/junitxml/passes/1/TEST-a.xml': report('<skipped message="CASSANDRA-1"/>'),
      '1/stdout/passes/1/out.txt': 'x',
    });
    expect((await read(from)).told).toEqual([
      [11, 'passed', '0', undefined],
      [12, 'failed', '0', undefined],
      [13, 'skipped', '1', expect.stringContaining('CASSANDRA-1')],
      [14, 'lost', '1', 'no report of it came back'],
    ]);
  });

  it('bring the logs of a failing iteration, and of no other', async () => {
    const from = folder({
      '0/junitxml/passes/1/TEST-a.xml': report(),
      '0/logs/passes/1/system.log': 'quiet',
      '1/junitxml/fails/1/TEST-a.xml': failing,
      '1/stdout/fails/1/out.txt': 'loud',
      '1/logs/fails/1/node1/system.log': 'loud',
      '1/logs/fails/11/system.log': 'of another',
      '11/logs/fails/1/system.log': 'of another machine',
    });
    const { iterations } = await read(from);
    expect(iterations[1]?.files.map(({ name }) => name)).toEqual([
      '1/junitxml/fails/1/TEST-a.xml',
      '1/stdout/fails/1/out.txt',
      '1/logs/fails/1/node1/system.log',
    ]);
    expect(from.fetched).not.toContain('0/logs/passes/1/system.log');
    expect(from.fetched).not.toContain('11/logs/fails/1/system.log');
  });

  it('count without a file that nobody can have any more, and say so', async () => {
    const from = folder(
      { '0/junitxml/passes/1/TEST-a.xml': report() },
      { '1/junitxml/passes/1/TEST-a.xml': 'CircleCI deleted it' },
    );
    const { told, gone } = await read(from);
    expect(told.map(([, outcome, , reason]) => [outcome, reason])).toEqual([
      ['passed', undefined],
      ['lost', 'its files are gone: CircleCI deleted it'],
      ['lost', 'its files are gone: CircleCI deleted it'],
      ['lost', 'its files are gone: CircleCI deleted it'],
    ]);
    expect(gone).toEqual([{ path: '1/junitxml/passes/1/TEST-a.xml', why: 'CircleCI deleted it' }]);
  });

  it('are not led astray by XML that is no report', async () => {
    const from = folder({
      '0/junitxml/passes/1/TEST-a.xml': report(),
      '0/checkstyle.xml': '<checkstyle version="8"/>',
    });
    expect((await read(from)).told[0]).toEqual([11, 'passed', '0', undefined]);
  });

  it('follow the layout that the project wrote down', async () => {
    const from = folder({ '0/a-1-x.xml': report(), '0/a-2-x.xml': failing });
    expect((await read(from, { layout: '{machine}/a-{i}-x.xml' })).told.slice(0, 2)).toEqual([
      [11, 'passed', '0', undefined],
      [12, 'failed', '0', undefined],
    ]);
  });

  it('tell machines apart in test data that names neither machine nor iteration', async () => {
    const item = (name: string, result: string, message = '') => ({
      classname: 'p.CasTest',
      name,
      result,
      message,
    });
    const items = [
      item('apply[1-2]', 'success'),
      item('apply[2-2]', 'failure', 'boom'),
      item('apply[1-2]', 'success'),
      item('apply[2-2]', 'success'),
    ];
    const from = folder({ 'repeat/tests.json': JSON.stringify({ items }) });
    const { told } = await read(from);
    expect(told.map(([, outcome]) => outcome)).toEqual(['passed', 'failed', 'passed', 'passed']);
  });

  it('are all lost for what broke the batch when there are none', async () => {
    const { told } = await read(folder({}), { otherwise: 'job `build` failed' });
    expect(told.map(([, outcome, , reason]) => `${String(outcome)}: ${String(reason)}`)).toEqual(
      Array.from({ length: 4 }, () => 'lost: job `build` failed'),
    );
  });
});

describe('the files of a job that keeps failed runs and a log', () => {
  const log = 'stage-logs/cassandra_12_test-repeat_attempt1.log.xz';
  const run = (at: number, text: string): string =>
    `–––– run ${at}\nTestsuite: p.CasTest Tests run: 1, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 2 sec\n${text}`;
  const text = run(0, '') + run(1, 'failed unit testclasslist  CasTest\n') + run(2, '');
  const broken = 'test/output/TEST-p.CasTest-0f8fad5b-d9cb-469f-a165-70867728950e-1-fail.xml.xz';

  it('are unpacked, counted by the log, and read again the same', async () => {
    const { files } = folder({ [log]: packed(text), [broken]: packed(failing) });
    const asked = { batch: { id: 'b-1', runId: 'r-1', first: 1, count: 4 }, selector };
    const { iterations, facts } = await readBatchFiles({ files, jobs: [], runs: 'log' }, asked);
    const read = iterations.map(({ iteration }) => iteration);
    expect(tally(4, read)).toMatchObject({ passed: 1, failed: 1, lost: 2 });
    const names = iterations.map(({ files: kept }) => kept.map(({ name }) => name));
    const ofMachine = [log.replace('.xz', '')];
    expect(names[1]).toEqual([broken.replace('.xz', ''), ...ofMachine]);
    expect(readFileSync(iterations[1]?.files.at(-1)?.path ?? '', 'utf8')).toBe(text);
    const reports = [{ path: broken.replace('.xz', ''), cut: failing }];
    const kept = JSON.stringify({ schema: 'retrial.results/1', kind: 'batch', ...facts, reports });
    expect(readAgain(keptResults.parse(JSON.parse(kept)), selector)).toEqual(read);
    expect(read[0]?.durationMs).toBe(2000);
  });

  it('are lost, and say so, where they are no such files', async () => {
    const { files } = folder({ [log]: packed(text), [broken]: 'no xz at all' });
    const asked = { batch: { id: 'b-1', runId: 'r-1', first: 1, count: 4 }, selector };
    const { iterations, gone } = await readBatchFiles({ files, jobs: [], runs: 'log' }, asked);
    expect(iterations.filter(({ iteration }) => iteration.outcome === 'failed')).toEqual([]);
    expect(gone[0]?.why).toContain('it is no whole file of xz');
  });

  /** Twenty-five machines that ran the test eight times; each of the first five failed once. */
  const machines = Array.from({ length: 25 }, (_, at) => `stage-logs/m${at}.log`);
  const eight = (at: number): string =>
    Array.from({ length: 8 }, (_, own) =>
      run(own, own === 3 && at < 5 ? 'failed unit testclasslist  CasTest\n' : ''),
    ).join('') + 'failure rate: 0/8\n';
  const failures = Object.fromEntries(
    Array.from({ length: 5 }, (_, at) => [
      `test/output/TEST-p.CasTest-0f8fad5b-d9cb-469f-a165-70867728950${at}-3-fail.xml`,
      failing,
    ]),
  );

  async function readLogged(isGone: (machine: number) => boolean, isListed = true) {
    const paths = isListed ? machines : [];
    const here = paths.flatMap((path, at) => (isGone(at) ? [] : [[path, eight(at)] as const]));
    const away = paths.filter((_, at) => isGone(at)).map((path) => [path, 'Jenkins deleted it'] as const);
    const { files } = folder({ ...failures, ...Object.fromEntries(here) }, Object.fromEntries(away));
    const asked = { batch: { id: 'b-1', runId: 'r-1', first: 1, count: 200 }, selector };
    const { iterations, gone } = await readBatchFiles({ files, jobs: [], runs: 'log' }, asked);
    const read = iterations.map(({ iteration }) => iteration);
    return { counts: tally(200, read), gone, reasons: new Set(read.flatMap(({ reason = [] }) => reason)) };
  }

  it('count no failure where all logs are gone, and say why', async () => {
    const { counts, gone, reasons } = await readLogged(() => true);
    expect(counts).toMatchObject({ asked: 200, executed: 0, failed: 0, skipped: 0, lost: 200 });
    expect(gone).toEqual(machines.map((path) => ({ path, why: 'Jenkins deleted it' })));
    expect(reasons).toContain('its files are gone: Jenkins deleted it');
    const unlisted = await readLogged(() => false, false);
    expect(unlisted.counts).toMatchObject({ executed: 0, lost: 200 });
    expect(unlisted.reasons).toContain('no log of its machines tells of a run');
  });

  it('lose the runs of the one machine whose log is gone, and its failure with them', async () => {
    const { counts, gone } = await readLogged((machine) => machine === 4);
    expect(counts).toMatchObject({ executed: 192, failed: 4, passed: 188, lost: 8 });
    expect(gone).toEqual([{ path: 'stage-logs/m4.log', why: 'Jenkins deleted it' }]);
    expect((await readLogged(() => false)).counts).toMatchObject({ executed: 200, failed: 5, lost: 0 });
  });

  it('share what may be unpacked of a batch', async () => {
    const budget = unpackingBudget(Buffer.byteLength(text) + 10);
    const { files } = folder({ [log]: packed(text), [broken]: packed(failing) });
    const [first, second] = [await fetched(files[0]!, budget), await fetched(files[1]!, budget)];
    expect(first).toHaveProperty('at');
    expect(second).toMatchObject({ gone: expect.stringContaining('keeps unpacks to more than') });
  });
});
