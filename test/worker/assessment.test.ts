import { describe, expect, it } from 'vitest';
import type { Iteration } from '../../src/model/iteration.ts';
import { usualPolicy } from '../../src/model/policy.ts';
import { inOrder } from '../../src/releases/sides.ts';
import { adviceOn, assess } from '../../src/worker/assessment.ts';
import { runSettingsSchema } from '../../src/worker/parts.ts';
import { runs } from '../plans/evidence.ts';
import { compared } from '../releases/facts.ts';

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

describe('advice on one comparison', () => {
  const advised = (labels: { readonly before: string; readonly after: string }) => {
    const finding = compared(runs(30, 600), runs(0, 600), labels);
    if (finding.kind !== 'compare') throw new Error('no comparison');
    const { comparison } = finding;
    return { advice: adviceOn(comparison, usualPolicy), kind: inOrder(comparison).overall.kind };
  };

  it('is to close where the newer side is clean', () => {
    expect(advised({ before: 'cassandra-4.0', after: 'cassandra-4.1' }).advice?.action).toBe('close');
    expect(advised({ before: 'main', after: 'fix' }).advice?.action).toBe('close');
  });

  it('reads a later version against an earlier one the other way round', () => {
    const { advice, kind } = advised({ before: 'cassandra-4.1', after: 'cassandra-4.0' });
    expect([advice?.action, kind]).toEqual(['fix-before-release', 'regression']);
    expect(advice?.reason).toBe(
      'read from cassandra-4.0 to cassandra-4.1, a failure is new on this side: 0 of 600 before, 30 of 600 after',
    );
  });
});

describe('what a run was asked with', () => {
  it('may have been kept before there were known issues', () => {
    const kept = { repository: '/r', fetch: true, settings: {}, quiet: false };
    expect(runSettingsSchema.parse(kept).knownIssues).toEqual([]);
  });
});
