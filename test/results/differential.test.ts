import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParsedReport } from '../../src/results/report.ts';
import { collectReport, parseReport } from '../../src/results/parse-report.ts';
import { countTolerantly, type SecondOpinion } from '../support/saxes-counts.ts';

/** How many reports each property tries; RETRIAL_FUZZ_RUNS makes it a longer night. */
const runs = Number(process.env['RETRIAL_FUZZ_RUNS'] ?? 1500);

const word = fc.constantFrom(
  'a',
  'b',
  'testX',
  'p.FooTest',
  'über',
  'x &amp; y',
  '&lt;init&gt;',
  '日本',
  "it's",
  '&#10;',
);
const status = fc.constantFrom(
  '',
  '',
  '',
  ' status="run"',
  ' status="disabled"',
  ' status="failed"',
  ' result="suppressed"',
  " status='errored'",
);
const blank = fc.constantFrom('', ' ', '\n', '\r\n  ', '\t');
const output = fc.constantFrom(
  '',
  '<system-out>plain &gt; text</system-out>',
  '<system-out><![CDATA[ <testcase/> ]] > & < ]]></system-out>',
  '<system-err><![CDATA[<!DOCTYPE x>]]></system-err>',
  '<system-out/>',
  '<!-- <testcase> - no -->',
  '<?php echo "<testcase/>" ?>',
  '<properties><property name="a" value="b > c"/><property name="d" value="e"/></properties>',
  '<properties>\n  <property name="f">text</property></properties>',
  '<properties><property name="g" value="1" />\n<property name="h">&lt;img src="x"/></property>\n<property name="i" value="2"/></properties>',
  '<properties><property name="j" value="/>"/><property name="k"><property name="l" value="3"/></property></properties>',
);
const problem = fc
  .tuple(
    fc.constantFrom(
      'failure',
      'error',
      'skipped',
      'flakyFailure',
      'rerunError',
      'disabled',
      'note',
      'system-out',
    ),
    word,
    fc.constantFrom(
      '',
      'at x(y)',
      '<![CDATA[ a > b ]]>',
      'expected:&lt;1&gt;',
      '<stackTrace>s</stackTrace>',
      '<![CDATA[]]]]><![CDATA[>]]>',
    ),
  )
  .map(([name, message, body]) =>
    body === ''
      ? `<${name} message="${message}"/>`
      : `<${name} type='T' message="${message}">${body}</${name}>`,
  );
const testcase = fc
  .tuple(word, word, status, fc.array(fc.oneof(problem, output), { maxLength: 3 }), blank)
  .map(([classname, name, said, children, gap]) =>
    children.length === 0
      ? `<testcase classname="${classname}" name="${name}"${said}${gap}/>`
      : `<testcase name='${name.replace("'", '')}' time="0.1"${said}>${gap}${children.join(gap)}</testcase${gap}>`,
  );
const { suite } = fc.letrec<{ suite: string }>((tie) => ({
  suite: fc
    .tuple(
      word,
      fc.array(
        fc.oneof(
          { weight: 5, arbitrary: testcase },
          { weight: 1, arbitrary: output },
          { weight: 1, arbitrary: problem },
          { weight: 1, arbitrary: tie('suite') },
        ),
        { maxLength: 5 },
      ),
      blank,
    )
    .map(
      ([name, children, gap]) =>
        `<testsuite name="${name}" tests="1">${gap}${children.join(gap)}${gap}</testsuite>`,
    ),
}));
const report = fc
  .tuple(
    fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>\n', '\ufeff<?xml version="1.0"?>'),
    fc.array(suite, { maxLength: 3 }),
    fc.boolean(),
  )
  .map(
    ([head, suites, wrapped]) =>
      head +
      (wrapped || suites.length !== 1 ? `<testsuites>${suites.join('\n')}</testsuites>` : (suites[0] ?? '')),
  );

function countsOf({ counts }: ParsedReport): SecondOpinion {
  const { lost: _, ...shared } = counts;
  return shared;
}

/**
 * What a strict reader refuses although it decides nothing: characters and references in text, marks in
 * comments, a repeated attribute name it took from a prefix. The reader looks at none of it.
 */
const harmless =
  /^(?:disallowed character\.|disallowed character in attribute name\.|the string "]]>" is disallowed in char data\.|malformed comment\.|malformed name: .*|processing instruction without a target\.|disallowed character in processing instruction name\.)$/s;

/**
 * The text as far as it decides something: tags whose attributes nobody asks for are passed over, and an `&`
 * that begins no reference stays as written, after which the library would lose its way.
 */
function decisive(text: string): string {
  return text
    .replace(plainTag, (all, name?: string, end = '') => (name === undefined ? all : `<${name}${end}>`))
    .replace(emptyTag, (all, name?: string) => (name === undefined ? all : `<${name}/>`))
    .replace(/&(?!(?:lt|gt|amp|quot|apos);)/g, '&amp;');
}

/** What holds no tags, whatever it looks like; the tags that are passed over, by their names. */
const [section, passedOver] = [
  String.raw`<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>`,
  String.raw`<(propert(?:y|ies)|system-(?:out|err))`,
];
const plainTag = new RegExp(String.raw`${section}|${passedOver}\s[^<>]*?(\/?)>(?=[ \r\n\t]*<)`, 'g');
/** Behind another tag of its name that closes itself, and before no closing one. */
const emptyTag = new RegExp(
  String.raw`${section}|${passedOver}(?<=<\1(?:\s[^<]*)?\/>[ \r\n\t]*<\1)\s[^<]*["'][ \r\n\t]?\/>(?=[ \r\n\t]*<(?!\/\1))`,
  'g',
);

/**
 * What breaks the promise that a report called ok has the counts a strict library finds, and only harmless
 * faults; nothing if it is kept.
 */
function disagreement(bytes: Buffer): unknown {
  const read = parseReport('', bytes);
  if (read.status !== 'ok') return [];
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const { faults, counts } = countTolerantly(decisive(text));
  const serious = faults.filter((fault) => !harmless.test(fault));
  const own: Readonly<Record<string, number>> = { ...countsOf(read) };
  const same = Object.entries(counts).every(([name, count]) => own[name] === count);
  return serious.length === 0 && same ? [] : [...serious, counts, own, text];
}

describe('the reader beside a strict library', () => {
  it('counts every well-formed report alike', () => {
    fc.assert(
      fc.property(report, (text) => {
        const read = parseReport('', Buffer.from(text));
        expect(read.status).toBe('ok');
        expect(countTolerantly(text.replace(/^\ufeff/, ''))).toEqual({ faults: [], counts: countsOf(read) });
      }),
      { numRuns: runs },
    );
  });

  it('reads the same in chunks of any size', () => {
    fc.assert(
      fc.property(
        report,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
        (text, sizes) => {
          const bytes = Buffer.from(text);
          const collector = collectReport('');
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            collector.write(Uint8Array.from(bytes.subarray(at, at + size)));
            at += size;
          }
          expect(collector.end()).toEqual(parseReport('', bytes));
        },
      ),
      { numRuns: runs },
    );
  });

  it('agrees on reports with flipped bytes, or calls them damaged', () => {
    fc.assert(
      fc.property(
        report,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (text, flips) => {
          const bytes = Buffer.from(text);
          for (const [at, byte] of flips) bytes[at % Math.max(1, bytes.length)] = byte;
          expect(disagreement(bytes)).toEqual([]);
        },
      ),
      { numRuns: runs * 4 },
    );
  });

  it('agrees on reports with stretches taken out, doubled or moved, or calls them damaged', () => {
    fc.assert(
      fc.property(
        report,
        fc.nat(),
        fc.nat(60),
        fc.constantFrom('cut', 'double', 'swap', 'end'),
        (text, at, length, how) => {
          const from = at % Math.max(1, text.length);
          const piece = text.slice(from, from + length);
          const rest = text.slice(from + length);
          const before = text.slice(0, from);
          const changed = {
            cut: before + rest,
            double: before + piece + piece + rest,
            swap: rest + piece,
            end: before,
          }[how];
          expect(disagreement(Buffer.from(changed))).toEqual([]);
        },
      ),
      { numRuns: runs * 4 },
    );
  });

  it('agrees on reports with a mark of XML put anywhere, or calls them damaged', () => {
    const mark = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '/',
      '=',
      '/>',
      '</',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<testcase>',
      '</testcase>',
      '<failure/>',
      ' ',
      '\0',
      '< ',
      '</>',
    );
    fc.assert(
      fc.property(report, mark, fc.nat(), (text, what, at) => {
        const from = at % (text.length + 1);
        expect(disagreement(Buffer.from(text.slice(0, from) + what + text.slice(from)))).toEqual([]);
      }),
      { numRuns: runs * 4 },
    );
  });

  it('never turns a failure into a pass by cutting a report short', () => {
    fc.assert(
      fc.property(report, fc.nat(), (text, at) => {
        const bytes = Buffer.from(text);
        const whole = parseReport('', bytes);
        const cut = parseReport('', bytes.subarray(0, at % (bytes.length + 1)));
        const passed = (read: ParsedReport): number =>
          read.cases.filter((one) => one.outcome === 'passed').length;
        expect(passed(cut)).toBeLessThanOrEqual(passed(whole));
        expect(cut.cases.length + cut.counts.lost).toBeLessThanOrEqual(whole.cases.length);
      }),
      { numRuns: runs },
    );
  });

  it('reads any bytes at all without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.boolean(), (bytes, asXml) => {
        const input = asXml
          ? Buffer.concat([Buffer.from('<testsuite><testcase>'), bytes])
          : Buffer.from(bytes);
        const { counts } = parseReport('', input);
        expect(counts.cases).toBe(counts.passed + counts.failed + counts.error + counts.skipped);
      }),
      { numRuns: runs },
    );
  });
});
