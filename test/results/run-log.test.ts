import { describe, expect, it } from 'vitest';
import { tally } from '../../src/model/iteration.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { readLoggedBatch } from '../../src/results/logged-batch.ts';
import { timesOf } from '../../src/reports/times.ts';
import { parseReport } from '../../src/results/parse-report.ts';
import { collectRunLog, type LoggedRun } from '../../src/results/run-log.ts';

const suite = (skipped = 0, failed = 0): string =>
  `[junit-timeout] Testsuite: org.acme.CasTest-_jdk11 Tests run: 5, Failures: ${failed}, Errors: 0, Skipped: ${skipped}, Time elapsed: 3.2 sec`;
const uuids = ['0f8fad5b-d9cb-469f-a165-70867728950e', '7c9e6679-7425-40de-944b-e07fc1f90ae7'];

/** The log of a machine, with what each of its runs printed. */
function logOf(runs: readonly string[], end = `––––\nfailure rate: 1/${runs.length}\n`): string {
  const printed = runs.map((text, at) => `–––– run ${at}\nBuildfile: build.xml\n${text}\n`);
  return `Running tests: CasTest (${runs.length} times)\n${printed.join('')}${end}`;
}

function read(text: string): readonly LoggedRun[] {
  const log = collectRunLog();
  // In pieces that break lines, as streams do.
  for (let at = 0; at < text.length; at += 7) log.write(text.slice(at, at + 7));
  return log.end();
}

const failedRun = `${suite(0, 1)}\nBUILD FAILED\nfailed unit testclasslist  CasTest`;

function failReport(run: number, uuid = uuids[0]) {
  const inner = '<failure type="E" message="lost a write">at org.acme.CasTest.pays(CasTest.java:7)</failure>';
  const text = `<testsuite><testcase classname="org.acme.CasTest" name="pays-_jdk11">${inner}</testcase></testsuite>`;
  return parseReport(`test/output/TEST-org.acme.CasTest-${uuid}-${run}-fail.xml`, Buffer.from(text));
}

function batch(logs: readonly string[], reports = [failReport(2)], selector = 'CasTest#pays') {
  return readLoggedBatch({
    first: 1,
    asked: 4 * logs.length,
    selector: parseSelector(selector),
    reports,
    logs: logs.map((text, at) => ({ machine: `m${at + 1}`, runs: read(text) })),
  });
}

describe('the log of a script that repeats tests', () => {
  it('tells each run, how it ended, and what ran in it', () => {
    expect(read(logOf([suite(), suite(1), failedRun]))).toEqual([
      {
        number: 0,
        failed: false,
        isOver: true,
        suites: [{ name: 'org.acme.CasTest-_jdk11', run: 5, skipped: 0, ms: 3200 }],
      },
      {
        number: 1,
        failed: false,
        isOver: true,
        suites: [{ name: 'org.acme.CasTest-_jdk11', run: 5, skipped: 1, ms: 3200 }],
      },
      {
        number: 2,
        failed: true,
        isOver: true,
        suites: [{ name: 'org.acme.CasTest-_jdk11', run: 5, skipped: 0, ms: 3200 }],
      },
    ]);
  });

  it('reads ant’s own two lines, and lines that a Jenkins stamped with the time', () => {
    const stamp = '[2026-11-02T10:00:00.000Z] ';
    const own = `[junit] Testsuite: org.acme.CasTest\n[junit] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0`;
    const text = logOf([own]).replaceAll(/^/gm, stamp);
    expect(read(text)).toMatchObject([{ isOver: true, failed: false, suites: [{ run: 5 }] }]);
  });

  it.each([
    ['Time elapsed: 0.042 sec', 42],
    ['Time elapsed: 1,234.5 sec', 1_234_500],
    ['Time elapsed: 1234.5 s - in CasTest', 1_234_500],
    ['Time elapsed: 3,2 sec', undefined],
    ['Time elapsed: -1 sec', undefined],
    ['', undefined],
  ])('reads the time of a class from %j', (words, ms) => {
    const [run] = read(logOf([`Tests run: 1, Failures: 0, Errors: 0, Skipped: 0, ${words}`]));
    expect(run?.suites[0]?.ms).toBe(ms);
  });

  it.each(['', 'x'.repeat(100_000), '–––– run\n', '–––– run 99999999999\n', `failed a b\n${suite()}\n`])(
    'tells of no run in %j',
    (text) => {
      expect(read(text)).toEqual([]);
    },
  );
});

describe('a batch whose log counts its runs', () => {
  it('counts what the log proves, with the cause from the report of the run that failed', () => {
    const { iterations, surplus } = batch([logOf([suite(), suite(), failedRun, suite()])]);
    expect(tally(4, iterations)).toMatchObject({ executed: 4, passed: 3, failed: 1, lost: 0 });
    expect(iterations[2]).toMatchObject({ failure: { message: 'lost a write' }, machine: 'm1' });
    expect(surplus).toBe(0);
  });

  it('takes as long as the log says, and for no known time where it does not', () => {
    const untimed = suite().replace(/, Time.*/, '');
    const { iterations } = batch([
      logOf([suite(), `${suite()}\n${untimed}`, failedRun, `${suite()}\n${suite()}`]),
    ]);
    expect(iterations.map(({ durationMs }) => durationMs)).toEqual([3200, undefined, 3200, 6400]);
    expect(timesOf(iterations)).toBeUndefined();
    expect(timesOf(iterations.slice(2))).toEqual({ mean: 4800, p95: 6400, failingMean: 3200 });
  });

  it('loses a run that the log does not prove, and says why', () => {
    const printed = [suite(), suite(1), '', failedRun];
    const { iterations } = batch([logOf(printed, '')]);
    expect(iterations.map(({ outcome, reason = '' }) => `${outcome} ${reason}`.trim())).toEqual([
      'passed',
      'lost the log does not say which tests of the class were skipped',
      'lost the log does not say that the test’s class ran',
      'lost the log says that the run failed, and no report of it was kept',
    ]);
  });

  it('loses the run in whose middle the log ends, and those behind it, failed ones too', () => {
    const { iterations } = batch([logOf([suite(), suite()], '')]);
    expect(tally(4, iterations)).toMatchObject({ executed: 1, failed: 0, lost: 3 });
    expect(iterations[2]?.reason).toBe('a report tells of a failure, and no log of its run');
    expect(iterations[1]).toMatchObject({ outcome: 'lost', reason: 'the log ends in the middle of the run' });
  });

  it('counts the runs of each machine, though all count from 0', () => {
    const log = logOf([suite(), suite(), failedRun, suite()]);
    const { iterations } = batch([log, log], [failReport(2), failReport(2, uuids[1])]);
    expect(tally(8, iterations)).toMatchObject({ executed: 8, failed: 2, lost: 0 });
  });

  it('takes a run of the class for none of a test that no report shows in it', () => {
    const { iterations } = batch([logOf([suite(), suite(), suite(), suite()])], []);
    expect(tally(4, iterations)).toMatchObject({ executed: 0, lost: 4 });
    const whole = batch([logOf([suite(), suite(1), suite(5), suite()])], [], 'CasTest');
    expect(tally(4, whole.iterations)).toMatchObject({ executed: 3, passed: 3, lost: 1 });
  });

  it('never takes a run for passed in which a test failed', () => {
    const { iterations } = batch([logOf([suite(0, 1), suite(), suite(), suite()])]);
    expect(iterations[0]).toMatchObject({ outcome: 'lost' });
  });
});
