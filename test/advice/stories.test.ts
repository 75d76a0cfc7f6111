import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidenceOf } from '../../src/advice/deciding/confidence.ts';
import type { Finding } from '../../src/model/advice.ts';
import type { Comparison } from '../../src/model/comparison.ts';
import { usualPolicy } from '../../src/model/policy.ts';
import { faultsOf, runOf, type WorldOptions } from '../commands/fakes.ts';
import { evidence, readStories, settings, tell } from './story.ts';
import { adviceOn, assess } from '../../src/worker/assessment.ts';
import { comparisonOf } from '../../src/plans/comparison.ts';

const stories = readStories();

/** Where the commands are posted; what `accept` rests on has ended there. */
const posted: WorldOptions = {
  changes: { settings, right: 'decide' },
  runs: [runOf('r-1000', { stage: 'done', question: 'compare' })],
};

describe('what production makes of the stories', () => {
  it('has at least thirty of them', () => expect(stories.length).toBeGreaterThanOrEqual(30));

  it.each(stories)('%s', async (_, story) => {
    const { found, advice, steps } = tell(story);
    const { because = '', also, next, ...expected } = story.expect;
    const newest = found[0]?.finding;
    expect({
      verdict: newest === undefined ? undefined : verdictOf(newest),
      action: advice?.action ?? null,
      confidence: advice === undefined ? undefined : confidenceOf(advice, found),
      ask: newest === undefined ? undefined : askedBy(newest),
    }).toMatchObject(expected);
    expect(advice?.reason ?? '').toContain(because);
    const offered = steps.flatMap(({ command = [] }) => command);
    const first = offered[0]?.replace('/retrial ', '');
    // Where more runs are advised, a story has to say which.
    expect(first).toBe(next ?? (advice?.action === 'run-more' ? 'not said' : first));
    // Whatever is offered can be posted as it stands.
    for (const command of offered) expect(await faultsOf(command, posted)).toEqual([]);
    expect(advice?.others.map((other) => other.action) ?? []).toEqual(expect.arrayContaining([...also]));
    expect(advice?.policy ?? 'no advice').toMatch(/^no advice$|^(?:[\w.-]+ \()?[0-9a-f]{8}\)?$/);
  });
});

function verdictOf(finding: Finding): string {
  switch (finding.kind) {
    case 'repeat':
      return finding.decision?.kind ?? finding.verdict.kind;
    case 'compare':
      return finding.comparison.overall.kind;
    case 'isolate':
      return finding.isolation.kind;
    case 'bisect':
      return finding.bisection.outcome.kind;
  }
}

/** The runs that a comparison lacks, and on which side. */
function askedBy(finding: Finding): { readonly runs?: number; readonly of?: string } {
  if (finding.kind !== 'compare') return {};
  const { overall, rows }: Comparison = finding.comparison;
  const row = rows.find(({ result }) => result.kind === overall.kind)?.result ?? overall;
  return {
    ...(row.more === undefined ? {} : { runs: row.more }),
    ...(row.side === undefined ? {} : { of: row.side }),
  };
}

describe('too little evidence', () => {
  const few = fc.record({
    passed: fc.nat(14),
    failed: fc.dictionary(fc.constantFrom('race', 'leak', 'class: down'), fc.nat(1)),
    skipped: fc.nat(30),
    lost: fc.nat(30),
  });

  it('never gives a verdict on a release: few runs of one revision are neither closed nor ignored', () => {
    fc.assert(
      fc.property(few, (told) => {
        const { asked = 0, iterations = [] } = evidence({ run: told }).get('run') ?? {};
        const { advice, verdict } = assess({ asked, iterations });
        const never = ['close', 'ignore', 'quarantine', 'defer', 'fix-later'];
        expect(verdict.counts.executed < 10 ? [...never, 'relink'] : never).not.toContain(advice?.action);
        const isEmpty = verdict.kind === 'nothing-ran' || verdict.kind === 'environment-broken';
        expect(verdict.counts.executed > 0 || isEmpty).toBe(true);
      }),
    );
  });

  it('never shows a regression or a fix: few runs of two revisions ask for more', () => {
    fc.assert(
      fc.property(few, few, (before, after) => {
        const sides = { before: { id: 'before', label: 'old' }, after: { id: 'after', label: 'new' } };
        const found = comparisonOf(sides, evidence({ before, after }));
        expect(['regression', 'fixed', 'pre-existing-worse', 'still-flaky-better']).not.toContain(
          found.overall.kind,
        );
        expect(['close', 'ignore', 'quarantine', 'defer', 'fix-before-release']).not.toContain(
          adviceOn(found, usualPolicy)?.action,
        );
      }),
    );
  });
});
