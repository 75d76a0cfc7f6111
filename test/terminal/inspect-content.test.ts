import { describe, expect, it } from 'vitest';
import type { InspectedContent } from '../../src/model/inspection.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { inspectionDocument } from '../../src/reports/inspection-document.ts';
import { inspectionJson } from '../../src/reports/inspection-json.ts';
import { totalsOf } from '../../src/results/inspection.ts';
import { layoutOf } from '../../src/results/layouts.ts';
import { type KeepLimits, ReportKeeper } from '../../src/results/report-keeper.ts';
import { contentOf } from '../../src/terminal/inspect/content.ts';
import { renderTerminal } from '../../src/terminal/render/document.ts';

interface Question {
  readonly test?: string;
  readonly asked?: number;
  readonly layout?: string;
  readonly limits?: KeepLimits;
}

/** What `inspect` says of some reports, by their paths. */
function inspected(
  reports: Readonly<Record<string, string>>,
  { test = '', asked, layout, limits }: Question = {},
): { content: InspectedContent; shown: string; json: ReturnType<typeof inspectionJson> } {
  const selector = parseSelector(test);
  const keeper = new ReportKeeper(selector, limits);
  const files = Object.entries(reports).map(([path, xml]) => {
    const report = keeper.open(path);
    report.write(Buffer.from(xml));
    return report.end();
  });
  const content = contentOf(keeper, {
    selector,
    knownIssues: [],
    ...(asked === undefined ? {} : { asked }),
    ...(layout === undefined ? {} : { layout: layoutOf(layout) }),
  });
  const inspection = { files, totals: totalsOf(files) };
  const style = { width: 400, colour: false, unicode: true };
  return {
    content,
    shown: renderTerminal(inspectionDocument(inspection, content), style),
    json: inspectionJson(inspection, content),
  };
}

const suite = (...inside: string[]) => `<testsuite name="PayTest">${inside.join('')}</testsuite>`;
const one = (name: string, inside = '') =>
  `<testcase classname="PayTest" name="${name}">${inside}</testcase>`;
const failure = '<failure message="too slow">Error: too slow</failure>';
const pays = one('pays');
const fails = one('pays', failure);

describe('what frameworks repeated by themselves', () => {
  const flaky = one('pays', '<flakyFailure message="no"/><flakyError message="no"/>');
  const rerun = one('refunds', `${failure}<rerunFailure message="no"/>`);

  it('is shown where nothing tells iterations apart', () => {
    const { shown, json } = inspected({ 'a.xml': suite(flaky, rerun, one('stays')) });
    expect(shown).toContain(
      'Retries  2 first attempts were repeated by the framework, 1 passed in the end; first attempts count',
    );
    expect(shown).toContain('1× failed, then failed, then passed: PayTest#pays, in a.xml');
    expect(json.retries).toEqual([
      {
        container: 'PayTest',
        name: 'pays',
        attempts: ['failed', 'failed', 'passed'],
        count: 1,
        first: 'a.xml',
      },
      { container: 'PayTest', name: 'refunds', attempts: ['failed', 'failed'], count: 1, first: 'a.xml' },
    ]);
  });

  it('is shown for iterations, also where a retry is a case of its own', () => {
    const { shown, content } = inspected({
      'run-1/r.xml': suite(fails, pays),
      'run-2/r.xml': suite(pays),
      'run-3/r.xml': suite(fails, pays),
    });
    expect(content.batch?.counts).toMatchObject({ executed: 3, failed: 2 });
    expect(shown).toContain('2× failed, then passed: PayTest#pays, first in iteration 1, run-1/r.xml');
  });

  it('is no word where nothing was repeated, and short where all was', () => {
    expect(inspected({ 'a.xml': suite(fails) }).shown).not.toContain('Retries');
    const many = Array.from({ length: 30 }, (_, at) =>
      one(`t${at}`, '<flakyFailure message="no"/>'.repeat(9)),
    );
    const { shown } = inspected({ 'a.xml': suite(...many) });
    expect(shown).toContain(`${'failed, then '.repeat(4)}failed and 5 more: PayTest#t9`.replace('t9', 't0'));
    expect(shown).toContain('And 20 more; --json has all.');
  });
});

describe('machines that do not hold the asked test', () => {
  const crash = one('hangs', '<error message="Forked Java VM exited abnormally."/>');

  it('are lost where they died before it, and named where they hold other tests only', () => {
    const { content, shown } = inspected(
      {
        'n0/r.xml': suite(pays),
        'n1/r.xml': `<testsuite>${one('first')}<testcase name="sec`,
        'n2/r.xml': suite(crash),
        'n3/r.xml': suite(one('other')),
      },
      { test: 'PayTest#pays' },
    );
    expect(content.batch?.counts).toMatchObject({ asked: 3, executed: 1, lost: 2 });
    expect(shown).toContain('1 folder of reports with other tests only, not counted');
    expect(shown).toContain('the report is damaged: the file ends inside a tag');
    expect(shown).toContain('the process died in another test');
  });

  it('are unknown where nobody says how many were asked', () => {
    const reports = { 'n0/r.xml': suite(pays) };
    expect(inspected(reports, { test: 'PayTest#pays' }).shown).toContain(
      'Asked  nobody says how many; 1 came back. With --asked N the rest counts as lost',
    );
    const told = inspected(reports, { test: 'PayTest#pays', asked: 3 });
    expect(told.shown).not.toContain('Asked  ');
    expect(told.json.batch).toMatchObject({ asked: 3, lost: 2, askedTold: true });
  });
});

describe('reports that broke off', () => {
  it('are told to count up to there beside a failure', () => {
    const cut = (inside: string) => `<testsuite name="PayTest">${inside}<testcase name="ref`;
    const { shown, json } = inspected(
      { 'run-1/r.xml': cut(pays), 'run-2/r.xml': cut(fails) },
      { test: 'PayTest' },
    );
    expect(json.batch).toMatchObject({ asked: 2, executed: 2, passed: 1, failed: 1 });
    expect(shown).toContain(
      'Cut short  1 iteration passed up to where its report broke off: counted as passed',
    );
  });
});

describe('paths that contradict their reports', () => {
  it('are told, and no pass without a word', () => {
    const { shown, json } = inspected({
      'n0/junitxml/passes/1/r.xml': suite(pays),
      'n0/junitxml/fails/2/r.xml': suite(pays),
      'n0/junitxml/fails/3/r.xml': suite(pays),
    });
    expect(json.batch).toMatchObject({ executed: 3, passed: 3 });
    expect(shown).toMatch(/^NO FAILURES SEEN .*2 iterations marked failed by path\. This is not a pass\./);
    expect(shown).toContain(
      'Contradiction  2 iterations marked failed by path, but no failure stands in the reports; what the reports say counts. First: n0/junitxml/fails/2/r.xml',
    );
    expect(json.batch?.contradictions).toEqual([
      { marked: 'failed', path: 'n0/junitxml/fails/2/r.xml' },
      { marked: 'failed', path: 'n0/junitxml/fails/3/r.xml' },
    ]);
  });

  it('are told where a pass holds failures, and not where a failure stands beside the asked test', () => {
    const { shown } = inspected({ 'passes/1/r.xml': suite(fails), 'fails/2/r.xml': suite(fails) });
    expect(shown).toContain('1 iteration marked passed by path, but the reports hold failures');
    const beside = inspected(
      { 'passes/1/r.xml': suite(pays), 'fails/2/r.xml': suite(pays, one('other', failure)) },
      { test: 'PayTest#pays' },
    );
    expect(beside.shown).not.toContain('Contradiction');
  });

  it('are told of a layout that leaves the failures out', () => {
    const reports = {
      'n0/junitxml/passes/1/r.xml': suite(pays),
      'n0/junitxml/fails/2/r.xml': suite(fails),
      'n0/other/r.xml': suite(pays),
    };
    const { shown } = inspected(reports, { layout: '{machine}/junitxml/passes/{i}/*.xml' });
    expect(shown).toMatch(
      /^NO FAILURES SEEN .*1 report with failures outside the layout\. This is not a pass\./,
    );
    expect(shown).toContain(
      'Outside  2 reports have no place in this layout, 1 of them with failures: does it leave them out?',
    );
  });
});

describe('more than there is room for', () => {
  const limits: KeepLimits = { cases: 3, failures: 5, text: 1000, tests: 2 };
  const repeats = Array.from({ length: 30 }, (_, at) => one(`pays[${at + 1}-30]`));

  it('is not counted by iterations, unless the test is named', () => {
    const reports = { 'a.xml': suite(...repeats) };
    const { content } = inspected(reports, { limits });
    expect(content.batch).toBeUndefined();
    expect(content.left).toEqual([
      '20 cases that did not fail were counted, but not looked at for iterations',
      'Iterations were not counted, since not all were kept: name the test with --test',
    ]);
    const named = inspected(reports, { limits, test: 'PayTest#pays' });
    expect(named.content.batch?.counts).toMatchObject({ asked: 30, executed: 30, passed: 30 });
  });

  it('is told of the table of tests by the number of all tests', () => {
    const tests = ['a', 'b', 'c', 'd', 'c'].map((name) => one(name, failure));
    const { shown, json } = inspected({ 'a.xml': suite(...tests) }, { limits });
    expect(shown).toContain('Tests  2 of 2 failed or were skipped; looked at 2 of 4 tests, the worst');
    expect(json).toMatchObject({ distinctTests: 4, moreTests: false });
    expect(json.left).toContain('2 cases are missing in the table of tests');
  });

  it('counts a test that a framework tried again once, and one that was repeated as often as it ran', () => {
    const of = (...cases: string[]) => inspected({ 'a.xml': suite(...cases) }).json.tests;
    const again = (inside: string): string => one('pays', inside);
    expect(of(again(failure), again(''), one('other'))).toMatchObject([
      { failed: 1, passed: 0 },
      { passed: 1 },
    ]);
    expect(of(again(failure), again(''), again(''), again(''))).toMatchObject([{ failed: 1, passed: 3 }]);
  });
});
