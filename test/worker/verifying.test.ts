import { rm, writeFile, readFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Iteration } from '../../src/model/iteration.ts';
import type { RepeatRun } from '../../src/model/repeat-run.ts';
import { proofOf } from '../../src/model/verification.ts';
import { readingVersion } from '../../src/results/reading-version.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { keepEvidence } from '../../src/worker/evidence.ts';
import { keepIterationResults } from '../../src/worker/keep-results.ts';
import { readArtifacts } from '../../src/worker/reading.ts';
import { evidenceOf, openQuestion } from '../../src/worker/questions/open.ts';
import { postedNumbers } from '../../src/worker/posted-numbers.ts';
import { seal, sealedHash, sealOf } from '../../src/worker/sealing.ts';
import { verifyRun } from '../../src/worker/verifying.ts';
import { storeFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('verifying');
const settings = { repository: '/r', fetch: false, settings: {}, quiet: false };
const report = (inside: string): string =>
  `<testsuite name="p.CasTest"><testcase classname="p.CasTest" name="apply" time="1">${inside}</testcase></testsuite>`;
const failing = report(
  '<failure type="java.io.IOException" message="no space">at p.CasTest.apply(CasTest.java:7)</failure>',
);

interface Kept {
  readonly first?: number;
  readonly change?: (iteration: Iteration) => Iteration;
  readonly reading?: string;
}

describe('verifying a run', { timeout: 60_000 }, () => {
  let folder: string;
  let store: Store;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const { path, remove } = await storeFolder();
    folder = path;
    store = await openStore({ folder: path });
    close = async () => {
      await store.close();
      await remove();
    };
  });

  afterAll(() => close());

  /** Keeps iterations as a server keeps them, numbered from `first`. */
  async function kept(
    run: RepeatRun,
    xmls: readonly string[],
    { first = 1, change, reading }: Kept = {},
  ): Promise<void> {
    for (const [nth, xml] of xmls.entries()) {
      const at = first + nth - 1;
      const place = join(home, run.id, String(at + 1));
      await mkdir(place, { recursive: true });
      const output = join(place, 'output.txt');
      const path = join(place, 'TEST-a.xml');
      await writeFile(output, `output of ${run.id} ${at + 1}`);
      await writeFile(path, xml);
      const base = { index: at + 1, exit: { code: 0 }, durationMs: 12.5 + at, machine: run.id };
      const artifacts = { ...base, reports: [path], output };
      const read = await readArtifacts(artifacts, run.selector);
      const iteration = change?.(read) ?? read;
      const by = (content: Uint8Array): Buffer =>
        Buffer.from(
          String(content).replace(
            `"reading":"${readingVersion}"`,
            `"reading":"${reading ?? readingVersion}"`,
          ),
        );
      const evidence = {
        ...store.evidence,
        put: async (content: Uint8Array) => store.evidence.put(by(content)),
      };
      await keepIterationResults(artifacts, { runId: run.id, evidence });
      const files = [{ name: 'output.txt', path: output }];
      await keepEvidence({ run, iteration, isFirst: false }, files, store.evidence);
      await store.iterations.add(run.id, [iteration]);
    }
  }

  /** Iterations 1 and 3 pass, 2 fails. */
  async function finished(): Promise<RepeatRun> {
    const run = await newRun(store, { settings });
    await kept(run, [report(''), failing, report('')]);
    await reported(run);
    return run;
  }

  async function fileOf(run: RepeatRun, iteration: number, name: string): Promise<string> {
    const links = await store.evidence.of(run.id);
    const { digest = '' } = links.find((one) => one.iteration === iteration && one.name === name) ?? {};
    return join(folder, 'evidence', digest.slice(0, 2), `${digest.slice(2)}.gz`);
  }

  it('says equal when nothing was touched', async () => {
    const run = await finished();
    expect(await verifyRun(run, store)).toEqual({
      run: run.id,
      iterations: 3,
      recomputed: 3,
      hasNumbers: true,
      decisions: 0,
      differences: [],
      unproven: [],
      older: [],
    });
  });

  /** As if another version of the rules had read a run, with what `change` makes of its iterations. */
  async function readBefore(change: (iteration: Iteration) => Iteration): Promise<RepeatRun> {
    const run = await newRun(store, { settings });
    await kept(run, [report(''), failing, report('')], { change, reading: 'r0' });
    await reported(run);
    return run;
  }

  it('says what today’s rules read otherwise than those that a run was read by', async () => {
    const same = await verifyRun(await readBefore((one) => one), store);
    expect([proofOf(same), same.older]).toEqual(['equal', []]);
    const run = await readBefore((one) => (one.index === 2 ? { ...one, outcome: 'passed' } : one));
    const found = await verifyRun(run, store);
    expect(found).toMatchObject({ differences: [], unproven: [] });
    expect(found.older).toEqual([
      { iteration: 2, what: 'its outcome is recorded as passed, and the evidence gives failed' },
    ]);
    expect(proofOf(found)).toBe('older');
  });

  it('does not lay a changed record to older rules', async () => {
    const run = await readBefore((one) => one);
    const [first, ...rest] = await store.iterations.of(run.id);
    const changed: Store = {
      ...store,
      iterations: {
        ...store.iterations,
        of: async () => [...(first === undefined ? [] : [{ ...first, outcome: 'failed' as const }]), ...rest],
      },
    };
    const found = await verifyRun(run, changed);
    expect(found.differences).toContainEqual({
      what: 'the hash over its numbers, outcomes and evidence is not the recorded one',
    });
    expect(proofOf(found)).toBe('different');
  });

  /** Answers as a server does when the run ends, and seals what it would post. */
  async function reported(run: RepeatRun): Promise<void> {
    const question = await openQuestion(run, { store });
    const copies = { pages: [], expiries: [] };
    const ending = { evidence: await evidenceOf(run, { store }), isCancelled: false, copies };
    const parts = { store, now: () => new Date(), commandWord: 'retrial', log: () => {} };
    const { files } = await question.answer(ending, parts);
    await seal(run, { posted: files?.data }, store);
  }

  const commits = ['a', 'b', 'c'].map((letter, at) => ({
    id: letter.repeat(40),
    subject: letter,
    date: `2026-11-0${at + 1}T00:00:00Z`,
    parents: at === 0 ? [] : ['ab'[at - 1]?.repeat(40) ?? ''],
  }));
  const [first, middle, last] = commits.map(({ id }) => id);
  const sides = { before: { label: 'v1', commit: first }, after: { label: 'main', commit: last } };
  const questions = [
    ['compare', { base: 'v1' }, { ...sides, earlier: {} }, ['before', 'after'], 'after.failed'],
    [
      'bisect',
      { good: 'v1' },
      { range: { good: commits[0], commits: commits.slice(1) } },
      [first, last, middle],
      'failed',
    ],
    ['isolate', {}, undefined, ['alone', 'class'], 'scopes[1].failed'],
    ['decide', {}, undefined, ['run'], 'failed'],
  ] as const;

  it.each(questions)(
    'computes the numbers of %s again',
    async (question, asked, resolved, wanted, number) => {
      const own = { command: ['mvn', 'test', '-Dtest={test}'], junit: ['*.xml'] };
      const run = await newRun(store, {
        question,
        settings: { ...settings, settings: own, question: asked },
      });
      if (resolved !== undefined) await store.runs.resolve(run.id, resolved);
      for (const [at, side] of wanted.entries()) {
        const batch = {
          id: `${run.id}-b${at + 1}`,
          runId: run.id,
          first: at * 4 + 1,
          count: 4,
          side: side ?? '',
        };
        await store.batches.put(batch);
        const xmls =
          at === 1 || wanted.length === 1
            ? [failing, report(''), failing, failing]
            : [report(''), report(''), report(''), report('')];
        await kept(run, xmls, { first: batch.first });
        await store.batches.end(batch.id, { cameBack: 4 });
      }
      await reported(run);
      expect(await verifyRun(run, store)).toMatchObject({ differences: [], unproven: [], hasNumbers: true });
      const failed = wanted.length === 1 ? 1 : 5;
      await forge(run, resultsOf(failed), (text) => text.replace(/<failure.*<\/failure>/, ''));
      const { differences } = await verifyRun(run, store);
      expect(differences).toContainEqual({ what: `${number} is 3 in its report, and 2 by the evidence` });
    },
  );

  it('proves the report a decision rests on after something was added to its run', async () => {
    const asked = await newRun(store, { settings });
    const batch = { id: `${asked.id}-b1`, runId: asked.id, first: 1, count: 3 };
    await store.batches.put(batch);
    await kept(asked, [report(''), failing, report('')]);
    await reported(asked);
    await store.runs.finish(asked, 'finished');
    const decision = {
      id: `d ${asked.id}`,
      what: 'accept',
      by: 'ana',
      at: '2026-11-29T10:00:00Z',
      ticket: asked.ticket,
      reason: 'seen',
      run: asked.id,
    } as const;
    const evidence = (await sealedHash(asked.id, store)) ?? '';
    await store.ledger.append({ ...decision, evidence });
    const addition = {
      kind: 'extend',
      runs: 2,
      by: 'ana',
      at: decision.at,
      commentId: 'more',
      line: 1,
    } as const;
    const run = await store.runs.add(asked.id, { ...addition, seen: 3 });
    await store.batches.put({ ...batch, id: `${asked.id}-b2`, first: 4, count: 2 });
    await kept(run, [failing, failing], { first: 4 });
    await reported(run);
    expect(await sealedHash(run.id, store)).not.toBe(evidence);
    expect(await verifyRun(run, store)).toMatchObject({ decisions: 1, differences: [], unproven: [] });
    await forge(run, resultsOf(2), (text) => text.replace(/<failure.*<\/failure>/, ''));
    const { differences } = await verifyRun(run, store);
    const before = 'the report before anything was added: ';
    expect(differences).toContainEqual({ what: 'failed is 3 in its report, and 2 by the evidence' });
    expect(differences).toContainEqual({ what: `${before}failed is 1 in its report, and 0 by the evidence` });
    await store.ledger.append({ ...decision, id: `e ${run.id}`, evidence: '0'.repeat(64) });
    expect((await verifyRun(run, store)).differences).toContainEqual({
      what: expect.stringMatching(/^entry \d+ of the ledger rests on the hash 000000000000…, and no report/),
    });
  });

  it('finds the same seal when a killed report is made again', async () => {
    const run = await finished();
    const before = await store.evidence.of(run.id);
    await reported(run);
    expect(await store.evidence.of(run.id)).toEqual(before);
  });

  it.each([
    ['output.txt', 2, 'is missing', (path: string) => rm(path)],
    ['results.json', 2, 'is missing', (path: string) => rm(path)],
    [
      'results.json',
      3,
      'is truncated: its end is gone',
      async (path: string) => writeFile(path, (await readFile(path)).subarray(0, -9)),
    ],
    [
      'results.json',
      1,
      'was altered: it is not what its hash says',
      (path: string) => writeFile(path, gzipSync('{}')),
    ],
    [
      'output.txt',
      2,
      'was altered: it is not what its hash says',
      (path: string) => writeFile(path, 'no archive'),
    ],
    [
      'sealed.json',
      0,
      'was altered: it is not what its hash says',
      (path: string) => writeFile(path, gzipSync('{}')),
    ],
  ])('names %s of iteration %i that %s', async (name, index, words, harm) => {
    const run = await finished();
    await harm(await fileOf(run, index, name));
    const { differences, unproven } = await verifyRun(run, store);
    expect(differences).toContainEqual({
      ...(index === 0 ? {} : { iteration: index }),
      what: `${name} ${words}`,
    });
    expect(unproven.length).toBe(name === 'output.txt' ? 0 : 1);
  });

  /** Puts other content in the place of evidence, as somebody would who changes the database too. */
  async function forge(
    run: RepeatRun,
    { iteration, name }: { iteration: number; name: string },
    change: (text: string) => string,
  ) {
    const links = await store.evidence.of(run.id);
    const link = links.find((one) => one.iteration === iteration && one.name === name);
    const before = Buffer.from((await store.evidence.get(link?.digest ?? '')) ?? []).toString('utf8');
    const content = Buffer.from(change(before));
    expect(content.toString('utf8')).not.toBe(before);
    const digest = await store.evidence.put(content);
    await store.evidence.link({ runId: run.id, iteration, name, digest, size: content.byteLength });
  }

  const resultsOf = (iteration: number) => ({ iteration, name: 'results.json' });
  const sealed = { iteration: 0, name: 'sealed.json' };

  it.each([
    [
      'a failure turned into a pass in the evidence',
      resultsOf(2),
      (text: string) => text.replace(/<failure.*<\/failure>/, ''),
      [
        [2, 'its outcome is recorded as failed, and the evidence gives passed'],
        [2, 'its failure is not what the evidence gives'],
        [2, 'its test results are not what the evidence gives'],
        [undefined, 'passed is 2 in its report, and 3 by the evidence'],
        [undefined, 'failed is 1 in its report, and 0 by the evidence'],
        [undefined, 'its verdict is flaky, and clean-so-far by the evidence'],
      ],
    ],
    [
      'another duration',
      resultsOf(1),
      (text: string) => text.replace('12.5', '13'),
      [[1, 'its duration is recorded as 12.5, and the evidence gives 13']],
    ],
    ['what is no JSON', resultsOf(1), () => 'x', [[1, 'results.json holds no results that can be read']]],
    [
      'JSON that is something else',
      resultsOf(1),
      () => '{"schema":"x"}',
      [[1, 'results.json holds no results that can be read']],
    ],
    [
      'an iteration that nobody recorded',
      resultsOf(1),
      (text: string) => text.replace('"index":1', '"index":9'),
      [[9, 'the evidence holds it, and it is not recorded']],
    ],
    [
      'other counts in the report',
      sealed,
      (text: string) => text.replace('"failed":1', '"failed":0'),
      [[undefined, 'failed is 0 in its report, and 1 by the evidence']],
    ],
    [
      'a hash of other evidence',
      sealed,
      (text: string) => text.replace(/"hash":"[0-9a-f]{64}"/, `"hash":"${'0'.repeat(64)}"`),
      [[undefined, 'the hash over its numbers, outcomes and evidence is not the recorded one']],
    ],
    [
      'a report with fewer iterations than there are',
      sealed,
      (text: string) => text.replace('"asked":3', '"asked":2'),
      [[undefined, 'its numbers do not add up: 3 iterations, but 2 asked']],
    ],
    ['no numbers', sealed, () => '[]', [[undefined, 'sealed.json holds no numbers that can be read']]],
  ] as const)('names %s', async (_what, where, change, wanted) => {
    const run = await finished();
    await forge(run, where, change);
    const { differences } = await verifyRun(run, store);
    for (const [iteration, what] of wanted)
      expect(differences).toContainEqual({ ...(iteration === undefined ? {} : { iteration }), what });
  });

  it('finds that what was asked, lost or built was changed in the seal and in the store', async () => {
    const run = await newRun(store, { settings, asked: 200, commit: 'a'.repeat(40) });
    await kept(run, [report(''), report('')]);
    await reported(run);
    expect((await verifyRun(run, store)).differences).toEqual([]);
    const changed = 'the hash over its numbers, outcomes and evidence is not the recorded one';
    const smaller = (text: string): string =>
      text.replaceAll('"asked":200', '"asked":2').replaceAll('"lost":198', '"lost":0');
    await forge(run, sealed, smaller);
    const { differences } = await verifyRun({ ...run, asked: 2 }, store);
    expect(differences).toContainEqual({ what: changed });
    await forge(run, sealed, (text) => text.replace('"asked":2,"counts"', '"asked":200,"counts"'));
    const other = await verifyRun({ ...run, commit: 'b'.repeat(40) }, store);
    expect(other.differences).toContainEqual({
      what: 'its commit, selection, lane or compared sides are not those that are recorded now',
    });
  });

  it('still reads a seal of version 1, by the hash of that version', async () => {
    const run = await finished();
    const links = await store.evidence.of(run.id);
    const recorded = { asked: 3, iterations: await store.iterations.of(run.id), links, knownIssues: [] };
    await forge(run, sealed, () => JSON.stringify(sealOf(recorded)));
    expect(await verifyRun(run, store)).toMatchObject({
      differences: [],
      unproven: [{ what: expect.stringMatching(/^its posted numbers: they were not recorded then/) }],
      hasNumbers: true,
    });
    await forge(run, resultsOf(2), (text) => text.replace(/<failure.*<\/failure>/, ''));
    expect((await verifyRun(run, store)).differences).toContainEqual({
      what: 'the hash over its numbers, outcomes and evidence is not the recorded one',
    });
  });

  it('compares numbers by their place, though they are called as words are elsewhere', async () => {
    const report = {
      runs: [1],
      reasons: ['w'],
      missing: { side: 'after', runs: 827 },
      boundary: { runs: 'c' },
      before: { reasons: [{ reason: 'Ignored', iterations: 3 }] },
      additions: [{ kind: 'extend', runs: 9 }],
      signatures: [{ knownIssue: 'X-1', runs: [2] }],
    };
    const { runs: _, reasons: __, ...rest } = report;
    expect(postedNumbers(report)).toEqual({ ...rest, signatures: [{ runs: [2] }] });
  });

  it('names the signature that moved', async () => {
    const run = await finished();
    await forge(run, sealed, (text) => text.replace(/"iterations":\[2\]/, '"iterations":[1,2]'));
    const { differences } = await verifyRun(run, store);
    expect(differences).toEqual([
      {
        what: expect.stringMatching(
          /^signature s1-[0-9a-f]{16} is in iterations 1, 2 of its report, and in 2 by the evidence$/,
        ),
      },
    ]);
  });

  it('names a recorded iteration that was changed', async () => {
    const run = await finished();
    await store.pool.query(
      `update retrial.iteration set content = replace(content::text, 'no space', 'space')::json where run_id = $1 and index = 2`,
      [run.id],
    );
    const { differences } = await verifyRun(run, store);
    expect(differences).toEqual([
      { iteration: 2, what: 'its failure is not what the evidence gives' },
      { iteration: 2, what: 'its test results are not what the evidence gives' },
    ]);
  });

  it('does not compare signatures of an algorithm it does not have, and says so', async () => {
    const run = await finished();
    await forge(run, sealed, (text) =>
      text.replace('"signatures":"s1"', '"signatures":"s0"').replace('s1-', 's0-'),
    );
    const { differences, unproven } = await verifyRun(run, store);
    expect(differences).toEqual([]);
    expect(unproven).toEqual([
      { what: 'its signatures: they are of version s0, and this program computes s1' },
    ]);
  });

  it('says of a run from before that nothing was kept', async () => {
    const run = await newRun(store, { settings });
    await store.iterations.add(run.id, [
      { index: 1, outcome: 'passed', results: [], durationMs: 1, machine: 'm' },
    ]);
    const { differences, unproven, recomputed, hasNumbers } = await verifyRun(run, store);
    expect([differences, recomputed, hasNumbers]).toEqual([[], 0, false]);
    expect(unproven).toEqual([
      { iteration: 1, what: 'nothing is kept that it could be read from' },
      { what: 'the numbers of its report: none were recorded that can be read' },
    ]);
  });
});
