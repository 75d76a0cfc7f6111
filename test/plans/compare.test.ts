import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/model/comparison.ts';
import { asEarlier } from '../../src/model/question.ts';
import { comparePlan } from '../../src/plans/compare.ts';
import { type CompareQuestion, comparisonOf } from '../../src/plans/comparison.ts';
import { evidenceOf, iterationsOf, runs } from './evidence.ts';

const before = { id: 'before', label: 'main', commit: 'a'.repeat(40) };
const after = { id: 'after', label: 'fix', commit: 'b'.repeat(40) };
const question: CompareQuestion = { before, after };

const next = (sides: Readonly<Record<string, string>>, asked = question) =>
  comparePlan(asked)(evidenceOf(sides));

describe('the plan of a comparison', () => {
  it.each([
    ['nothing is known: both sides, ten each', {}, { before: 10, after: 10 }],
    [
      'both are clean so far: as wide as allowed',
      { before: runs(0, 10), after: runs(0, 10) },
      { before: 25, after: 25 },
    ],
    [
      'one side failed once: more failures there, about one in a batch',
      { before: runs(1, 12), after: runs(0, 12) },
      { before: 12 },
    ],
    [
      'the other side failed: the same, the other way round',
      { before: runs(0, 10), after: runs(2, 10) },
      { after: 5 },
    ],
    ['three failures: clear the clean side', { before: runs(3, 30), after: runs(0, 30) }, { after: 20 }],
    [
      'the last batch is exactly what is missing',
      { before: runs(5, 200), after: runs(0, 160) },
      { after: 3 },
    ],
    [
      'a second cause divides the error between them',
      { before: 'xxxyyy' + runs(0, 54), after: runs(0, 60) },
      { after: 25 },
    ],
  ])('%s', (_, sides, expected) => {
    const step = next(sides);
    const orders =
      step.kind === 'run' ? Object.fromEntries(step.orders.map(({ side, runs: n }) => [side, n])) : 'done';
    expect(orders).toEqual(expected);
  });

  it.each<[string, Record<string, string>, Partial<Comparison['overall']>]>([
    [
      'the failing side failed on both sides: it was there before',
      { before: runs(3, 30), after: runs(1, 25) },
      { kind: 'pre-existing' },
    ],
    [
      'clean after failures, often enough: fixed',
      { before: runs(10, 200), after: runs(0, 600) },
      { kind: 'fixed' },
    ],
    [
      'clean before, failing after: a regression',
      { before: runs(0, 200), after: runs(5, 200) },
      { kind: 'regression' },
    ],
    [
      'clean on both sides, 299 runs each',
      { before: runs(0, 299), after: runs(0, 299) },
      { kind: 'not-reproduced' },
    ],
    [
      'a side was skipped whole: no verdict, and how many are missing',
      { before: 's'.repeat(200), after: runs(5, 200) },
      { kind: 'no-data', side: 'before', more: 163 },
    ],
  ])('ends when %s', (_, sides, expected) => {
    const step = next(sides);
    expect(step.kind === 'done' ? step.finding.overall : step).toMatchObject(expected);
  });

  it('does not take 600 clean runs after a single failure for a fix, and says what is missing', () => {
    const { overall, rows } = comparisonOf(
      { ...question, runs: 600 },
      evidenceOf({ before: runs(1, 200), after: runs(0, 600) }),
    );
    expect(overall).toMatchObject({ kind: 'need-more-runs', side: 'after', more: 3_200 });
    expect(rows[0]?.cheapest).toEqual({ side: 'before', runs: 400, inAll: 827 });
  });

  it('says fixed with what may be left of the failure', () => {
    const { overall } = comparisonOf(question, evidenceOf({ before: runs(10, 200), after: runs(0, 600) }));
    expect(overall.residual).toBeLessThan(0.005);
  });

  it('asks a fixed number of both sides at once and looks once', () => {
    const fixed = { ...question, runs: 50 };
    expect(next({}, fixed)).toMatchObject({
      orders: [
        { side: 'before', runs: 50 },
        { side: 'after', runs: 50 },
      ],
    });
    const end = next({ before: runs(20, 50), after: runs(5, 50) }, fixed);
    expect(end).toMatchObject({ kind: 'done', finding: { overall: { kind: 'still-flaky-better' } } });
  });

  it('claims no direction between two failing sides when the number was not fixed', () => {
    const end = next({ before: runs(20, 50), after: runs(5, 50) });
    expect(end).toMatchObject({ kind: 'done', finding: { overall: { kind: 'pre-existing' } } });
  });

  it('names what is fixed and what was there before, cause by cause', () => {
    const both = evidenceOf({ before: 'yyyy' + runs(12, 396), after: 'yyyyyyyy' + runs(0, 992) });
    const { rows, overall } = comparisonOf({ ...question, runs: 1000 }, both);
    expect(rows.map(({ group, result }) => [group.signature.title, result.kind])).toEqual([
      ['XException: cause x happened', 'fixed'],
      ['YException: cause y happened', 'pre-existing'],
    ]);
    expect(overall.kind).toBe('pre-existing');
    expect(rows[0]?.before).toMatchObject({ failed: 12, executed: 396 });
  });

  it('stops asking a side that executes nothing any more', () => {
    const step = next({ before: `${runs(1, 10)}${'-'.repeat(25)}`, after: runs(0, 10) });
    expect(step.kind).toBe('done');
  });

  it('is not deceived by earlier runs into asking a side that executes nothing any more', () => {
    const earlier = asEarlier(iterationsOf(runs(1, 40)), 1);
    const own = iterationsOf('-'.repeat(25));
    const evidence = new Map([
      ['before', { iterations: [...own, ...earlier], asked: 65 }],
      ['after', { iterations: iterationsOf(runs(0, 10), 26), asked: 10 }],
    ]);
    expect(comparePlan(question)(evidence).kind).toBe('done');
  });

  it('warns when only one side was skipped in part', () => {
    const { skipsDiffer } = comparisonOf(
      question,
      evidenceOf({ before: `ss${runs(3, 30)}`, after: runs(0, 40) }),
    );
    expect(skipsDiffer).toBe(true);
  });

  it('sees failures that gather on one machine', () => {
    const machines = [
      ...iterationsOf('xxxxx', 1, 'a'),
      ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].flatMap((name, at) => iterationsOf('.....', 6 + at * 5, name)),
    ];
    const evidence = new Map([['before', { iterations: machines, asked: 40 }]]);
    expect(comparisonOf(question, evidence).before.clustered).toBe(true);
  });
});
