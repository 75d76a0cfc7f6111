import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/store/store.ts';
import { keepIterationResults } from '../../src/worker/keep-results.ts';
import { readArtifacts } from '../../src/worker/reading.ts';
import { seal } from '../../src/worker/sealing.ts';
import { accounts, region, startFakeS3, type FakeS3 } from '../fakes/s3/server.ts';
import { retrial } from '../support/cli.ts';
import { storeFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('verify');

/** Writes a report; fails in every third iteration. */
const script = `
  const n = Number(process.env.RETRIAL_ITERATION);
  const bad = n % 3 === 0;
  const inside = bad ? '<failure type="E" message="no space">at CasTest.apply</failure>' : '';
  require('node:fs').writeFileSync(process.argv[1] + '/TEST-a.xml', '<testsuite name="CasTest"><testcase classname="CasTest" name="apply" time="1">' + inside + '</testcase></testsuite>');
  process.exit(bad ? 1 : 0);`;

describe('verifying a terminal run', { timeout: 180_000 }, () => {
  let original: string;
  let id: string;

  beforeAll(async () => {
    original = join(home, 'original');
    mkdirSync(original);
    const args = [
      'repeat',
      'CasTest#apply',
      '-n',
      '6',
      '--format',
      'json',
      '--',
      process.execPath,
      '-e',
      script,
      '{out}',
    ];
    const { stdout } = await retrial(args, original);
    id = z.object({ run: z.string() }).parse(JSON.parse(stdout)).run;
  }, 180_000);

  /** A copy that may be harmed. */
  function copy(name: string): { cwd: string; run: string } {
    const cwd = join(home, name);
    cpSync(original, cwd, { recursive: true });
    return { cwd, run: join(cwd, '.retrial', id) };
  }

  it('says equal, and exits with 0', async () => {
    const { stdout, code } = await retrial(['verify', id], original);
    expect(stdout).toMatch(/^EQUAL\s+run /);
    expect(stdout).toContain('6 of 6 iterations computed again');
    expect(code).toBe(0);
    const json = await retrial(['verify', id, '--json'], original);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: 'retrial.verification/1',
      equal: true,
      recomputed: 6,
    });
  });

  it.each([
    [
      'a failure made a pass',
      (run: string) => edit(run, 'iterations/3/reports', (xml) => xml.replace(/<failure.*<\/failure>/, '')),
      'iteration 3: its outcome is recorded as failed, and the evidence gives passed',
      'the run: failed is 2 in its report, and 1 by the evidence',
    ],
    [
      'a report cut off',
      (run: string) => edit(run, 'iterations/1/reports', (xml) => xml.slice(0, 30)),
      'iteration 1: its outcome is recorded as passed, and the evidence gives lost',
      'the run: lost is 0 in its report, and 1 by the evidence',
    ],
    [
      'an iteration removed',
      (run: string) => rmSync(join(run, 'iterations/2'), { recursive: true }),
      'iteration 2: its files are missing',
      '5 of 6 iterations computed again',
    ],
    [
      'facts that are no JSON',
      (run: string) => writeFileSync(join(run, 'iterations/2/facts.json'), '{'),
      'iteration 2: its files are missing, or can’t be read',
      'NOT EQUAL',
    ],
    [
      'another count in the report',
      (run: string) => edit(run, 'report.json', (json) => json.replace('"failed":2', '"failed":1')),
      'the run: failed is 1 in its report, and 2 by the evidence',
      'NOT EQUAL',
    ],
  ])('names %s, and exits with 1', async (what, harm, ...words) => {
    const { cwd, run } = copy(what.replaceAll(' ', '-'));
    harm(run);
    const { stdout, code } = await retrial(['verify', id], cwd, { COLUMNS: '200' });
    for (const each of words) expect(stdout.replace(/\s+/g, ' ')).toContain(each);
    expect(code).toBe(1);
  });

  it.each([
    ['report.json', '{', 'its report.json can’t be read'],
    ['request.json', '{', 'its request.json can’t be read'],
  ])('refuses a run whose %s is %j', async (name, text, words) => {
    const { cwd, run } = copy(`damaged-${name}`);
    writeFileSync(join(run, name), text);
    const { stderr, code } = await retrial(['verify', id], cwd);
    expect([stderr.includes(words), code]).toEqual([true, 2]);
  });

  it.each(['../../etc', 'r-', 'seven'])('refuses %j, which is no run', async (name) => {
    const { stderr, code } = await retrial(['verify', name], original);
    expect(stderr).toContain('is no run');
    expect(code).toBe(2);
  });
});

/** Changes a file, or the only file of a folder. */
function edit(run: string, name: string, change: (text: string) => string): void {
  const place = join(run, name);
  const path = name.endsWith('.json') ? place : join(place, readdirSync(place)[0] ?? '');
  const before = readFileSync(path, 'utf8');
  expect(change(before)).not.toBe(before);
  writeFileSync(path, change(before));
}

describe('verifying a run of the server', { timeout: 180_000 }, () => {
  let s3: FakeS3;

  beforeAll(async () => {
    s3 = await startFakeS3();
  });

  afterAll(() => s3.close());

  it.each(['folder', 'bucket'])('says equal, and names what is missing in its %s', async (kind) => {
    const { path, remove } = await storeFolder();
    const cwd = join(home, `server-${kind}`);
    const data = join(cwd, '.retrial-data');
    mkdirSync(cwd);
    cpSync(path, data, { recursive: true });
    await remove();
    const place = { ...accounts.full, url: `${s3.bucket}/team`, region };
    const store = await openStore({ folder: data, bucket: kind === 'bucket' ? place : undefined });
    const settings = { repository: '/r', fetch: false, settings: {}, quiet: false };
    const run = await newRun(store, { id: 'r-done1', stage: 'done', state: 'finished', asked: 1, settings });
    await newRun(store, { id: 'r-going1', settings });
    const artifacts = { index: 1, exit: { code: 0 }, durationMs: 1, machine: 'm', output: '' };
    await keepIterationResults(artifacts, { runId: run.id, evidence: store.evidence });
    await store.iterations.add(run.id, [await readArtifacts(artifacts, run.selector)]);
    await seal(run, { posted: {} }, store);
    await store.close();
    const account = {
      EVIDENCE_URL: place.url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: place.accessKeyId,
      AWS_SECRET_ACCESS_KEY: place.secretAccessKey,
    };
    const verify = (id: string) =>
      retrial(['verify', id], cwd, { COLUMNS: '200', ...(kind === 'bucket' ? account : {}) });
    const equal = await verify('r-done1');
    expect([equal.stdout.includes('1 of 1 iteration computed again'), equal.code]).toEqual([true, 0]);
    expect((await verify('r-going1')).stderr).toContain('Run r-going1 goes on');
    expect((await verify('r-never1')).stderr).toContain('There is no run r-never1');
    expect(existsSync(join(data, 'evidence'))).toBe(kind === 'folder');
    expect(s3.objects.size > 0).toBe(kind === 'bucket');
    rmSync(join(data, 'evidence'), { recursive: true, force: true });
    s3.objects.clear();
    const { stdout, code } = await verify('r-done1');
    expect(stdout).toContain('iteration 1: results.json is missing');
    expect(stdout).toContain('the run: sealed.json is missing');
    expect(code).toBe(1);
  });
});
