import { describe, expect, it } from 'vitest';
import { bar, progressDocument, timeLeft } from '../../src/reports/progress-document.ts';
import { resultJson } from '../../src/reports/result-json.ts';
import { eventLine, finishedEvent, progressEvent, resultEvent } from '../../src/reports/run-events.ts';
import { stillToCome } from '../../src/reports/run-progress.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { progress } from './progress-story.ts';
import { stories, unexecuted } from './stories.ts';

const zero = { executed: 0, passed: 0, failed: 0, skipped: 0, lost: 0 };

describe('a progress comment', () => {
  it('prints the identities with what is still to come', () => {
    const counts = { asked: 1000, executed: 212, passed: 209, failed: 3, skipped: 7, lost: 2 };
    const markdown = renderGitHub(progressDocument({ ...progress, counts }));
    expect(markdown).toContain(
      '1,000 asked = 212 executed + 7 skipped + 2 lost + 779 still to come; 212 executed = 209 passed + 3 failed.',
    );
  });

  it('has a row for each lane, and no empty column without lanes', () => {
    const counts = { asked: 500, executed: 118, passed: 116, failed: 2, skipped: 0, lost: 0 };
    const lanes = [
      { lane: 'JDK 8', counts },
      { lane: 'JDK 11', counts: { ...counts, ...zero } },
    ];
    const markdown = renderGitHub(progressDocument({ ...progress, lanes }));
    expect(markdown).toContain('| JDK 8 | 118 / 500 | 2 | 0 | 0 | `████░░░░░░░░░░░░░░░░` |');
    expect(markdown).toContain('| JDK 11 | 0 / 500 | 0 | 0 | 0 | `░░░░░░░░░░░░░░░░░░░░` |');
    const { lane: _, ...run } = progress.run;
    expect(renderGitHub(progressDocument({ ...progress, run }))).toContain('| Executed | Failed |');
  });

  it('ends with how to stop it, where to look, and when it was written', () => {
    const markdown = renderGitHub(
      progressDocument({ ...progress, liveUrl: 'https://retrial.example/r', commandWord: 'again' }),
    );
    expect(markdown).toContain(
      '[Live view](https://retrial.example/r) · stop with `/again cancel r-6b2q` · updated 14:02 UTC',
    );
  });

  it.each([
    [undefined, undefined],
    [59_999, 'less than a minute left'],
    [60_000, 'about 1 min left'],
    [61_000, 'about 2 min left'],
    [7_140_000, 'about 119 min left'],
    [7_200_001, 'about 2h 01m left'],
  ])('says of %s ms: %s', (ms, words) => {
    expect(timeLeft(ms)).toBe(words);
  });
});

describe('a bar', () => {
  it.each([
    [0, 200, '░░░░'],
    [199, 200, '███░'],
    [200, 200, '████'],
    [300, 200, '████'],
    [0, 0, '░░░░'],
  ])('of %d in %d is %s', (done, all, drawn) => {
    expect(bar(done, all, 4)).toBe(drawn);
  });

  it('counts nothing to come when more came than was asked', () => {
    expect(stillToCome({ ...zero, asked: 5, executed: 7 })).toBe(0);
  });
});

describe('the result for programs', () => {
  it('holds the counts, the rate and its interval as numbers', () => {
    const report = stories['flaky-10-of-200'];
    if (report === undefined) throw new Error('the story is gone');
    const json = resultJson(report);
    expect(json).toMatchObject({
      schema: 'retrial.result/1',
      verdict: 'flaky',
      asked: 200,
      executed: 200,
      rate: 0.05,
    });
    expect(json.signatures.map(({ failed }) => failed)).toEqual([6, 4]);
    expect(json.runs).toHaveLength(200);
    expect(json.runs[30]).toEqual({
      index: 31,
      outcome: 'failed',
      durationMs: 41_200,
      machine: 'slot 1',
      signature: 's1-1f0c9a3b5d7e2468',
    });
  });

  it('has no rate where nothing was executed, and refuses counts that do not add up', () => {
    const report = stories['nothing-ran-200-skipped'];
    if (report === undefined) throw new Error('the story is gone');
    expect(resultJson(report)).toMatchObject({ rate: null, ci95: null, level: null, skipped: 200 });
    const counts = { ...report.verdict.counts, lost: 1 };
    expect(() => resultJson({ ...report, verdict: { ...report.verdict, counts } })).toThrow(RangeError);
  });
});

describe('events', () => {
  it('are one line of JSON each, and end with the result', () => {
    const report = stories['cancelled-112-of-200'];
    const [skipped] = unexecuted('skipped', 'line\nbreak', [4, 4]);
    if (report === undefined || skipped === undefined) throw new Error('the story is gone');
    const lines = [finishedEvent('r-6b2q', skipped), progressEvent(progress), resultEvent(report)].map(
      eventLine,
    );
    expect(lines.map((line) => line.split('\n').length)).toEqual([2, 2, 2]);
    const events: unknown[] = lines.map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({
      event: 'run.finished',
      run: 'r-6b2q',
      index: 4,
      outcome: 'skipped',
      reason: 'line\nbreak',
    });
    expect(events[1]).toMatchObject({
      event: 'progress',
      run: 'r-6b2q',
      asked: 200,
      executed: 112,
      failed: 5,
    });
    expect(events[2]).toMatchObject({
      event: 'result',
      schema: 'retrial.result/1',
      partial: 'cancelled',
      lost: 88,
    });
  });
});
