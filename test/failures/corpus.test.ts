import { describe, expect, it } from 'vitest';
import { groupRecords } from '../../src/failures/records.ts';
import { labelledFailures } from '../bench/labelled.ts';
import { measure } from '../bench/measure.ts';
import { corpus, needCorpus } from '../support/corpus.ts';

const withoutCorpus = corpus === undefined && process.env['CI'] === undefined;

describe.skipIf(withoutCorpus)('on the labelled failures (needs RETRIAL_CORPUS)', () => {
  it('two causes are rarely one group: precision, F1 and ARI on 1,166 failures of one project', () => {
    const [ours, exact, masked] = measure(needCorpus(), 'ozone');
    expect(ours?.core.items).toBe(1_166);
    expect(ours?.core.precision).toBeGreaterThanOrEqual(0.97);
    expect(ours?.core.f1).toBeGreaterThanOrEqual(0.95);
    expect(ours?.core.ari).toBeGreaterThanOrEqual(0.9);
    expect(ours?.core.f1).toBeGreaterThan(3 * Math.max(exact?.core.f1 ?? 1, masked?.core.f1 ?? 1));
  });

  it('two causes inside one class are told apart: a shut-down error never counts for the timeout beside it', () => {
    const [ours] = measure(needCorpus(), 'ozone');
    expect(ours?.withinClass.classes).toBe(60);
    expect(ours?.withinClass.f1).toBeGreaterThanOrEqual(0.98);
    expect(ours?.withinClass.perfect).toBeGreaterThanOrEqual(48);
  });

  it('different bugs of eight projects stay apart', () => {
    const [ours] = measure(needCorpus(), 'defects4j');
    expect(ours?.core.precision).toBeGreaterThanOrEqual(0.92);
  });

  it('failures of many languages stay apart, each with a title', () => {
    const [ours] = measure(needCorpus(), 'fixtures');
    expect(ours?.core.recall).toBe(1);
    expect(ours?.core.mixed).toBeLessThanOrEqual(14);
    const records = labelledFailures(needCorpus(), 'fixtures').map(({ record }) => record);
    expect(groupRecords(records).records.filter(({ title }) => title.trim() === '')).toEqual([]);
  });

  it('moved lines change no signature', () => {
    const records = labelledFailures(needCorpus(), 'ozone').map(({ record }) => record);
    const moved = records.map((record) => ({
      ...record,
      text: (record.text ?? '').replace(/(\.java:)(\d+)/g, (_, file, line) => `${file}${Number(line) + 17}`),
    }));
    expect(groupRecords(moved).records.map(({ signature }) => signature)).toEqual(
      groupRecords(records).records.map(({ signature }) => signature),
    );
  });

  it('the order of the failures changes no signature', () => {
    const records = labelledFailures(needCorpus(), 'ozone').map(({ record }) => record);
    const forwards = groupRecords(records).records;
    expect(groupRecords(records.toReversed()).records.toReversed()).toEqual(forwards);
  });
});
