import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedLines } from '../../src/edits/changed-lines.ts';
import { listed, unlisted } from '../../src/edits/test-list.ts';

const path = 'test/quarantine.txt';

describe('a list of tests', () => {
  it.each([
    ['', 'A#b\n', 1],
    ['# why\nC#d\n', '# why\nC#d\nA#b\n', 3],
    ['C#d', 'C#d\nA#b', 2],
    ['C#d\r\nE#f\r\n', 'C#d\r\nE#f\r\nA#b\r\n', 3],
    ['\n\n', '\n\nA#b\n', 3],
  ])('takes one more into %j', (text, wanted, line) => {
    expect(listed({ path, text }, 'A#b')).toEqual({ text: wanted, line });
    expect(unlisted({ path, text: wanted }, 'A#b')).toEqual({ text, line, name: 'A#b' });
  });

  it('gives the first bytes back, whatever stands in it', () => {
    const piece = fc.constantFrom('A#bc', '# A#b', 'C#d ', '', 'A#b2', '\n', '\r\n', '\r', '\n', '\r\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        fc.pre(unlisted({ path, text }, 'A#b') === undefined);
        expect(unlisted({ path, ...listed({ path, text }, 'A#b') }, 'A#b')?.text).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('sees a test beside a comment, and keeps a byte order mark', () => {
    const text = '\uFEFFA#b # SHOP-1, races\nC#d\n';
    expect(() => listed({ path, text }, 'A#b')).toThrow(/lists `A#b` already, in line 1/);
    expect(unlisted({ path, text }, 'A#b')).toEqual({ text: '\uFEFFC#d\n', line: 1, name: 'A#b' });
  });

  it('takes the whole line for the name of a test first', () => {
    const test = 'a.test.js > fixes #12 again';
    const { text } = listed({ path, text: 'A#b\n' }, test);
    expect(() => listed({ path, text }, test)).toThrow('already, in line 2');
    expect(unlisted({ path, text }, test)).toEqual({ text: 'A#b\n', line: 2, name: test });
    expect(unlisted({ path, text: `${test}  # SHOP-1\n` }, test)).toEqual({ text: '', line: 1, name: test });
    expect(unlisted({ path, text: '# A#b\nA#b2\nA#b#c\n' }, 'A#b')).toBeUndefined();
  });

  it.each(['quarantine.json', 'q.yml'])('adds no line to %s', (name) => {
    expect(() => listed({ path: name, text: '[]' }, 'A#b')).toThrow('is no list of one test a line');
  });

  it('says where a test stands already, and takes off nothing that is not there', () => {
    expect(() => listed({ path, text: 'C#d\n  A#b \n' }, 'A#b')).toThrow(/lists `A#b` already, in line 2/);
    expect(unlisted({ path, text: 'A#bc\n# A#b\n' }, 'A#b')).toBeUndefined();
  });
});

describe('a list that names tests more or less in full', () => {
  it.each([
    ['org.acme.A#b', 'A#b'],
    ['A#b', 'org.acme.A#b'],
    ['acme.A#b', 'org.acme.A#b'],
    ['Outer$A#b', 'A#b'],
    ['test/a.test.ts > waits', 'a.test.ts > waits'],
    ['tests/unit/test_a.py::test_b', 'test_a.py::test_b'],
  ])('takes %j for what may be %j: not twice on it, and off it by either name', (name, test) => {
    const text = `C#d\n${name} # SHOP-1\n`;
    expect(() => listed({ path, text }, test)).toThrow(
      `lists \`${name}\` in line 2, which may be \`${test}\`. If it is another test, name both in full.`,
    );
    expect(unlisted({ path, text }, test)).toEqual({ text: 'C#d\n', line: 2, name });
  });

  it.each([
    ['org.other.A#b', 'org.acme.A#b'],
    ['MyA#b', 'A#b'],
    ['A#bb', 'A#b'],
    ['A', 'A#b'],
    ['test/a.py::b', 'test/other/a.py::b'],
  ])('takes %j for another than %j', (name, test) => {
    const text = `${name}\n`;
    expect(listed({ path, text }, test).text).toBe(`${name}\n${test}\n`);
    expect(unlisted({ path, text }, test)).toBeUndefined();
  });

  it('takes off the line that names it just so, and none of several that may be it', () => {
    const text = 'org.acme.A#b\norg.other.A#b\n';
    expect(unlisted({ path, text: `${text}A#b\n` }, 'A#b')?.text).toBe(text);
    expect(() => unlisted({ path, text }, 'A#b')).toThrow(
      '`test/quarantine.txt` lists `org.acme.A#b`, `org.other.A#b`: name the one you mean in full.',
    );
  });
});

describe('changed lines', () => {
  it('shows what goes and comes, with what stands beside it', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    const after = ['a', 'b', 'new', 'c', 'd', 'e', 'f', 'g', 'H', 'i', 'j'];
    expect(changedLines(before.join('\r\n'), after.join('\r\n'))).toBe(
      [
        '@@ line 1 @@',
        ' a',
        ' b',
        '+new',
        ' c',
        ' d',
        '@@ line 6 @@',
        ' f',
        ' g',
        '-h',
        '+H',
        ' i',
        ' j',
      ].join('\n'),
    );
    expect(changedLines('same', 'same')).toBe('');
  });

  it('shows both places of a change that are far from each other, and nothing between them', () => {
    const lines = Array.from({ length: 3_000 }, (_, at) => (at % 2 === 0 ? '' : `line ${at}`));
    const after = lines.toSpliced(2_901, 0, '@Ignore').toSpliced(2, 0, 'import org.junit.Ignore;');
    expect(changedLines(lines.join('\n'), after.join('\n'))).toBe(
      [
        '@@ line 1 @@',
        ' ',
        ' line 1',
        '+import org.junit.Ignore;',
        ' ',
        ' line 3',
        '@@ line 2900 @@',
        ' line 2899',
        ' ',
        '+@Ignore',
        ' line 2901',
        ' ',
      ].join('\n'),
    );
  });

  it('gives the lines after it, when what goes is taken away and what comes is put in', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const shown = changedLines(before.join('\n'), after.join('\n')).split('\n');
        const of = (mark: string) => shown.filter((line) => line.startsWith(mark)).length;
        expect(of('+') - of('-')).toBe(after.length - before.length);
      }),
    );
  });

  it('cuts what nobody would read', () => {
    const many = Array.from({ length: 3_000 }, (_, at) => `x${at}`).join('\n');
    expect(changedLines(many, 'y').split('\n')).toHaveLength(61);
  });
});
