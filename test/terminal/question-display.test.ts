import { describe, expect, it } from 'vitest';
import type { Iteration } from '../../src/model/iteration.ts';
import { showQuestion } from '../../src/terminal/questions/display.ts';

const failed: Iteration = {
  index: 3,
  outcome: 'failed',
  results: [],
  durationMs: 1,
  machine: 'slot 1',
  failure: { kind: 'error', type: 'Error', message: 'zu spät\u001b[31m', body: '' },
};

/** What a question says of a failure where nobody watches. */
function said(unicode: boolean): string {
  const lines: string[] = [];
  const output = {
    out: () => undefined,
    err: (text: string) => lines.push(text),
    live: false,
    style: { width: 80, colour: false, unicode },
  };
  const display = showQuestion(output, false);
  display.add({ id: 'b', label: 'größer', commit: 'c' }, failed, '/home/jürgen/.retrial/r-1/3');
  display.stop();
  return lines.join('');
}

describe('a failure on the way', () => {
  it('is told with its folder as it is called, so that it can be opened', () => {
    expect(said(true)).toBe('größer: run 3 failed: zu spät  (/home/jürgen/.retrial/r-1/3)\n');
  });

  it('is told in signs that every terminal has where the locale asks for that', () => {
    expect(said(false)).toContain('(/home/j\\u{fc}rgen/.retrial/r-1/3)');
  });
});
