import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tally } from '../../src/model/iteration.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { readBatch } from '../../src/results/batch.ts';
import { type KeepLimits, ReportKeeper } from '../../src/results/report-keeper.ts';

const tight: KeepLimits = { cases: 1, failures: 1, text: 10, tests: 2 };
const none = parseSelector('');
const bytes = new TextEncoder();

function keep(reports: readonly string[], limits?: KeepLimits, selector = none): ReportKeeper {
  const keeper = new ReportKeeper(selector, limits);
  for (const [at, xml] of reports.entries()) {
    const report = keeper.open(`run-${at + 1}/r.xml`);
    report.write(bytes.encode(xml));
    report.end();
  }
  return keeper;
}

const testCase = (name: string, inside = '') => `<testcase classname="T" name="${name}">${inside}</testcase>`;
const failure = '<failure message="no">java.lang.Error: no\n\tat a.B.c(B.java:1)</failure>';

describe('keeping what a closer look needs', () => {
  it('counts test by test, the worst first; of a framework’s retries the first attempt counts', () => {
    const suite = (...cases: string[]) => `<testsuite>${cases.join('')}</testsuite>`;
    const keeper = keep([
      suite(testCase('good'), testCase('bad', failure), testCase('off', '<skipped/>')),
      suite(testCase('good'), testCase('bad'), testCase('good', '<flakyFailure message="no"/>')),
      suite(testCase('good[2-3]')),
    ]);
    expect(keeper.tests.worstFirst()).toEqual([
      { container: 'T', name: 'bad', passed: 1, failed: 1, skipped: 0 },
      { container: 'T', name: 'good', passed: 3, failed: 1, skipped: 0 },
      { container: 'T', name: 'off', passed: 0, failed: 0, skipped: 1 },
    ]);
    expect(keeper.left()).toEqual({ cases: 0, failures: 0, stacks: 0, untabled: 0 });
  });

  it.each([
    ['a pass after a failure', [failure, ''], { failed: 1, passed: 0 }],
    ['each of three attempts that failed', [failure, failure, failure], { failed: 1, passed: 0 }],
    ['a run after a pass', ['', failure], { failed: 1, passed: 1 }],
    ['a run after an attempt that passed', [failure, '', ''], { failed: 1, passed: 1 }],
    [
      'a tear-down that failed as well',
      [failure, '<error message="failed on teardown with x"/>'],
      { failed: 1, passed: 0 },
    ],
    ['an attempt that was skipped', [failure, '<skipped/>'], { failed: 1, skipped: 0 }],
  ])('counts %s of one name in one report as its retries say', (_, attempts, counts) => {
    const xml = `<testsuite>${attempts.map((inside) => testCase('t', inside)).join('')}</testsuite>`;
    expect(keep([xml]).tests.worstFirst()).toMatchObject([counts]);
    const runs = keep([xml])
      .tests.worstFirst({ countRetries: true })
      .map((one) => one.failed + one.passed + one.skipped);
    const beside = attempts.filter((inside) => inside.includes('teardown')).length;
    expect(runs).toEqual([attempts.length - beside]);
    expect(keep([xml]).left().untabled).toBe(0);
  });

  it('counts runs in different reports as runs', () => {
    const xml = `<testsuite>${testCase('t', failure)}</testsuite>`;
    expect(keep([xml, xml]).tests.worstFirst()).toMatchObject([{ failed: 2 }]);
  });

  it('keeps the worst tests, with all their runs, whenever they come', () => {
    const early = Array.from({ length: 30 }, (_, at) => testCase(`a${at}`)).join('');
    const late =
      testCase('a29', failure) + testCase('z', failure) + testCase('y', '<skipped/>') + testCase('z');
    const keeper = keep([`<testsuite>${early}</testsuite>`, `<testsuite>${late}</testsuite>`], tight);
    expect(keeper.tests.worstFirst()).toEqual([
      { container: 'T', name: 'a29', passed: 1, failed: 1, skipped: 0 },
      { container: 'T', name: 'z', passed: 0, failed: 1, skipped: 0 },
    ]);
    expect(keeper.tests.found).toEqual({ tests: 32, more: false });
    expect(keeper.left().untabled).toBe(30);
  });

  it('keeps the worst of any tests in any order', () => {
    const runs = fc.array(fc.tuple(fc.nat(12), fc.constantFrom('', failure, '<skipped/>')), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(runs, (all) => {
        const reports = all.map(([at, inside]) => `<testsuite>${testCase(`t${at}`, inside)}</testsuite>`);
        const rows = keep(reports, { ...tight, tests: 1000 }).tests.worstFirst();
        const few = keep(reports, tight).tests;
        const ranks = (some: typeof rows) => some.map(({ failed, skipped }) => [failed, skipped]);
        expect(ranks(few.worstFirst())).toEqual(ranks(rows.slice(0, tight.tests)));
        expect(
          few.worstFirst().every((row) => rows.some((one) => JSON.stringify(one) === JSON.stringify(row))),
        ).toBe(true);
        expect(few.found.tests).toBe(rows.length);
      }),
    );
  });

  it('counts a record of a whole class under the class alone', () => {
    const keeper = keep([
      '<testsuite><testcase classname="junit.framework.TestSuite" name="a.T"><error/></testcase></testsuite>',
    ]);
    expect(keeper.tests.worstFirst()).toEqual([
      { container: 'a.T', name: '', passed: 0, failed: 1, skipped: 0 },
    ]);
  });

  it('says what it left out', () => {
    const cases = Array.from({ length: 60 }, (_, at) => testCase(`t${at}`) + testCase(`f${at}`, failure));
    expect(keep([`<testsuite>${cases.join('')}</testsuite>`], tight).left()).toEqual({
      cases: 50,
      failures: 50,
      stacks: 10,
      untabled: 118,
    });
  });

  it('keeps every case of the asked test', () => {
    const many = Array.from({ length: 200 }, (_, at) => testCase(`t${at}`)).join('');
    const asked = parseSelector('T#wanted');
    const keeper = keep([`<testsuite>${many}${testCase('wanted')}</testsuite>`], tight, asked);
    const { iterations } = readBatch({ first: 1, selector: asked, reports: keeper.reports });
    expect(iterations.map(({ outcome }) => outcome)).toEqual(['passed']);
  });

  it('keeps every failure of the asked test, without texts where there is no room', () => {
    const repeats = Array.from({ length: 200 }, (_, at) => testCase(`t[${at + 1}-200]`, failure)).join('');
    const asked = parseSelector('T#t');
    const keeper = keep([`<testsuite>${repeats}</testsuite>`], tight, asked);
    const { iterations } = readBatch({ first: 1, selector: asked, reports: keeper.reports });
    expect(tally(200, iterations).failed).toBe(200);
    expect(keeper.left()).toEqual({ cases: 0, failures: 0, stacks: 200, untabled: 0 });
  });

  it('never takes the text of another code for its own', () => {
    const stack = (code: number) =>
      `<failure message="no">java.lang.Error: exit code ${code}\n\tat a.B.c(B.java:1)</failure>`;
    const cases = [1, 7].map((code) => testCase('t', stack(code))).join('');
    const room = `nojava.lang.Error: exit code 1\n\tat a.B.c(B.java:1)`.length;
    const keeper = keep([`<testsuite>${cases}</testsuite>`], { ...tight, text: room });
    expect(keeper.left().stacks).toBe(1);
    const bodies = keeper.reports.flatMap(({ cases: kept }) => kept.map(({ problems }) => problems[0]?.body));
    expect(bodies.join()).not.toContain('code 7');
    expect(bodies.filter((body) => body?.includes('code 1') === true)).toHaveLength(1);
  });

  it('counts equal texts once, and stacks that differ in lines when there is no room', () => {
    const stack = (line: number) =>
      `<failure message="no">java.lang.Error: no\n\tat a.B.c(B.java:${line})</failure>`;
    const lines = [1, 1, 1, 2, 33].map((line) => testCase('t', stack(line))).join('');
    const room = `nojava.lang.Error: no\n\tat a.B.c(B.java:1)`.length;
    const keeper = keep([`<testsuite>${lines}</testsuite>`], { ...tight, text: room });
    expect(keeper.left().stacks).toBe(0);
    const bodies = keeper.reports.flatMap(({ cases }) => cases.map(({ problems }) => problems[0]?.body));
    expect(new Set(bodies).size).toBe(1);
  });

  it('cuts a message for which there is no room', () => {
    const keeper = keep(
      [`<testsuite>${testCase('t', `<failure message="${'x'.repeat(5_000)}"/>`)}</testsuite>`],
      tight,
    );
    expect(keeper.reports[0]?.cases[0]?.problems[0]?.message).toBe('x'.repeat(200));
  });

  it('notices the one test that ran behind many that were skipped', () => {
    const many = Array.from({ length: 200 }, (_, at) => testCase(`t${at}`, '<skipped/>')).join('');
    const { reports } = keep([`<testsuite>${many}${testCase('ran')}</testsuite>`], tight);
    const { iterations } = readBatch({ first: 1, selector: none, reports });
    expect(iterations.map(({ outcome }) => outcome)).toEqual(['passed']);
  });

  it('never judges an iteration by what was left out', () => {
    const kinds = fc.constantFrom('', failure, '<skipped/>', '<error/>');
    const report = fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), kinds), { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 5 }), (reports) => {
        const xml = reports.map(
          (cases) =>
            `<testsuite>${cases.map(([name, inside]) => testCase(`t${name}`, inside)).join('')}</testsuite>`,
        );
        const outcomes = (limits?: KeepLimits) =>
          readBatch({ first: 1, selector: none, reports: keep(xml, limits).reports }).iterations.map(
            ({ outcome }) => outcome,
          );
        expect(outcomes(tight)).toEqual(outcomes());
      }),
      { numRuns: 60 },
    );
  });
});
