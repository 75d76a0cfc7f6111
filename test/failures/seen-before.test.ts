import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signer } from '../../src/failures/seen-before.ts';
import { signatureOf } from '../../src/failures/signature-of.ts';

const failure = fc.record({
  kind: fc.constantFrom('failure' as const, 'error' as const),
  type: fc.constantFrom('a.B', 'a.C'),
  message: fc.constantFrom('got 1', 'got 2', 'bad'),
  body: fc.constantFrom('a.B: x\n\tat p.Q.r(Q.java:1)', 'a.B: x\n\tat p.Q.s(Q.java:1)', 'short'),
});
const where = fc.record({
  container: fc.constantFrom('p.QTest', 'p.RTest'),
  name: fc.constantFrom('r', 's'),
});

it('signs every failure as if it had been alone, whatever came before it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(failure, where), { maxLength: 60 }), (failures) => {
      const sign = signer();
      for (const [one, test] of failures) expect(sign(one, test)).toEqual(signatureOf(one, test));
    }),
  );
});

it('signs what is equal to the letter once', () => {
  const sign = signer();
  const one = { kind: 'error' as const, type: 'a.B', message: 'm', body: 'a.B: m\n\tat p.Q.r(Q.java:7)' };
  const test = { container: 'p.QTest', name: 'r' };
  expect(sign({ ...one }, { ...test })).toBe(sign({ ...one }, { ...test }));
});
