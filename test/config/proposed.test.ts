import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposedFaults } from '../../src/config/proposed.ts';
import { readProjectConfig } from '../../src/config/project.ts';
import { UserError } from '../../src/model/errors.ts';

const good = ['local:', '  command: [npx, vitest]', '  timeout: 10m', ''].join('\n');

describe('settings that somebody proposes', () => {
  it('have no faults when they can be used', () => expect(proposedFaults(good)).toEqual([]));

  it.each([
    ['an unknown key', good.replace('timeout', 'timeut'), 3, 'local', 'timeut'],
    ['a bad value', good.replace('10m', 'soon'), 3, 'local.timeout', 'is a number and a unit'],
    [
      'a bad value in a list',
      `${good}releases:\n  - name: a\n  - name: 4.1\n`,
      6,
      'releases.1.name',
      'quotes',
    ],
    ['an unknown section', `polcy: {}\n${good}`, 1, '', 'did you mean `policy`?'],
    [
      'a key that is missing',
      'local:\n  timeout: 10m\n',
      1,
      'local.command',
      'is missing, and a list belongs there',
    ],
    [
      'a fault of a lane',
      `${good}lanes:\n  j8:\n    local: { timeout: x }\n`,
      6,
      'lanes.j8.local.timeout',
      'unit',
    ],
    ['what only a lane’s sum has', `${good}lanes:\n  j8:\n    locl: {}\n`, 6, 'lanes.j8', 'locl'],
    ['a tab', 'local:\n\tcommand: [x]\n', 2, '', 'isn’t valid YAML'.replace('’', "'")],
    ['a key that is there twice', `${good}local: {}\n`, 4, '', "isn't valid YAML"],
    ['no service at all', 'limits: {}\n', undefined, '', 'add a section for a CI service'],
  ])('are told of %s by its line', (_, text, line, key, words) => {
    const [fault, ...rest] = proposedFaults(text);
    expect(rest).toEqual([]);
    expect(fault).toMatchObject({ key, ...(line === undefined ? {} : { line }) });
    expect(fault?.line).toBe(line);
    expect(fault?.message).toContain(words);
  });

  it('are told of every fault at once', () => {
    const faults = proposedFaults('local:\n  command: npm test\n  timeut: 1\n  timeout: soon\n');
    expect(faults.map(({ line }) => line)).toEqual([2, 4, 3]);
  });
});

describe('hostile settings', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'.replace(/./g, (key, at: number) => `${key}: &${key} [${`*${'abcdefghij'[at]},`.repeat(9)}]\n`)}`;

  it.each([
    ['aliases that multiply', bomb],
    ['nesting without end', '['.repeat(40_000)],
    ['maps without end', '{a: '.repeat(20_000)],
    ['lists without end', '- '.repeat(40_000)],
    ['keys without end', '? '.repeat(40_000)],
    ['a long text', 'x'.repeat(100_001)],
    ['a tag that would run', 'local: !!js/function "function () { return 1 }"'],
    ['a key that is no own one', '__proto__: { polluted: true }\nconstructor: 1\n'],
    ['a merge of nothing', '<<: *nobody\n'],
    ['bytes', '\u0000\u0001\uFFFF\uD800'],
  ])('with %s end in a fault, soon', (_, text) => {
    const started = performance.now();
    expect(proposedFaults(text).length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('never end in anything but faults, and are refused alike where they would be used', () => {
    const pieces = fc.constantFrom(
      'local:',
      ' ',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '&a',
      '*a',
      '!!x',
      '|',
      ': ',
      'x',
      '"',
      '#',
      '?',
      '<<',
      '\t',
      '%',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (some) => {
        const text = some.join('');
        expect(proposedFaults(text).length).toBeGreaterThan(0);
        expect(() => readProjectConfig(text)).toThrow(UserError);
      }),
      { numRuns: 300 },
    );
  });
});
