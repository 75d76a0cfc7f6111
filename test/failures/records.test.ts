import { array, assert, constantFrom, integer, option, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupRecords, type FailureRecord, type GroupedRecord } from '../../src/failures/records.ts';

const words = constantFrom(
  'peer',
  'left',
  '7',
  'expected:<1> but was:<2>',
  '\n\tat ',
  'a.b.C.d(E.java:1)',
  'Caused by: ',
  'x.YException: ',
  ' ',
  '\n',
  '/tmp/q/1',
  '<n>',
);
const hostile = option(
  array(words, { maxLength: 12 }).map((parts) => parts.join('')),
  { nil: null },
);
const anyRecord = record({
  type: hostile,
  message: hostile,
  text: hostile,
  classname: hostile,
  name: hostile,
  kind: option(constantFrom('failure', 'error', 'rerunFailure'), { nil: null }),
});

describe('grouping records', () => {
  it('answers one line for each record, in their order', () => {
    const grouped = groupRecords([{ id: 'a', message: 'peer left the ring' }, { id: 'b' }]).records;
    expect(grouped.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(grouped.map((line) => Object.keys(line))).toEqual([
      ['id', 'signature', 'title'],
      ['id', 'signature', 'title'],
    ]);
  });

  it('treats null and absent alike', () => {
    const nulls = { id: 'a', type: null, message: null, text: null, classname: null, name: null, kind: null };
    const [a, b] = groupRecords([nulls, { id: 'b' }]).records;
    expect(a?.signature).toBe(b?.signature);
  });

  it('looks at nothing but what a report carries: labels change nothing', () => {
    const plain: FailureRecord = {
      id: 'a',
      message: 'peer left the ring',
      classname: 'PeerTest',
      name: 'joins',
    };
    const labelled = { ...plain, group: 'g1', family: 'f1', core: false };
    expect(groupRecords([labelled]).records).toEqual(groupRecords([plain]).records);
  });

  it('gives equal signatures in whatever order records come', () => {
    assert(
      property(array(anyRecord, { maxLength: 20 }), (list) => {
        const records = list.map((one, index) => ({ ...one, id: String(index) }));
        expect(sortedById(groupRecords(records.toReversed()).records)).toEqual(
          sortedById(groupRecords(records).records),
        );
      }),
    );
  });

  it('survives any text with an id and a title of one line', () => {
    const units = array(integer({ min: 0, max: 0xffff }), { maxLength: 200 });
    assert(
      property(units, units, (some, others) => {
        const [a, b] = [String.fromCharCode(...some), String.fromCharCode(...others)];
        const [grouped] = groupRecords([
          { id: 'a', message: a, text: b, type: b, classname: a, name: b },
        ]).records;
        expect(grouped?.signature).toMatch(/^s1-[0-9a-f]{16}$/);
        expect(grouped?.title).toMatch(/^[^\n\r]+$/);
      }),
    );
  });
});

function sortedById(grouped: readonly GroupedRecord[]): readonly GroupedRecord[] {
  return grouped.toSorted((a, b) => a.id.localeCompare(b.id));
}
