import { describe, expect, it } from 'vitest';
import type { Action, Advice, FoundRun } from '../../src/model/advice.ts';
import { comparisonOf } from '../../src/plans/comparison.ts';
import { confidenceOf } from '../../src/advice/deciding/confidence.ts';
import { evidenceOf } from '../plans/evidence.ts';
import { plain, post } from './fakes.ts';

const question = {
  before: { id: 'before', label: 'cassandra-4.0' },
  after: { id: 'after', label: '17461-4.1' },
};

function compared(before: string, after: string): FoundRun {
  const comparison = comparisonOf(question, evidenceOf({ before, after }));
  const base = { run: 'r-cmp1', revision: 'x', at: '2022-08-01T00:00:00.000Z', isChanged: false };
  return { ...base, finding: { kind: 'compare', comparison } };
}

function adviceOf(action: Action, others: Advice['others'] = []): Advice {
  const vote = {
    reason: 'it failed before too: 8 of 200 before, 7 of 200 after',
    wouldChange: 'A new cause.',
  };
  return { ...vote, action, others, tolerance: 0.01, policy: 'v3 a88086df' };
}

const fixed = compared('x'.repeat(12) + '.'.repeat(388), '.'.repeat(1000));
const settings = { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial', hasQuarantine: true };

async function recommended(advice: Advice, runs: readonly FoundRun[], more: object = {}): Promise<string> {
  const around = { release: '4.1', laterRelease: '4.2', ...more };
  const recommendation = async () => ({ runs, advice, confidence: confidenceOf(advice, runs), ...around });
  const { replies } = await post('/retrial recommend A#b', { changes: { recommendation, settings } });
  return plain(replies[0]?.document);
}

describe('what recommend says', () => {
  it('names the release, how sure the numbers are, and who decides by which rules', async () => {
    const words = await recommended(adviceOf('merge'), [fixed], {
      fixes: [{ name: '#1603', isMerged: false }],
    });
    expect(words).toContain('Advice for `4.1`: merge the fix, then accept it (confidence: high)');
    expect(words).toContain('Question | Evidence | Points to');
    expect(words).toContain('12 of 400 before, 0 of 1,000 after');
    expect(words).toContain('Is a fix near? | `#1603` (open): 12 / 400 → 0 / 1,000 | merge it');
    expect(words).toContain(
      '1. Merge #1603\n2. Take the evidence as enough: `/retrial accept`\n3. See whether',
    );
    expect(words).toContain('Rules: `policy` in `.github/retrial.yml`, version `v3 a88086df`.');
    expect(words.trimEnd()).toMatch(/A person decides; nothing was changed\.$/);
  });

  it('gives the commands that let a release pass, ready to be posted', async () => {
    const words = await recommended(adviceOf('fix-later'), [fixed]);
    const reason = 'reason="it failed before too: 8 of 200 before, 7 of 200 after"';
    expect(words).toContain(`1. Leave it to 4.2: \`/retrial defer to=4.2 ${reason}\``);
    expect(words).toContain(`\`/retrial ignore A#b mode=quarantine until=4.2 ${reason}\``);
  });

  it.each<[string, Advice, readonly FoundRun[], string]>([
    ['nothing is decided', adviceOf('ignore'), [], 'low'],
    ['more runs are wanted', adviceOf('run-more'), [fixed], 'low'],
    ['a comparison decides', adviceOf('close'), [fixed], 'high'],
    ['another rule disagrees', adviceOf('close', [adviceOf('quarantine')]), [fixed], 'medium'],
    ['the code was changed', adviceOf('close'), [{ ...fixed, isChanged: true }], 'low'],
    ['it is not decided', adviceOf('fix-later'), [compared('x...', '....')], 'low'],
  ])('is as sure as its numbers when %s', (_what, advice, runs, wanted) => {
    expect(confidenceOf(advice, runs)).toBe(wanted);
  });
});
