import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import type { Iteration } from '../../src/model/iteration.ts';
import { readingVersion } from '../../src/results/reading-version.ts';
import { comparisonAgain } from '../../src/terminal/compare-command.ts';
import { decidedAgain } from '../../src/terminal/questions/decide.ts';
import { earlierIterations } from '../../src/terminal/questions/reuse.ts';
import { BatchLog } from '../../src/terminal/questions/batch-log.ts';
import { verifyFolder } from '../../src/terminal/verify/folder.ts';
import { iterationAgain } from '../../src/terminal/verify/taken-over.ts';
import { assess } from '../../src/worker/assessment.ts';
import { scratch } from '../support/scratch.ts';

const place = scratch('verify-folder');
const selector = parseSelector('CasTest#apply');
let serial = 0;
let home: string;

beforeEach(() => {
  home = join(place, String((serial += 1)));
});

/** Leaves an iteration as the local service does; every third fails. */
function leave(folder: string, index: number): void {
  const iteration = join(folder, 'iterations', String(index));
  mkdirSync(join(iteration, 'reports'), { recursive: true });
  const inside = index % 3 === 0 ? '<failure type="E" message="no space">at CasTest.apply</failure>' : '';
  const facts = { exit: { code: 0 }, durationMs: 5, machine: 'slot 1', hasReports: true };
  writeFileSync(join(iteration, 'facts.json'), JSON.stringify(facts));
  writeFileSync(join(iteration, 'output.txt'), '');
  writeFileSync(
    join(iteration, 'reports/TEST-a.xml'),
    `<testsuite name="CasTest"><testcase classname="CasTest" name="apply" time="1">${inside}</testcase></testsuite>`,
  );
}

async function left(folder: string, indexes: readonly number[]): Promise<readonly Iteration[]> {
  for (const index of indexes) leave(folder, index);
  return Promise.all(indexes.map(async (index) => iterationAgain(folder, index, selector)));
}

const write = (folder: string, name: string, content: unknown): void =>
  writeFileSync(join(folder, name), JSON.stringify(content));

const facts = (id: string) => ({ id, selector: selector.text, service: 'this machine', overlays: [] });
const said = { wallMs: 1, exitCodesOnly: false };

/** A finished `repeat` of six. */
async function repeated(id: string): Promise<string> {
  const folder = join(home, id);
  const iterations = await left(folder, [1, 2, 3, 4, 5, 6]);
  const { verdict, groups } = assess({ asked: 6, iterations });
  write(folder, 'request.json', { selector });
  write(folder, 'report.json', {
    kind: 'repeat',
    reading: readingVersion,
    report: { run: facts(id), verdict, groups, iterations, ...said },
  });
  return folder;
}

function edit(path: string, change: (text: string) => string): void {
  const before = readFileSync(path, 'utf8');
  expect(change(before)).not.toBe(before);
  writeFileSync(path, change(before));
}

describe('verifying a repeat of the terminal', () => {
  it('compares rates and intervals too, and what is there beside the report', async () => {
    const folder = await repeated('r-rep1');
    const verify = async () => verifyFolder(folder, 'r-rep1', []);
    expect(await verify()).toMatchObject({ recomputed: 6, differences: [], unproven: [] });
    leave(folder, 7);
    expect((await verify())?.differences).toEqual([
      { iteration: 7, what: 'its files are here, and it is not in the report' },
    ]);
    rmSync(join(folder, 'iterations/7'), { recursive: true });
    edit(join(folder, 'report.json'), (text) => text.replaceAll(/"rate":0\.33\d+/g, '"rate":0.001'));
    expect((await verify())?.differences).toContainEqual({
      what: expect.stringMatching(/^rate is 0\.001 in its report, and 0\.33\d+ by the evidence$/),
    });
  });
});

it('says of a repeat what today’s rules read otherwise than those it was read by', async () => {
  const folder = await repeated('r-rep2');
  const verify = async () => verifyFolder(folder, 'r-rep2', []);
  edit(join(folder, 'report.json'), (text) => text.replace(`"reading":"${readingVersion}",`, ''));
  expect(await verify()).toMatchObject({ recomputed: 6, differences: [], older: [] });
  edit(join(folder, 'iterations/3/reports/TEST-a.xml'), (xml) => xml.replace(/<failure.*<\/failure>/, ''));
  expect(await verify()).toMatchObject({
    differences: [],
    older: [
      { iteration: 3, what: 'its outcome is recorded as failed, and the evidence gives passed' },
      { iteration: 3 },
      { iteration: 3 },
    ],
  });
  edit(join(folder, 'report.json'), (text) => text.replaceAll(/"rate":0\.33\d+/g, '"rate":0.001'));
  expect((await verify())?.differences).toContainEqual({ what: expect.stringContaining('rate is 0.001') });
});

/** A question with one closed batch a side, as its folder is left. */
async function batches(folder: string, sides: readonly string[], count = 4): Promise<BatchLog> {
  const log = new BatchLog(folder, []);
  for (const batch of await log.open(sides.map((side) => ({ side, runs: count })))) {
    const indexes = Array.from({ length: batch.count }, (_, at) => batch.first + at);
    for (const one of await left(join(folder, batch.id), indexes)) log.add(batch, one);
    await log.close(batch, {});
  }
  return log;
}

const plan = { options: { selector }, knownIssues: [] };

describe('verifying a repeat with a question of the terminal', () => {
  it('reads its batches again, with the answer', async () => {
    const folder = join(home, 'r-dec1');
    const log = await batches(folder, ['run']);
    const setting = { kind: 'decide', plan, question: { rate: 0.2 } };
    write(folder, 'question.json', setting);
    const written = JSON.parse(readFileSync(join(folder, 'question.json'), 'utf8'));
    const report = { run: facts('r-dec1'), ...decidedAgain(written, log.evidence()), ...said };
    write(folder, 'report.json', { kind: 'repeat', reading: readingVersion, report });
    const verify = async () => verifyFolder(folder, 'r-dec1', []);
    expect(await verify()).toMatchObject({ recomputed: 4, differences: [], unproven: [] });
    edit(join(folder, 'b1/iterations/3/reports/TEST-a.xml'), (xml) =>
      xml.replace(/<failure.*<\/failure>/, ''),
    );
    expect((await verify())?.differences).toContainEqual({
      what: 'failed is 1 in its report, and 0 by the evidence',
    });
  });
});

describe('verifying a comparison of the terminal', () => {
  it('reads the runs it took over again, and says what is not there any more', async () => {
    await repeated('r-old1');
    const folder = join(home, 'r-cmp1');
    const log = await batches(folder, ['before', 'after']);
    const side = (id: string) => ({ id, label: id, commit: id.padEnd(40, '0') });
    const earlier = [
      { side: 'before', run: 'r-old1', indexes: [1, 2, 3, 4, 5, 6], ended: '2026-11-29T10:00:00Z' },
    ];
    const question = { before: side('before'), after: side('after'), runs: 10 };
    const asked = { question, shown: question, earlier };
    const taken = await earlierIterations({ home }, earlier);
    const whole = new BatchLog(folder, taken);
    for (const batch of await whole.load())
      for (const one of log.evidence().get(batch.side)?.iterations ?? []) whole.add(batch, one);
    write(folder, 'question.json', { kind: 'compare', plan, question: asked });
    const comparison = comparisonAgain(asked, taken, whole.evidence());
    write(folder, 'report.json', {
      kind: 'compare',
      reading: readingVersion,
      report: { run: facts('r-cmp1'), comparison, ...said },
    });
    const verify = async () => verifyFolder(folder, 'r-cmp1', []);
    expect(await verify()).toMatchObject({ recomputed: 8, differences: [], unproven: [] });
    edit(join(home, 'r-old1/iterations/3/reports/TEST-a.xml'), (xml) =>
      xml.replace(/<failure.*<\/failure>/, ''),
    );
    const { differences = [] } = (await verify()) ?? {};
    expect(differences).toContainEqual({
      what: expect.stringMatching(/^of run r-old1, which it took over, iteration 3: its outcome is recorded/),
    });
    expect(differences).toContainEqual({
      what: expect.stringMatching(/^before\.failed is 3 in its report, and 2/),
    });
    rmSync(join(home, 'r-old1/iterations'), { recursive: true });
    expect(await verify()).toMatchObject({
      differences: [],
      unproven: [{ what: expect.stringContaining('6 of 6 iterations it took over from run r-old1') }],
    });
  });
});

describe('what a comparison takes over', () => {
  it('is what counted of a run then, and nothing of a copy of it; a damaged report is named', async () => {
    await repeated('r-own1');
    const copy = join(home, 'r-copy1');
    cpSync(join(home, 'r-own1'), copy, { recursive: true });
    const of = async (run: string, indexes = [1, 2, 3, 4, 5, 6]) =>
      earlierIterations({ home }, [{ side: 'before', run, indexes, ended: '2026-11-29T10:00:00Z' }]);
    expect((await of('r-own1'))[0]?.iterations).toHaveLength(6);
    expect((await of('r-own1', [1, 2, 3, 4]))[0]?.iterations.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
    expect(await of('r-copy1')).toEqual([]);
    writeFileSync(join(copy, 'report.json'), '{"kind":"repeat","report":{"run":{"id":"r-co');
    await expect(of('r-copy1')).rejects.toThrow('r-copy1');
  });
});
