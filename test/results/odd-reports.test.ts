import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectReport, parseReport } from '../../src/results/parse-report.ts';
import type { ParsedReport, ReportCounts } from '../../src/results/report.ts';

const none: ReportCounts = {
  cases: 0,
  passed: 0,
  failed: 0,
  error: 0,
  skipped: 0,
  suiteProblems: 0,
  suites: 0,
  flakyPassed: 0,
  lost: 0,
};

function fixture(name: string): ParsedReport {
  return parseReport(name, readFileSync(join(import.meta.dirname, '../fixtures/junit', name)));
}

function read(text: string | Uint8Array): ParsedReport {
  return parseReport('', typeof text === 'string' ? Buffer.from(text) : text);
}

describe('an odd report', () => {
  it.each([
    ['rerun-aborted-without-a-name.xml', 'ok-lenient', { cases: 1, failed: 1, suites: 1 }, false],
    ['cut-inside-output.xml', 'damaged', { cases: 3, passed: 2, failed: 1, suites: 1 }, false],
    ['error-of-a-suite-without-cases.xml', 'ok', { suiteProblems: 1, suites: 3 }, true],
    ['counts-tests-but-holds-none.xml', 'ok', { suites: 1 }, true],
    ['counts-none-but-holds-errors.xml', 'ok', { cases: 2, error: 2, suites: 2 }, true],
    ['failed-in-every-rerun.xml', 'ok', { cases: 1, failed: 1, suites: 1 }, true],
    ['passed-after-two-failures.xml', 'ok', { cases: 1, passed: 1, flakyPassed: 1, suites: 1 }, true],
    ['repeated-as-cases-of-one-name.xml', 'ok', { cases: 7, passed: 2, failed: 5, suites: 1 }, false],
    ['records-of-a-class.xml', 'ok', { cases: 4, error: 3, failed: 1, suites: 4 }, false],
    ['skipped-in-every-way.xml', 'ok', { cases: 9, skipped: 7, failed: 1, error: 1, suites: 1 }, false],
    ['failed-by-status-only.xml', 'ok', { cases: 4, passed: 1, failed: 2, error: 1, suites: 1 }, false],
    ['odd-durations.xml', 'ok', { cases: 10, passed: 10, suites: 1 }, false],
    ['case-inside-a-case.xml', 'ok', { cases: 2, passed: 1, failed: 1, suites: 1 }, false],
    ['declaration-inside-output.xml', 'ok', { cases: 1, passed: 1, suites: 1 }, false],
    ['own-entity.xml', 'refused', {}, false],
  ] as const)('%s is %s and counted by its content', (name, status, counts, mismatch) => {
    const report = fixture(name);
    expect([report.status, report.counts, report.declaredMismatch]).toEqual([
      status,
      { ...none, ...counts },
      mismatch,
    ]);
  });

  it('tells durations from words and negative times', () => {
    const durations = fixture('odd-durations.xml').cases.map(({ name, durationMs }) => [name, durationMs]);
    expect(Object.fromEntries(durations)).toEqual({
      plain: 1500,
      whole: 2000,
      thousands: 1_234_500,
      negative: undefined,
      word: undefined,
      marks: undefined,
      empty: undefined,
      tiny: 1,
      other: 250,
      none: undefined,
    });
  });

  it('keeps the attempts of a retried case in order, without their output', () => {
    const [flaky] = fixture('passed-after-two-failures.xml').cases;
    expect(flaky?.attempts).toEqual([
      {
        kind: 'flaky',
        problem: {
          kind: 'failure',
          type: 'E',
          message: 'first',
          body: 'E: first\n\tat org.example.FlakyTest.worksSometimes(FlakyTest.java:7)',
        },
      },
      { kind: 'flaky', problem: { kind: 'error', type: 'E', message: 'second', body: 'E: second' } },
    ]);
    const [aborted] = fixture('rerun-aborted-without-a-name.xml').cases;
    expect(aborted?.attempts).toEqual([{ kind: 'unnamed' }]);
  });

  it.each([
    ['', 'an empty file'],
    [' \r\n\t ', 'an empty file'],
    ['\ufeff', 'an empty file'],
    ['BUILD FAILED: no such task', 'plain text, not XML'],
    ['{"tests": 3}', 'JSON, not XML'],
    ['PK\u0003\u0004nonsense', 'a zip archive'],
    ['<html><body/></html>', 'an HTML page'],
    ['<!DOCTYPE html><p>', 'an HTML page'],
    ['<test-run><test-case/></test-run>', 'an NUnit 3 result'],
    ['<?xml version="1.0"?><test-results/>', 'an NUnit 2 result'],
    ['<assemblies><assembly><collection><test/></collection></assembly></assemblies>', 'an xUnit.net result'],
    [
      '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"/>',
      'a Visual Studio test result (TRX)',
    ],
    [
      '<result><suites><suite><cases><case/></cases></suite></suites></result>',
      "Jenkins's own copy of a test result",
    ],
    ['<toString/>', 'XML whose root is <toString>'],
    ['<suites><suite><case/></suite></suites>', 'XML whose root is <suites>'],
    ['<?xml version="1.0"?><!-- nothing -->', 'it holds no element'],
  ])('%j is not taken for a report', (text, reason) => {
    const report = read(text);
    expect([report.status === 'ok', report.reason, report.cases]).toEqual([false, reason, []]);
  });

  it.each([
    ['<!ENTITY % x "y">', 'refused'],
    ['<!DOCTYPE testsuite SYSTEM "http://example.org/x.dtd"><testsuite/>', 'refused'],
    ['<testsuite><!DOCTYPE x><testcase/></testsuite>', 'refused'],
    ['<testsuite><![INCLUDE[<testcase/>]]></testsuite>', 'refused'],
    ['<testsuite><testcase/></testsuites>', 'damaged'],
    ['<testsuite><testcase/></testsuite><testsuite/>', 'damaged'],
    ['<testsuite><testcase name="a" name="b"/></testsuite>', 'damaged'],
    ['<testsuite><testcase name="a<b"/></testsuite>', 'damaged'],
    ['<testsuite><testcase name=a/></testsuite>', 'damaged'],
    ['<testsuite><testcase name="a"class="b"/></testsuite>', 'damaged'],
    ['<testsuite></testsuite> trailing words', 'damaged'],
    ['</testsuite>', 'damaged'],
    ['\n<?xml version="1.0"?>\n<testsuite><testcase/></testsuite>', 'ok-lenient'],
    ['<testsuite><!-- a -- b --><testcase/></testsuite>', 'ok-lenient'],
    ['<testrun name="eclipse"><testsuite><testcase name="a"/></testsuite></testrun>', 'ok'],
    ['<report><testsuite><testcase name="a"/></testsuite></report>', 'ok'],
    ['<j:testsuite xmlns:j="x"><j:testcase><j:failure/></j:testcase></j:testsuite>', 'ok'],
  ])('%s is %s', (text, status) => {
    expect(read(text).status).toBe(status);
  });

  it('counts prefixed elements like plain ones', () => {
    expect(
      read('<j:testsuite xmlns:j="x"><j:testcase><j:failure/></j:testcase></j:testsuite>').counts,
    ).toMatchObject({
      cases: 1,
      failed: 1,
    });
  });
});

describe('the encoding of a report', () => {
  const xml = (label: string): string =>
    `<?xml version="1.0" encoding="${label}"?><testsuite><testcase name="Grüße"/></testsuite>`;
  const wide = (label: string): Buffer => Buffer.from(xml(label), 'utf16le');

  it.each([
    ['UTF-8', Buffer.from(xml('utf-8')), 'ok'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${xml('UTF-8')}`), 'ok'],
    ['Latin-1', Buffer.from(xml('ISO-8859-1'), 'latin1'), 'ok'],
    ['Windows', Buffer.from(xml('windows-1252'), 'latin1'), 'ok'],
    ['UTF-16, little end first', Buffer.concat([Buffer.from([0xff, 0xfe]), wide('UTF-16')]), 'ok'],
    ['UTF-16, big end first', Buffer.concat([Buffer.from([0xfe, 0xff]), wide('UTF-16').swap16()]), 'ok'],
    ['UTF-16 without a mark', wide('UTF-16LE'), 'ok'],
    [
      'UTF-16 under a name of its own',
      Buffer.concat([Buffer.from([0xff, 0xfe]), wide('UTF_16')]),
      'ok-lenient',
    ],
    ['UTF-8 that calls itself UTF-16', Buffer.from(xml('utf-16')), 'ok-lenient'],
    ['UTF-8 under an unknown name', Buffer.from(xml('klingon')), 'ok-lenient'],
  ] as const)('%s is read', (_, bytes, status) => {
    const report = read(bytes);
    expect([report.status, report.cases.map(({ name }) => name)]).toEqual([status, ['Grüße']]);
  });

  it('is told from bytes that come one at a time', () => {
    const collector = collectReport('');
    for (const byte of Buffer.concat([Buffer.from([0xff, 0xfe]), wide('UTF-16')])) {
      collector.write(Uint8Array.of(byte));
    }
    expect(collector.end().cases.map(({ name }) => name)).toEqual(['Grüße']);
  });

  it('UTF-32 is named, not guessed', () => {
    expect(read(Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]))).toMatchObject({
      status: 'not-junit',
      reason: 'it is written in UTF-32, which is not read',
    });
  });
});

describe('the texts of a report', () => {
  it('have their entities decoded once', () => {
    const [one] = read(
      '<testsuite><testcase name="&lt;init&gt; &#228; &#x1F600; &amp;lt; &unknown; &#0; a & b"><failure message="&quot;x&quot;&#10;y">&amp;amp;<![CDATA[&amp;]]></failure></testcase></testsuite>',
    ).cases;
    expect(one?.name).toBe('<init> ä 😀 &lt; &unknown; &#0; a & b');
    expect(one?.problems[0]).toMatchObject({ message: '"x"\ny', body: '&amp;&amp;' });
  });

  it('keep head and tail when they are too long', () => {
    const body = `first line\n${'\tat a.b.C.d(C.java:1)\n'.repeat(50_000)}Caused by: the cause`;
    const [one] = read(`<testsuite><testcase><failure>${body}</failure></testcase></testsuite>`).cases;
    const text = one?.problems[0]?.body ?? '';
    expect(text.startsWith('first line\n')).toBe(true);
    expect(text.endsWith('Caused by: the cause')).toBe(true);
    expect(text).toMatch(/… \d+ bytes left out …/);
    expect(text.length).toBeLessThan(140_000);
  });

  it('of long messages are cut as well, between characters', () => {
    const [one] = read(
      `<testsuite><testcase><error message="${'ä'.repeat(200_000)}"/></testcase></testsuite>`,
    ).cases;
    const text = one?.problems[0]?.message ?? '';
    expect(text).not.toContain('\ufffd');
    expect(Buffer.byteLength(text)).toBeLessThan(140_000);
  });
});

describe('a hostile report', () => {
  it.each([
    ['nested without end', '<testsuite>'.repeat(100_000), 'damaged'],
    ['with a tag without end', `<testsuite ${'a="b" '.repeat(3_000_000)}`, 'damaged'],
    [
      'with very many attributes',
      `<testsuite ${Array.from({ length: 50_000 }, (_, at) => `a${at}="b"`).join(' ')}/>`,
      'ok',
    ],
    [
      'with very many problems in one case',
      `<testsuite><testcase>${'<failure/>'.repeat(100_000)}<error/></testcase></testsuite>`,
      'ok',
    ],
    [
      'with very many entities',
      `<testsuite><testcase><failure>${'&lt;'.repeat(1_000_000)}</failure></testcase></testsuite>`,
      'ok',
    ],
    [
      'with very many ampersands',
      `<testsuite><testcase><failure>${'&'.repeat(1_000_000)}</failure></testcase></testsuite>`,
      'ok',
    ],
    ['with an endless comment', `<testsuite><!-- ${'- '.repeat(2_000_000)}`, 'damaged'],
    ['with blanks without end', `<testsuite>${' '.repeat(5_000_000)}`, 'damaged'],
  ])('%s is read in linear time', (_, text, status) => {
    const began = performance.now();
    const report = read(text);
    expect(report.status).toBe(status);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('of very many problems in one case stays an error', () => {
    const report = read(`<testsuite><testcase>${'<failure/>'.repeat(500)}<error/></testcase></testsuite>`);
    expect(report.cases.map(({ outcome, problems }) => [outcome, problems.length])).toEqual([['error', 100]]);
  });

  it('of thousands of cases and megabytes of output is counted', () => {
    const cases = Array.from(
      { length: 7_580 },
      (_, at) => `<testcase name="t${at}">${at % 100 === 0 ? '<failure/>' : ''}</testcase>`,
    );
    const report = read(
      `<testsuite>${cases.join('\n')}<system-out>${'a &gt; b\n'.repeat(500_000)}</system-out></testsuite>`,
    );
    expect(report.counts).toMatchObject({ cases: 7_580, failed: 76, passed: 7_504 });
  });
});
