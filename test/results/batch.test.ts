import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tally } from '../../src/model/iteration.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { type BatchFinding, detectLayout, noReport, readBatch } from '../../src/results/batch.ts';
import { readCircleciTests } from '../../src/results/circleci-tests.ts';
import { type Layout, type LayoutName, layoutOf, layouts, oneReport } from '../../src/results/layouts.ts';
import { parseReport } from '../../src/results/parse-report.ts';
import type { ParsedReport } from '../../src/results/report.ts';

const selector = parseSelector('CasTest#apply');

function report(path: string, ...cases: string[]): ParsedReport {
  return parseReport(path, Buffer.from(`<testsuite name="p.CasTest">${cases.join('')}</testsuite>`));
}

const pass = (name = 'apply'): string => `<testcase classname="p.CasTest" name="${name}" time="0.5"/>`;
const fail = (name = 'apply'): string =>
  `<testcase classname="p.CasTest" name="${name}"><failure message="m"/></testcase>`;
const skip = (name = 'apply'): string =>
  `<testcase classname="p.CasTest" name="${name}"><skipped/></testcase>`;

function layoutNamed(name: LayoutName): Layout {
  return layouts.find((one) => one.name === name) ?? oneReport;
}

function outcomes(reports: readonly ParsedReport[], asked: number, name?: LayoutName): string[] {
  const layout = layouts.find((one) => one.name === name);
  const { iterations } = readBatch({ first: 1, asked, selector, reports, ...(layout ? { layout } : {}) });
  return iterations.map(({ index, outcome, machine }) => `${index} ${outcome} ${machine}`);
}

describe('the layout of a batch', () => {
  it.each([
    [
      'passes-and-fails',
      [report('0/junitxml/passes/01/TEST-a.xml', pass()), report('6/junitxml/fails/20/TEST-a.xml', fail())],
    ],
    ['passes-and-fails', [report('passes/1/a.xml', pass())]],
    [
      'numbered-folders',
      [report('node/iteration-1/a.xml', pass()), report('node/iteration-2/a.xml', fail())],
    ],
    ['numbered-folders', [report('out/1/a.xml', pass()), report('out/2/a.xml', pass())]],
    ['numbered-files', [report('junit-1.xml', pass()), report('junit-2.xml', fail())]],
    ['one-report', [report('shard-1.xml', pass()), report('shard-2.xml', pass('other'))]],
    ['numbered-cases', [report('0/pytest_result.xml', pass('apply[1-2]'), fail('apply[2-2]'))]],
    [
      'numbered-cases',
      [report('a.xml', pass('apply() repetition 1 of 2'), pass('apply() repetition 2 of 2'))],
    ],
    ['repeated-cases', [report('a.xml', pass(), pass(), fail())]],
    ['one-report', [report('a.xml', fail(), pass())]],
    ['one-report', [report('a.xml', pass('apply[1-10]'), pass('apply[2-20]'), pass('apply[3-30]'))]],
    ['one-report', [report('a.xml', pass())]],
    ['one-report', []],
  ] as const)('is %s by what its reports show', (name, reports) => {
    expect(detectLayout(reports, selector).name).toBe(name);
  });

  it('of passes and fails numbers iterations by node, then by number, and notices those that never came back', () => {
    const reports = [
      report('10/junitxml/passes/1/a.xml', pass()),
      report('2/junitxml/passes/10/a.xml', pass()),
      report('2/junitxml/fails/9/a.xml', fail()),
      report('0/junitxml/passes/1/a.xml', skip()),
    ];
    expect(outcomes(reports, 5)).toEqual([
      '1 skipped 0',
      '2 failed 2',
      '3 passed 2',
      '4 passed 10',
      '5 lost ci',
    ]);
  });

  it('counts an iteration that is seen twice once, as failed if either says so', () => {
    const reports = [
      report('0/passes/07/a.xml', pass()),
      report('0/fails/7/a.xml', fail()),
      report('0/passes/08/a.xml', pass()),
      report('0/passes/08/copy.xml', pass()),
    ];
    expect(outcomes(reports, 2)).toEqual(['1 failed 0', '2 passed 0']);
  });

  it('marks an iteration that went another way than its path says, and no other', () => {
    const { iterations } = readBatch({
      first: 1,
      selector,
      reports: [
        report('0/passes/1/a.xml', fail()),
        report('0/fails/2/a.xml', pass()),
        report('0/fails/3/a.xml', skip()),
        report('0/passes/4/a.xml', pass(), fail('other')),
        report('0/fails/5/a.xml', pass(), fail('other')),
        report('0/fails/6/a.xml', fail()),
        report('0/fails/7/a.xml'),
      ],
    });
    expect(iterations.map(({ outcome, pathSays }) => [outcome, pathSays])).toEqual([
      ['failed', 'passed'],
      ['passed', 'failed'],
      ['skipped', 'failed'],
      ['passed', undefined],
      ['passed', undefined],
      ['failed', undefined],
      ['skipped', 'failed'],
    ]);
  });

  it('splits one report by the numbers in its names, and leaves the others lost', () => {
    const reports = [
      report('n0/r.xml', pass('apply[1-2]'), fail('apply[2-2]')),
      report('n1/r.xml', pass('apply[1-2]')),
    ];
    expect(outcomes(reports, 4)).toEqual(['1 passed n0', '2 failed n0', '3 passed n1', '4 lost ci']);
  });

  it('counts repeats without a name, as Gradle writes them, as tests', () => {
    const repeats = [pass('repetition 1 of 3'), fail('repetition 2 of 3'), pass('repetition 3 of 3')];
    for (const asked of ['', 'p.CasTest', 'p.CasTest#apply']) {
      const { iterations } = readBatch({
        first: 1,
        selector: parseSelector(asked),
        reports: [report('TEST-p.CasTest.xml', ...repeats)],
      });
      expect(iterations.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'passed']);
    }
  });

  it.each([
    [
      'a case',
      '<testcase classname="p.CasTest" name=""><error message="leak"/></testcase>',
      'apply() repetition',
    ],
    ['a suite', '<error message="leak"/>', 'apply() repetition'],
    ['a suite of equal names', '<error message="leak"/>', ''],
  ])('charges a failure of the whole class, written as %s, to one repeat', (_, inside, name) => {
    const repeats = [1, 2, 3].map((at) => pass(name === '' ? 'apply' : `${name} ${at} of 3`));
    for (const asked of ['', 'p.CasTest#apply']) {
      const { iterations } = readBatch({
        first: 1,
        selector: parseSelector(asked),
        reports: [report('r.xml', ...repeats, inside)],
      });
      expect(iterations.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'failed']);
      expect(iterations[2]?.results).toMatchObject([
        { outcome: 'passed', scope: 'method' },
        { outcome: 'failed', scope: 'class', phase: 'teardown' },
      ]);
    }
  });

  const cutInOneTest = `<testsuite>${pass('apply[1-9]')}${pass('apply[2-9]')}${fail('apply[3-9]')}<testcase name="apply[4-9]"`;

  it('keeps the repeats of a test that were closed before its report broke off', () => {
    expect(outcomes([parseReport('r.xml', Buffer.from(cutInOneTest))], 4)).toEqual([
      '1 passed ci',
      '2 passed ci',
      '3 failed ci',
      '4 lost ci',
    ]);
  });

  const wholes = ['', 'p.CasTest', 'CasTest', 'CasTest#apply,p.OtherTest'];

  it.each(wholes)('keeps no pass of "%s" in a report that broke off before anything failed', (asked) => {
    const cut = `<testsuite>${pass('apply[1-9]')}${pass('apply[2-9]')}<testcase name="apply[3-9]"`;
    const { iterations } = readBatch({
      first: 1,
      asked: 3,
      selector: parseSelector(asked),
      reports: [parseReport('r.xml', Buffer.from(cut))],
    });
    expect(iterations.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['lost', 'the report is damaged: the file ends inside a tag'],
      ['lost', 'the report is damaged: the file ends inside a tag'],
      ['lost', noReport],
    ]);
  });

  it.each(wholes.filter((asked) => !asked.includes('#')))(
    'counts the passes of "%s" beside a failure, both from before a cut',
    (asked) => {
      const { iterations } = readBatch({
        first: 1,
        asked: 4,
        selector: parseSelector(asked),
        reports: [parseReport('r.xml', Buffer.from(cutInOneTest))],
      });
      expect(iterations.map(({ outcome, reason, cutShort }) => [outcome, reason, cutShort])).toEqual([
        ['passed', undefined, true],
        ['passed', undefined, true],
        ['failed', undefined, undefined],
        ['lost', noReport, undefined],
      ]);
    },
  );

  it('takes nothing for a test asked for by its name, and another report’s damage for no excuse', () => {
    const cut = (name: string): Buffer =>
      Buffer.from(`<testsuite name="p.CasTest">${name}<testcase name="b"`);
    const read = (asked: string, ...reports: ParsedReport[]): string[] =>
      readBatch({ first: 1, selector: parseSelector(asked), reports }).iterations.map(
        ({ outcome }) => outcome,
      );
    const failed = parseReport('0/fails/1/a.xml', cut(fail('a')));
    const other = parseReport(
      '0/passes/2/c.xml',
      Buffer.from('<testsuite name="p.Else"><testcase classname="p.Else" name="z"/><testcase name="y"'),
    );
    const passed = parseReport('0/passes/2/a.xml', cut(pass('a')));
    expect(read('CasTest#a,p.OtherTest', failed, passed)).toEqual(['failed', 'lost']);
    expect(read('p.CasTest', failed, report('0/passes/2/a.xml', pass('a')), other)).toEqual([
      'failed',
      'lost',
    ]);
    expect(read('p.CasTest', failed, passed)).toEqual(['failed', 'passed']);
  });

  it('counts passes from before a cut beside a failure of another report that broke off, not of a whole one', () => {
    const cut = (...cases: string[]): Buffer =>
      Buffer.from(`<testsuite name="p.CasTest">${cases.join('')}<testcase name="b"`);
    const read = (...reports: ParsedReport[]): string[] =>
      readBatch({ first: 1, selector: parseSelector('p.CasTest'), reports }).iterations.map(
        ({ outcome }) => outcome,
      );
    const passed = parseReport('0/passes/1/a.xml', cut(pass('a')));
    expect(read(passed, report('0/fails/2/a.xml', fail('a')))).toEqual(['lost', 'failed']);
    expect(read(passed, parseReport('0/fails/2/a.xml', cut(fail('a'))))).toEqual(['passed', 'failed']);
  });

  it('counts no pass from before a cut where its path says that its process failed', () => {
    const cut = (name: string): Buffer =>
      Buffer.from(`<testsuite name="p.CasTest">${name}<testcase name="b"`);
    const { iterations } = readBatch({
      first: 1,
      selector: parseSelector('p.CasTest'),
      reports: [
        parseReport('0/fails/1/a.xml', cut(pass('a'))),
        parseReport('0/fails/2/a.xml', cut(fail('a'))),
      ],
    });
    expect(iterations.map(({ outcome }) => outcome)).toEqual(['lost', 'failed']);
  });

  it('never has a cut raise the rate of the iterations that it left something of', () => {
    const names = ['a', 'b'].flatMap((test) => [1, 2, 3, 4].map((turn) => `${test}[${turn}-4]`));
    const one = fc.constantFrom(pass, pass, fail, skip);
    fc.assert(
      fc.property(fc.array(one, { minLength: 8, maxLength: 8 }), fc.nat(), (makes, at) => {
        const text = `<testsuite name="p.CasTest">${names.map((name, i) => makes[i]?.(name)).join('')}`;
        const read = (xml: string): BatchFinding =>
          readBatch({
            first: 1,
            asked: 4,
            selector: parseSelector('p.CasTest'),
            layout: layoutNamed('numbered-cases'),
            reports: [parseReport('r.xml', Buffer.from(xml))],
          });
        const whole = read(`${text}</testsuite>`).iterations;
        const cut = read(text.slice(0, at % text.length)).iterations;
        const failed = cut.filter(({ outcome }) => outcome === 'failed');
        expect(failed.every(({ index }) => whole[index - 1]?.outcome === 'failed')).toBe(true);
        const ran = cut.filter(({ results }) => results.some(({ outcome }) => outcome !== 'skipped'));
        expect(ran.every(({ outcome }) => (failed.length === 0) === (outcome === 'lost'))).toBe(true);
        const { executed, skipped, lost } = tally(4, cut);
        expect(executed + skipped + lost).toBe(4);
      }),
    );
  });

  it('keeps no pass of a whole class whose report broke off in a later test', () => {
    const cut = `<testsuite>${pass('a[1-2]')}${pass('a[2-2]')}${pass('b[1-2]')}<testcase name="b[2-2]"`;
    const { iterations } = readBatch({
      first: 1,
      selector: parseSelector('p.CasTest'),
      reports: [parseReport('r.xml', Buffer.from(cut))],
    });
    expect(iterations.map(({ outcome }) => outcome)).toEqual(['lost', 'lost']);
  });

  it('does not count shards and modules that hold other tests only', () => {
    const reports = [report('0/a.xml', pass('x')), report('1/a.xml', fail()), report('2/a.xml', pass('y'))];
    expect(detectLayout(reports, selector).name).toBe('one-report');
    const { iterations } = readBatch({ first: 1, selector, reports });
    expect(iterations.map(({ outcome, machine }) => [outcome, machine])).toEqual([['failed', '1']]);
  });

  it('counts the first attempt of a test that its runner tried again, and keeps the rest beside it', () => {
    const { iterations } = readBatch({ first: 1, selector, reports: [report('a.xml', fail(), pass())] });
    expect(iterations).toMatchObject([{ outcome: 'failed', results: [{ retries: ['passed'] }] }]);
  });

  it('keeps parameters and tear-downs of one repeat together', () => {
    const teardown =
      '<testcase classname="p.CasTest" name="apply[p-2-2]"><error message="failed on teardown with x"/></testcase>';
    const reports = [
      report(
        'r.xml',
        pass('apply[p-1-2]'),
        pass('apply[q-1-2]'),
        pass('apply[p-2-2]'),
        teardown,
        skip('apply[q-2-2]'),
      ),
    ];
    const { iterations } = readBatch({ first: 1, asked: 2, selector, reports });
    expect(iterations.map(({ outcome, results }) => [outcome, results.length])).toEqual([
      ['passed', 2],
      ['failed', 3],
    ]);
  });

  it('takes repeats of one name for iterations, not for retries', () => {
    expect(outcomes([report('a.xml', fail(), pass(), pass())], 3)).toEqual([
      '1 failed ci',
      '2 passed ci',
      '3 passed ci',
    ]);
  });

  it('takes failures alone for iterations where as many were asked for', () => {
    expect(outcomes([report('a.xml', fail(), fail())], 2)).toEqual(['1 failed ci', '2 failed ci']);
  });

  it('takes the retries of one iteration apart', () => {
    const flaky = '<testcase classname="p.CasTest" name="apply"><flakyFailure message="m"/></testcase>';
    const { iterations } = readBatch({ first: 7, asked: 1, selector, reports: [report('a.xml', flaky)] });
    expect(iterations).toMatchObject([
      { index: 7, outcome: 'failed', results: [{ outcome: 'failed', retries: ['passed'] }] },
    ]);
  });

  it('does not count what nobody asked for', () => {
    const reports = [1, 2, 3].map((at) => report(`run-${at}/a.xml`, pass()));
    const { iterations, surplus } = readBatch({ first: 1, asked: 2, selector, reports });
    expect([iterations.length, surplus]).toEqual([2, 1]);
  });
});

describe('a layout of a project', () => {
  it.each([
    ['{machine}/out/run-{i}.xml', 'n1/out/run-12.xml', { machine: 'n1', iteration: 12 }],
    ['**/run-{i}/*.xml', 'a/b/run-3/TEST-x.xml', { machine: 'ci', iteration: 3 }],
    ['**/run-{i}/*.xml', 'run-3/TEST-x.xml', { machine: 'ci', iteration: 3 }],
    ['run.{i}.xml', 'run-3.xml', undefined],
    ['run-{i}.xml', 'a/run-3.xml', undefined],
  ] as const)('%s places %s', (pattern, path, place) => {
    expect(layoutOf(pattern).place(path)).toEqual(place);
  });

  it('needs a number and no mark twice', () => {
    expect(() => layoutOf('run.xml')).toThrow(/needs \{i\}/);
    expect(() => layoutOf('{i}/{i}.xml')).toThrow(/once/);
    expect(() => layoutOf('**/**/{i}.xml')).toThrow(/once/);
  });

  it('takes linear time for hostile paths', () => {
    const began = performance.now();
    const path = '1/passes/'.repeat(100_000);
    for (const layout of layouts) layout.place(path);
    layoutOf('**/*-*-{i}.xml').place('-'.repeat(100_000));
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe("CircleCI's test metadata", () => {
  it('is read as a report', () => {
    const items = [
      {
        classname: 'p.CasTest',
        name: 'apply',
        file: '',
        result: 'success',
        run_time: 0.5,
        message: '',
        source: 'junit',
      },
      { classname: 'p.CasTest', name: 'apply', result: 'failure', run_time: 1, message: 'boom' },
      { classname: 'p.CasTest', name: 'apply', result: 'skipped', message: 'bug 1' },
      { classname: 'p.CasTest', name: 'apply', result: 'brand-new-word' },
    ];
    const read = readCircleciTests('tests.json', { items, next_page_token: null });
    expect(read.counts).toMatchObject({ cases: 4, passed: 1, failed: 1, skipped: 1, error: 1 });
    expect(read.cases[1]).toMatchObject({ durationMs: 1000, problems: [{ kind: 'failure', body: 'boom' }] });
    expect(outcomes([read], 4)).toEqual(['1 passed ci', '2 failed ci', '3 skipped ci', '4 failed ci']);
  });

  it('never takes what it does not know for a pass', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const { cases } = readCircleciTests('t', { items: [json] });
        expect(
          cases.every(({ outcome }) => outcome !== 'passed' || JSON.stringify(json).includes('success')),
        ).toBe(true);
        expect(readCircleciTests('t', json).counts.passed).toBe(0);
      }),
    );
  });
});

describe('every batch', () => {
  const path = fc.tuple(
    fc.constantFrom('0', '1', 'n/0'),
    fc.constantFrom('passes/', 'fails/', 'junitxml/passes/', '', 'run-'),
    fc.nat(12),
    fc.constantFrom('/a.xml', '/b.xml', '.xml'),
  );
  const cases = fc.array(
    fc.tuple(
      fc.constantFrom(pass, fail, skip),
      fc.constantFrom('apply', 'apply[1-3]', 'apply[2-3]', 'other'),
    ),
    { maxLength: 4 },
  );

  it('holds asked = executed + skipped + lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(path, cases), { maxLength: 12 }),
        fc.nat(20),
        fc.option(fc.constantFrom(...layouts), { nil: undefined }),
        (files, asked, layout) => {
          const reports = files.map(([parts, made]) =>
            report(parts.join(''), ...made.map(([make, name]) => make(name))),
          );
          const { iterations } = readBatch({
            first: 1,
            asked,
            selector,
            reports,
            ...(layout === undefined ? {} : { layout }),
          });
          const counts = tally(asked, iterations);
          expect(counts.executed + counts.skipped + counts.lost).toBe(asked);
          expect(
            iterations
              .filter(({ outcome }) => outcome === 'lost')
              .every(({ reason }) => reason !== undefined),
          ).toBe(true);
          const failing = reports.some((one) =>
            one.cases.some(({ outcome, name }) => outcome === 'failed' && name.startsWith('apply')),
          );
          expect(failing || counts.failed === 0).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
