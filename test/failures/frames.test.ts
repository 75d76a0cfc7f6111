import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/failures/frame.ts';
import { frameOfLine, lineFormats } from '../../src/failures/frames/formats.ts';

const examples = lineFormats.flatMap((format) =>
  format.examples.map(([line, place, previous]) => ({
    format: format.name,
    line,
    place,
    previous: previous ?? '',
  })),
);

describe('a line of a stack', () => {
  it.each(examples)('of $format is read: $line', ({ line, place, previous }) => {
    expect(written(frameOfLine(line, previous))).toBe(place);
  });

  it.each([
    'at the end of the day',
    'at last (really)',
    'see http://host:80/',
    'Expected: 5',
    '12:30:01 done',
    'a.txt:5',
    '',
  ])('is not seen in prose: %s', (line) => {
    expect(frameOfLine(line, '')).toBeUndefined();
  });
});

function written(frame: Frame | undefined): string {
  return frame === undefined ? 'no frame' : `${frame.ecosystem} ${frame.owner} ${frame.method} ${frame.file}`;
}
