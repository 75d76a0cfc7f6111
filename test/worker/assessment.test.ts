import { describe, expect, it } from 'vitest';
import type { Iteration } from '../../src/model/iteration.ts';
import { assess } from '../../src/worker/assessment.ts';
import { runSettingsSchema } from '../../src/worker/parts.ts';

function failed(index: number, message: string): Iteration {
  const failure = { kind: 'failure' as const, type: 'IOException', message, body: '' };
  return { index, outcome: 'failed', failure, results: [], durationMs: 1, machine: 'm' };
}

describe('an assessment', () => {
  it('names the ticket of failures that people know, and leaves the others as they are', () => {
    const iterations = [
      failed(1, 'port 4001 is taken'),
      failed(2, 'disk is full'),
      failed(3, 'port 7 is taken'),
    ];
    const { groups } = assess({
      asked: 3,
      iterations,
      knownIssues: [{ issue: 'SHOP-9', title: 'The port race', contains: 'is taken' }],
    });
    expect(groups.map(({ group }) => [group.knownIssue, group.iterations])).toEqual([
      ['SHOP-9', [1, 3]],
      [undefined, [2]],
    ]);
    expect(groups[0]?.group.signature.title).toBe('The port race');
  });
});

describe('what a run was asked with', () => {
  it('may have been kept before there were known issues', () => {
    const kept = { repository: '/r', fetch: true, settings: {}, quiet: false };
    expect(runSettingsSchema.parse(kept).knownIssues).toEqual([]);
  });
});
