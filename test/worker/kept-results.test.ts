import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IterationArtifacts } from '../../src/ci/service.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { keepBatchResults, keepIterationResults } from '../../src/worker/keep-results.ts';
import { keptResults, readAgain } from '../../src/worker/kept-results.ts';
import { iterationsOfBatch } from '../../src/worker/lost-iterations.ts';
import { readArtifacts } from '../../src/worker/reading.ts';
import { parseReport } from '../../src/results/parse-report.ts';
import { storeFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('kept-results');
const selector = parseSelector('CasTest#apply');
const report = (inside: string): string =>
  `<testsuite name="p.CasTest"><testcase classname="p.CasTest" name="apply" time="1">${inside}</testcase><system-out>LOUD</system-out></testsuite>`;
const failing = report('<failure type="E" message="m &#10; ü">at p.CasTest.apply(CasTest.java:7)</failure>');

let serial = 0;
function file(text: string | Uint8Array): string {
  serial += 1;
  mkdirSync(join(home, String(serial)));
  const path = join(home, String(serial), 'TEST-a.xml');
  writeFileSync(path, text);
  return path;
}

describe('what iterations were read from', { timeout: 60_000 }, () => {
  let store: Store;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const { path, remove } = await storeFolder();
    store = await openStore({ folder: path });
    close = async () => {
      await store.close();
      await remove();
    };
  });

  afterAll(() => close());

  async function keptIn(runId: string): Promise<{ text: string; again: ReturnType<typeof readAgain> }> {
    const [link] = await store.evidence.of(runId);
    const text = Buffer.from((await store.evidence.get(link?.digest ?? '')) ?? []).toString('utf8');
    return { text, again: readAgain(keptResults.parse(JSON.parse(text)), selector) };
  }

  const odd: readonly (readonly [string, Partial<IterationArtifacts>])[] = [
    ['a pass', { reports: [file(report(''))] }],
    ['a failure', { exit: { code: 1 }, reports: [file(failing)] }],
    ['a skip', { reports: [file(report('<skipped message="later"/>'))] }],
    [
      'a failure among reports of one name',
      { exit: { code: 1 }, reports: [file(report('')), file(failing)] },
    ],
    ['a report that ends too early', { exit: { signal: 'SIGKILL' }, reports: [file(failing.slice(0, 150))] }],
    ['a report that is none', { exit: { code: 0 }, reports: [file('<html/>'), file('')] }],
    ['a report in UTF-16', { reports: [file(Buffer.from(`\ufeff${failing}`, 'utf16le'))] }],
    [
      'a report with bytes that are no text',
      { reports: [file(Buffer.from(failing.replace('ü', '\u00ff'), 'latin1'))] },
    ],
    ['no reports where some are wanted', { exit: { code: 1 }, reports: [] }],
    ['an exit code alone', { exit: { code: 1 } }],
    ['a time limit', { exit: { endedBy: 'timeout', signal: 'SIGKILL' }, reports: [file(report(''))] }],
    ['too much output', { exit: { endedBy: 'output' }, reports: [file(report(''))] }],
    ['a command that does not start', { exit: { spawnError: 'ENOENT' } }],
  ];

  it.each(odd)('reads again as it did: %s', async (_what, change) => {
    const run = await newRun(store);
    const base = { index: 7, exit: { code: 0 }, durationMs: 12.5, machine: 'slot 1', output: '' };
    const artifacts: IterationArtifacts = { ...base, ...change };
    expect(await keepIterationResults(artifacts, { runId: run.id, evidence: store.evidence })).toBe(true);
    const { text, again } = await keptIn(run.id);
    expect(again).toEqual([await readArtifacts(artifacts, selector)]);
    expect(text).not.toContain(home);
  });

  it('is without the output of reports that are whole', async () => {
    const run = await newRun(store);
    const artifacts = {
      index: 1,
      exit: {},
      durationMs: 1,
      machine: 'm',
      output: '',
      reports: [file(failing)],
    };
    await keepIterationResults(artifacts, { runId: run.id, evidence: store.evidence });
    const { text } = await keptIn(run.id);
    expect(text).not.toContain('LOUD');
    expect(text).toContain('at p.CasTest.apply(CasTest.java:7)');
  });

  it('is not kept in part', async () => {
    const run = await newRun(store);
    const large = file(report(`<failure>${'x'.repeat(17_000_000)}</failure>`));
    const artifacts = { index: 1, exit: {}, durationMs: 1, machine: 'm', output: '', reports: [large] };
    expect(await keepIterationResults(artifacts, { runId: run.id, evidence: store.evidence })).toBe(false);
    expect(await store.evidence.of(run.id)).toEqual([]);
  });

  it('of a whole batch reads again as it did, with its losses', async () => {
    const run = await newRun(store);
    const texts = [
      ['0/junitxml/passes/1/TEST-a.xml', report('')],
      ['0/junitxml/fails/2/TEST-a.xml', failing],
    ] as const;
    const facts = {
      first: 11,
      count: 4,
      jobs: [{ name: 'j', machine: '1', state: 'lost', asked: 2, loss: 'the machine was lost' }],
    };
    const files = texts.map(([path, text]) => ({ path, at: file(text) }));
    expect(await keepBatchResults(facts, files, { runId: run.id, evidence: store.evidence })).toBe(true);
    const reports = texts.map(([path, text]) => parseReport(path, Buffer.from(text)));
    const { again } = await keptIn(run.id);
    expect(again).toEqual(iterationsOfBatch(facts, reports, selector).iterations);
    expect(again.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'lost', 'lost']);
    expect(again[2]?.reason).toBe('the machine was lost');
  });
});
