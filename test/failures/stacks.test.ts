import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/model/iteration.ts';
import { signatureOf } from '../../src/failures/signature-of.ts';
import { stackExamples } from './stack-examples.ts';

describe('a stack', () => {
  it.each(stackExamples)('is read to its root cause and place: $name', (example) => {
    const { signature } = signatureOf(failure(example), { container: 'c', name: example.test });
    expect({ title: signature.title, place: signature.place }).toEqual({
      title: example.title,
      place: example.place,
    });
  });

  it.each(stackExamples)('keeps its id when lines, machine and values change: $name', (example) => {
    const where = { container: 'c', name: example.test };
    const again = signatureOf(failure({ ...example, message: '', ...example.again }), where);
    expect(again.signature.id).toBe(signatureOf(failure(example), where).signature.id);
  });

  it('gives every example an id of its own', () => {
    const ids = stackExamples.map(
      (example) => signatureOf(failure(example), { container: 'c', name: example.test }).signature.id,
    );
    expect(new Set(ids).size).toBe(stackExamples.length);
  });
});

function failure(from: { type?: string; message?: string; body: string }): Failure {
  return { kind: 'failure', type: from.type ?? '', message: from.message ?? '', body: from.body };
}
