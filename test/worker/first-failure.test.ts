import { describe, expect, it } from 'vitest';
import { repeatDocument } from '../../src/reports/repeat-document.ts';
import { anytimeEstimate } from '../../src/statistics/estimate.ts';
import { decide } from '../../src/worker/questions/decide.ts';
import { runSettingsSchema } from '../../src/worker/parts.ts';
import { plain, runOf } from '../commands/fakes.ts';
import { iterationsOf, runs } from '../plans/evidence.ts';
import { iterations, story } from '../reports/stories.ts';

const settings = runSettingsSchema.parse({
  repository: '/nowhere',
  fetch: false,
  settings: {},
  question: { kind: 'decide', first: true, most: 200 },
  quiet: false,
});
const question = decide.open({
  run: runOf('r-1', { question: 'decide', asked: 0 }),
  settings,
  resolved: undefined,
});
const evidenceOf = (outcomes: string) =>
  new Map([['run', { iterations: iterationsOf(outcomes), asked: outcomes.length }]]);

describe('a run up to its first failure', () => {
  it('goes on while nothing fails, and ends with the round that brings a failure', async () => {
    expect(await question.next(evidenceOf(runs(0, 10)))).toEqual([{ side: 'run', runs: 25 }]);
    expect(await question.next(evidenceOf(runs(1, 35)))).toEqual([]);
  });

  it('asked for no more than it handed over, and its interval holds wherever it ended', async () => {
    const found = await question.finding(evidenceOf(runs(1, 35)));
    const { high, low } = anytimeEstimate(1, 35);
    expect(found).toMatchObject({
      verdict: {
        counts: { asked: 35, executed: 35, failed: 1, lost: 0 },
        estimate: { failed: 1, executed: 35, low, high, isAnytime: true },
      },
      decision: { kind: 'reproduced', first: { most: 200 } },
    });
  });

  it('says what its end does to the rate, and how the rate is found', () => {
    const document = repeatDocument(
      story({
        kind: 'flaky',
        asked: 35,
        iterations: iterations(35, [31]),
        rest: { decision: { kind: 'reproduced', rate: 0.01, first: { most: 200 }, failed: 1, executed: 35 } },
      }),
    );
    const said = plain(document);
    expect(said).toContain(
      'It ended at its first failure, of at most 200 runs: an end like that makes the rate read high. The interval allows for it.',
    );
    expect(said).toMatch(/to know how often it fails: `\/retrial repeat \S+ x200/);
  });

  it('says so where none came', () => {
    const decision = {
      kind: 'not-seen',
      rate: 0.01,
      first: { most: 200 },
      failed: 0,
      executed: 299,
    } as const;
    const report = story({
      kind: 'clean-so-far',
      asked: 299,
      iterations: iterations(299),
      rest: { decision },
    });
    expect(plain(repeatDocument(report))).toContain(
      'It was to end at its first failure, and there was none.',
    );
  });
});
