import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReport } from '../../src/results/parse-report.ts';
import { cutReport } from '../../src/results/report-cutter.ts';

const fixtures = resolve(import.meta.dirname, '../fixtures/junit');

function cut(xml: string | Uint8Array, chunk = 1 << 20, limit = 1 << 20): string | undefined {
  const bytes = Buffer.from(xml);
  const cutter = cutReport(limit);
  for (let at = 0; at < bytes.length; at += chunk) cutter.write(bytes.subarray(at, at + chunk));
  return cutter.end(parseReport('a.xml', bytes));
}

describe('a report without its output', () => {
  it.each([
    [
      'output and properties',
      '<?xml version="1.0"?>\n<testsuite name="S"><properties><property name="a" value="b"/></properties><testcase name="t" classname="C"><failure message="m &lt; n">at A</failure><system-out>loud</system-out></testcase><system-err><![CDATA[</testsuite>]]></system-err></testsuite>',
      '<testsuite name="S"><testcase name="t" classname="C"><failure message="m &lt; n">at A</failure></testcase></testsuite>',
    ],
    [
      'elements inside output',
      '<testsuite><testcase name="t"><system-out>a<failure/>b<system-out/>c</system-out></testcase></testsuite>',
      '<testsuite><testcase name="t"></testcase></testsuite>',
    ],
    [
      'nothing that looks like output in a failure',
      '<testsuite><testcase name="t"><failure><![CDATA[<system-out>kept</system-out>]]></failure></testcase></testsuite>',
      '<testsuite><testcase name="t"><failure><![CDATA[<system-out>kept</system-out>]]></failure></testcase></testsuite>',
    ],
    [
      'comments',
      '<testsuite><!-- a --><testcase name="t"/></testsuite>',
      '<testsuite><testcase name="t"/></testsuite>',
    ],
  ])('has lost %s', (_what, xml, left) => {
    for (const chunk of [1 << 20, 7, 1]) {
      const shown = cut(xml, chunk)?.replaceAll(']]><![CDATA[', '');
      expect(shown).toBe(left);
    }
  });

  it.each([
    ['ends too early', '<testsuite><testcase name="t">'],
    ['declares a document type', '<!DOCTYPE x><testsuite/>'],
    ['is no report', '<html/>'],
    ['is read leniently', '<testsuite><!-- a -- b --><testcase name="t"/></testsuite>'],
    ['is empty', ''],
    [
      'has a case inside its output',
      '<testsuites><system-out><testcase name="u"/></system-out></testsuites>',
    ],
  ])('is refused when it %s: the whole file alone says so', (_what, xml) => {
    expect(cut(xml)).toBeUndefined();
  });

  it('is refused when it is larger than the limit', () => {
    const xml = `<testsuite><testcase name="${'t'.repeat(100)}"/></testsuite>`;
    expect(cut(xml, 10, 50)).toBeUndefined();
    expect(cut(xml, 10, 200)).toBe(xml);
  });

  it.each(readdirSync(fixtures))('reads as %s does, or is refused', (name) => {
    const whole = readFileSync(join(fixtures, name));
    const left = cut(whole);
    const before = parseReport(name, whole);
    expect(left !== undefined).toBe(before.status === 'ok');
    expect(left ?? '').not.toContain('<system-');
    const after = parseReport(name, left === undefined ? whole : Buffer.from(left));
    expect(after).toEqual(before);
  });

  it('reads the same wherever it is not refused, whatever the file holds', () => {
    const piece = fc.constantFrom(
      '<testsuite name="a">',
      '</testsuite>',
      '<testcase name="t" classname="C">',
      '<testcase name="u"/>',
      '</testcase>',
      '<failure message="m">',
      '</failure>',
      '<system-out>',
      '</system-out>',
      '<system-err/>',
      '<properties>',
      '</properties>',
      '<property name="a" value=">"/>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<skipped/>',
      '<x:y a="1">',
      '</x:y>',
      'text &amp; more',
      '&',
      'ü𝒳',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), fc.integer({ min: 1, max: 40 }), (inner, chunk) => {
        const xml = `<testsuites>${inner.join('')}</testsuites>`;
        const left = cut(xml, chunk);
        const before = parseReport('a', Buffer.from(xml));
        expect(parseReport('a', Buffer.from(left ?? xml))).toEqual(before);
      }),
      { numRuns: 2_000 },
    );
  });
});
