import { describe, expect, it } from 'vitest';
import type { Fingerprint } from '../../src/failures/signature-of.ts';
import { nearDuplicates } from '../../src/failures/near-duplicates.ts';

describe('near-duplicates', () => {
  it.each([
    ['words in common', ['the peer left the ring', 'the peer left the room'], 1],
    [
      'a long common beginning',
      [
        'cannot reach the peer of this range: gone',
        'cannot reach the peer of this range because it never joined at all today',
      ],
      1,
    ],
    [
      'different codes',
      ['request failed with code key_not_found', 'request failed with code volume_not_empty'],
      2,
    ],
    [
      'different statuses',
      ['server answered the request with http 401', 'server answered the request with http 503'],
      2,
    ],
    [
      'different quoted words',
      ["condition 'leader elected' did not hold in time", "condition 'log flushed' did not hold in time"],
      2,
    ],
    ['different subjects', ['expected total to be <v>', 'expected name to be <v>'], 2],
    [
      'different words after a long introduction',
      [
        'failed to start the embedded server on node: address already in use',
        'failed to start the embedded server on node: keystore was tampered with',
      ],
      2,
    ],
    [
      'the same names in another order',
      [
        'rows of the ledger lack user_id, order_id of them',
        'rows of the ledger lack order_id, user_id of them',
      ],
      1,
    ],
    ['nothing in common', ['the peer left', 'disk is full'], 2],
    ['an error without words beside one cause', ['', 'disk is full'], 1],
    ['an error without words beside two causes', ['', 'disk is full', 'the peer left'], 3],
  ])('join or not by %s', (_, keys, groups) => {
    expect(count(keys.map((key) => print(key, 'IOException\nA.b\n')))).toBe(groups);
  });

  it('never reach across buckets', () => {
    expect(
      count([print('the peer left', 'IOException\nA.b\n'), print('the peer left!', 'IOException\nA.c\n')]),
    ).toBe(2);
  });

  it('keep an assertion without words apart: it is another line', () => {
    expect(count([print('', 'Assertion\nA.b\nA.b'), print('rows are missing', 'Assertion\nA.b\nA.b')])).toBe(
      2,
    );
  });

  it('leave alone what has neither place nor test', () => {
    expect(
      count([print('the peer left the ring', undefined), print('the peer left the room', undefined)]),
    ).toBe(2);
  });

  it('stand for themselves by the most general message, whatever the order', () => {
    const short = print('the peer left the ring', 'IOException\nA.b\n');
    const long = print('the peer left the ring at last', 'IOException\nA.b\n');
    for (const order of [
      [short, long],
      [long, short],
    ]) {
      const { idOf, links } = nearDuplicates(order);
      expect(idOf.get(long.signature.id)).toBe(short.signature.id);
      expect(links).toEqual([
        { from: long.signature.id, to: short.signature.id, reason: expect.stringMatching(/% of the words/) },
      ]);
    }
  });

  it('compare only neighbours where ten thousand messages share one place', () => {
    const prints = Array.from({ length: 10_000 }, (_, index) =>
      print(`word${index} other${index * 7} third${index * 13}`, 'IOException\nA.b\n'),
    );
    expect(count(prints)).toBe(10_000);
  });
});

function print(key: string, bucket: string | undefined): Fingerprint {
  const id = `s1-${key}${bucket}`;
  return {
    signature: { id, title: key },
    message: key,
    template: key,
    key,
    rules: [],
    bucket,
  };
}

function count(prints: readonly Fingerprint[]): number {
  const { idOf } = nearDuplicates(prints);
  return new Set(prints.map(({ signature }) => idOf.get(signature.id) ?? signature.id)).size;
}
