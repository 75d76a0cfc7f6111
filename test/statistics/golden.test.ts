import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callStatistic, statistics } from '../../src/statistics/calculator/calculator.ts';
import { corpus, needCorpus } from '../support/corpus.ts';

interface GoldenCase {
  readonly id: number;
  readonly fn: string;
  readonly args: unknown;
  readonly expect: unknown;
  readonly relTol: number;
}

/** Values that are exactly 0 in exact arithmetic come out as rounding noise. */
const NOISE = 1e-12;

describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  'the calculator against golden values (set RETRIAL_CORPUS to run this)',
  () => {
    it('agrees with every one of them', () => {
      const cases = goldenCases();
      expect(cases.length).toBeGreaterThan(130);
      const wrong = cases.flatMap((golden) => {
        const got = callStatistic(golden.fn, golden.args);
        return differences({ got, wanted: golden.expect }, golden.relTol).map(
          (text) => `${golden.id} ${golden.fn} ${JSON.stringify(golden.args)}: ${text}`,
        );
      });
      expect(wrong).toEqual([]);
    });

    it('knows every function they name', () => {
      const names = new Set(goldenCases().map(({ fn }) => fn));
      const known = statistics.map(({ name }) => name);
      expect([...names].filter((name) => !known.includes(name))).toEqual([]);
    });
  },
);

function goldenCases(): readonly GoldenCase[] {
  const file = join(needCorpus(), 'statistics', 'golden.json');
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isObject(parsed) || !Array.isArray(parsed['cases'])) throw new Error('the golden file has no cases');
  return parsed['cases'].map((item: unknown) => {
    if (!isObject(item)) throw new Error('a golden case is not an object');
    return {
      id: Number(item['id']),
      fn: String(item['fn']),
      args: item['args'],
      expect: item['expect'],
      relTol: Number(item['relTol']),
    };
  });
}

/** Where two JSON values differ by more than a relative tolerance; shapes must be equal, numbers of tolerance 0 too. */
function differences(pair: { got: unknown; wanted: unknown }, relTol: number, path = ''): string[] {
  const { got, wanted } = pair;
  if (typeof got === 'number' && typeof wanted === 'number') {
    const allowed = relTol === 0 ? 0 : Math.max(relTol * Math.abs(wanted), NOISE);
    return Math.abs(got - wanted) <= allowed ? [] : [`${path} is ${got}, not ${wanted}`];
  }
  if (isObject(got) && isObject(wanted)) {
    const keys = Object.keys(wanted);
    if (Object.keys(got).toSorted().join(' ') !== keys.toSorted().join(' ')) {
      return [`${path} has ${Object.keys(got).join(' ')}, not ${keys.join(' ')}`];
    }
    return keys.flatMap((key) =>
      differences({ got: got[key], wanted: wanted[key] }, relTol, `${path}.${key}`),
    );
  }
  return Object.is(got, wanted) ? [] : [`${path} is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
