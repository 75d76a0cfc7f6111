import { describe, expect, it } from 'vitest';
import { JunitReader } from '../../src/results/junit-reader.ts';
import { TextWindow } from '../../src/results/text-window.ts';

describe('Names cut out of a report', () => {
  it('are the same whatever letters stand around them, and however many bytes they take', () => {
    const names = Array.from(
      { length: 400 },
      (_, at) => `${'é'.repeat(at % 7)}test ${at} 試験 ${'x'.repeat(at)}`,
    );
    const cases = names.map((name) => `<testcase classname="a.B" name="${name}"/>`);
    expect(namesOf(`<testsuite>${cases.join('\n')}</testsuite>`)).toEqual(names);
  });

  it('keep their entities decoded where only a neighbour holds one', () => {
    expect(
      namesOf(
        '<testsuite><testcase name="a &lt; b"/><testcase name="c"/><testcase name="d &amp; e"/></testsuite>',
      ),
    ).toEqual(['a < b', 'c', 'd & e']);
  });

  it('come from the bytes as they are now when a buffer was filled anew', () => {
    const bytes = Buffer.from('first name');
    const window = new TextWindow();
    window.begin(bytes);
    expect(window.cut(0, 5)).toBe('first');
    bytes.write('other');
    window.begin(bytes);
    expect(window.cut(0, 5)).toBe('other');
  });
});

function namesOf(report: string): string[] {
  const names: string[] = [];
  const reader = new JunitReader({ onCase: ({ name }) => void names.push(name) });
  reader.write(Buffer.from(report));
  reader.end();
  return names;
}
