import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../src/failures/signature-of.ts';

/** What a text is made of that is meant to hurt: each is repeated to the full length. */
const pieces = [
  'a',
  '/',
  '\\',
  '[',
  '{',
  '(',
  '<',
  ':',
  '::',
  '0',
  '0-',
  'f',
  '@',
  '\n',
  '\r',
  '\t',
  '\tat ',
  'at a (',
  'at (((',
  '\tat a.b.C.d(E.java:1)\n',
  '\nCaused by: ',
  '\nCaused by: a.B: c\n\tat a.b.C.d(E.java:1)',
  '\n\tSuppressed: ',
  'File "',
  'E   x\n',
  'expected ',
  'expected:<',
  'expected a to be ',
  '1, ',
  '<n>, ',
  '/a',
  'C:\\a\\',
  'http://',
  '::ffff',
  '[::',
  '1.2.',
  '-0000',
  'a.b.',
  'a.B: ',
  'java.io.IOException: ',
  'x.go:1 +0x',
  '#0 a(1): ',
  "thread 'a' panicked at '",
  'a.rs:1',
  '\u001b[0',
  'timed out after ',
  'goroutine 1 [',
  '---> ',
  'a.rb:1:in `',
  'a.py:1: in ',
  '❯ a ',
  '$$Lambda',
  'lambda$',
  'a$1',
  'Mon, ',
  '2020-01-01T',
  '12:',
  'error code ',
  'AAAAAAAAAA-',
  '\ud800',
  '. ',
  ' + where ',
  'A_B ',
  '\u00a0',
] as const;

const length = 100_000;

/** Ten times the goal of 5 ms for 100 kB, because test machines are busy; anything quadratic would take seconds. */
const longestMs = 50;

describe('hostile text', () => {
  it.each(pieces)('of 100 kB takes no longer than its length asks for: %j', (piece) => {
    const text = piece.repeat(Math.ceil(length / piece.length));
    for (const body of [
      text,
      `java.lang.AssertionError: ${text}`,
      `a.B: c\n\tat a.b.C.d(E.java:1)\n${text}`,
    ]) {
      expect(fastest({ body, message: '', name: 'n' })).toBeLessThan(longestMs);
    }
    expect(fastest({ body: '', message: text, name: 'n' })).toBeLessThan(longestMs);
    expect(fastest({ body: '\tat a.b.C.d(E.java:1)', message: '', name: text })).toBeLessThan(longestMs);
  });

  it('over a megabyte is read at its head and tail only', () => {
    const stack =
      '\n\tat org.example.A.run(A.java:1)\nCaused by: org.example.LastException: the end\n\tat org.example.B.run(B.java:2)';
    const body = `java.io.IOException: start\n${'x'.repeat(5_000_000)}${stack}`;
    const { signature } = signatureOf(
      { kind: 'error', type: '', message: '', body },
      { container: 'c', name: 'n' },
    );
    expect(signature).toMatchObject({ title: 'LastException: the end', place: 'B.run' });
  });

  it('with colours and Windows line ends is read like plain text', () => {
    const plain = 'org.example.AException: no rows\n\tat org.example.A.run(A.java:1)';
    const coloured = `\u001b[31m${plain.replaceAll('\n', '\r\n')}\u001b[0m`;
    const where = { container: 'c', name: 'n' };
    const id = (body: string): string =>
      signatureOf({ kind: 'error', type: '', message: '', body }, where).signature.id;
    expect(id(coloured)).toBe(id(plain));
  });
});

/** Milliseconds of processor time of the first run that is fast enough, or of the fastest of ten. */
function fastest(given: { body: string; message: string; name: string }): number {
  let best = Infinity;
  for (let round = 0; round < 10 && best >= longestMs; round++) {
    const start = process.cpuUsage();
    signatureOf(
      { kind: 'error', type: given.name, message: given.message, body: given.body },
      { container: given.name, name: given.name },
    );
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}
