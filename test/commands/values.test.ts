import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDuration, writeDuration } from '../../src/commands/language/duration.ts';
import type { Reading } from '../../src/commands/language/fault.ts';
import { distance, nearest } from '../../src/commands/language/nearest.ts';
import { readRevision, writeRevision } from '../../src/commands/language/revision.ts';
import { readTestName } from '../../src/commands/language/test-name.ts';
import { plainText } from './fakes.ts';

const project = 'apache/cassandra';

function wrongOf(reading: Reading<unknown>): string | undefined {
  return 'wrong' in reading ? plainText(reading.wrong) : undefined;
}

describe('the name of a test', () => {
  it.each([
    'CASTest',
    'org.apache.cassandra.distributed.test.CASTest#testConflictingWrites',
    'Outer$Inner#test',
    'A#x,A#y',
    'tests/test_a.py::TestB::test_c[param-1]',
    'test_b[a=b]',
    'src/a.test.ts > adds (two) numbers',
    'it costs $5',
    'pkg/sub.TestX/case_#01',
    '//pkg:target',
    'ünïcode > 名前 🚀',
    "doesn't fail",
    'a.test.ts > goes ../ up',
    'spec/a_spec.rb:12',
    '@scope/pkg > x',
    'a {x} [0] <T>',
  ])('takes %s', (name) => {
    expect(readTestName(name)).toMatchObject({ value: { text: name } });
  });

  it.each([
    ['', 'it is empty'],
    ['   ', 'it is empty'],
    ['x'.repeat(501), 'it is longer than 500 characters'],
    ['x'.repeat(10_000), 'it is longer than 500 characters'],
    ['a\0b', 'it holds an invisible character'],
    ['a\nb', 'it holds an invisible character'],
    ['a\rb', 'it holds an invisible character'],
    ['a\tb', 'it holds an invisible character'],
    ['a\u001B[2Jb', 'it holds an invisible character'],
    ['a\u0085b', 'it holds an invisible character'],
    ['a\u2028b', 'it holds an invisible character'],
    ['a\u202Eb', 'it holds an invisible character'],
    ['a\uD800b', 'it holds an invisible character'],
    ['-rf', 'a name begins with a dash'],
    ['--help', 'a name begins with a dash'],
    ['  -x', 'a name begins with a dash'],
    ['A#x,-rf', 'a name begins with a dash'],
    ['CASTest; rm -rf ~', 'it holds a character that a shell would act on'],
    ['$(rm -rf ~)', 'it holds a character that a shell would act on'],
    ['${HOME}', 'it holds a character that a shell would act on'],
    ['`id`', 'it holds a character that a shell would act on'],
    ['a|b', 'it holds a character that a shell would act on'],
    ['a&b', 'it holds a character that a shell would act on'],
    ['../../etc/passwd', 'its path leads out of the repository'],
    ['src/../../x.test.ts > a', 'its path leads out of the repository'],
    ['/etc/passwd', 'its path leads out of the repository'],
  ])('refuses %j', (name, reason) => {
    const wrong = wrongOf(readTestName(name));
    expect(wrong).toContain(reason);
    expect(wrong?.length).toBeLessThan(200);
  });

  it('lets nothing through that a terminal or a shell acts on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        const reading = readTestName(text);
        if (!('value' in reading)) return;
        expect(reading.value.text).not.toMatch(/^-|[\p{Cc};|&`]|\$[({]/u);
        expect(reading.value.text.length).toBeLessThanOrEqual(500);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a revision', () => {
  it.each([
    ['trunk', 'trunk'],
    ['cassandra-4.1', 'cassandra-4.1'],
    ['feature/x_y.z', 'feature/x_y.z'],
    ['3f1c9ab', '3f1c9ab'],
    ['v1.0+build@2', 'v1.0+build@2'],
    ['#123', '#123'],
    // Git allows such a name; whether there is one, the repository knows.
    ['#x', '#x'],
    ['belliottsmith:17461-4.1', 'belliottsmith:17461-4.1'],
    ['https://github.com/apache/cassandra/tree/feature/x', 'feature/x'],
    ['https://github.com/Apache/Cassandra/tree/trunk?tab=readme', 'trunk'],
    ['https://github.com/apache/cassandra/commit/3f1c9ab', '3f1c9ab'],
    ['https://github.com/apache/cassandra/pull/17/files', '#17'],
    ['https://github.com/belliottsmith/cassandra/tree/17461-4.1', 'belliottsmith:17461-4.1'],
  ])('is read from %s', (typed, written) => {
    const reading = readRevision(typed, project);
    expect('value' in reading ? writeRevision(reading.value) : reading).toBe(written);
  });

  it.each([
    ...'-x --upload-pack=x a~1 a^ a:b:c a? a* a[b a\\b a..b @ a@{1} .a a/.b a//b /a a/ a.lock a.lock/b a.'.split(
      ' ',
    ),
    ...'owner: :x owner:-x -o:x owner:a..b a;b $(id) a`id` a|b a&b a\'b a"b a>b https://'.split(' '),
    '',
    'a b',
    'a\nb',
    'a\0b',
    'x'.repeat(256),
    'https://github.com/apache/cassandra',
    'https://github.com/apache/other/tree/x',
    'https://github.com/apache/cassandra/issues/3',
    'https://github.com/a/cassandra/pull/3',
    'https://github.com/apache/cassandra/tree/a..b',
    'https://github.com/apache/cassandra/tree/%00',
    'https://github.com/apache/cassandra/tree/%E0%A4%A',
    'https://github.com/apache/cassandra/tree/evil:x',
  ])('is not read from %j', (typed) => {
    expect(readRevision(typed, project)).toMatchObject({ code: 'E-REF' });
    // What is always refused is offered to nobody.
    const words = JSON.stringify(readRevision(typed, project));
    expect(words).toContain('push its branch to the repository');
    expect(words.replaceAll(JSON.stringify(typed).slice(1, -1), '')).not.toContain('owner:');
  });

  it('never begins with a dash nor holds what git forbids, whatever was typed', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.webUrl().map((url) => url.replace(/^https?:\/\/[^/]*/, 'https://github.com/apache/cassandra/tree')),
      fc.stringMatching(/^[a-z:.@{}/~^-]{1,20}$/),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const reading = readRevision(text, project);
        if (!('value' in reading) || reading.value.kind === 'pull') return;
        expect(reading.value.name).not.toMatch(/^-|\.\.|@\{|[\p{Cc} ~^:?*[\\]|\.lock$|\.$|^\/|\/$|\/\//u);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['20m', 1_200_000],
    ['2H', 7_200_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
  ])('of %s is %i ms', (typed, milliseconds) => {
    expect(readDuration(typed)).toBe(milliseconds);
  });

  it.each(['', 'm', '5', '5 m', '-5m', '1.5h', '5min', '1234567m', '1h30m'])('is not %j', (typed) => {
    expect(readDuration(typed)).toBeUndefined();
  });

  it('is written as it can be read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), (seconds) => {
        expect(readDuration(writeDuration(seconds * 1_000))).toBe(seconds * 1_000);
      }),
    );
  });
});

describe('the nearest word', () => {
  it.each([
    ['repeat', 'repeat', 0],
    ['repat', 'repeat', 1],
    ['reepat', 'repeat', 1],
    ['rpat', 'repeat', 2],
    ['rpeeat', 'repeat', 1],
    ['', 'abc', 3],
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('%s and %s are %i apart', (a, b, mistakes) => {
    expect(distance(a, b)).toBe(mistakes);
  });

  it('is likely within two mistakes, and never for a word that shares no letter', () => {
    const words = ['repeat', 'run', 'loop', 'status', 'cancel', 'stop'];
    expect(nearest('repat', words).likely).toBe('repeat');
    expect(nearest('CANCLE', words).likely).toBe('cancel');
    expect(nearest('xy', ['ab']).likely).toBeUndefined();
    expect(nearest('bisect', words).likely).toBeUndefined();
    expect(nearest('bisect', words).closest).toHaveLength(5);
  });

  it('is the same both ways, 0 for equal words only, and cheap for hostile ones', () => {
    const word = fc.stringMatching(/^[abc]{0,8}$/);
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b) === 0).toBe(a === b);
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
    expect(distance('a'.repeat(1_000_000), 'b')).toBe(40);
  });
});
