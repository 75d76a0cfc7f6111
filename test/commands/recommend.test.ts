import { describe, expect, it } from 'vitest';
import { adviseOver } from '../../src/advice/deciding/over-runs.ts';
import type { Action, Advice, Circumstances, FoundRun } from '../../src/model/advice.ts';
import type { Document } from '../../src/model/document.ts';
import { comparisonOf } from '../../src/plans/comparison.ts';
import { confidenceOf } from '../../src/advice/deciding/confidence.ts';
import { repeatFinding } from '../../src/worker/questions/repeat.ts';
import { evidenceOf } from '../plans/evidence.ts';
import { plain, post } from './fakes.ts';

const question = {
  before: { id: 'before', label: 'cassandra-4.0' },
  after: { id: 'after', label: '17461-4.1' },
};

function compared(before: string, after: string): FoundRun {
  const comparison = comparisonOf(question, evidenceOf({ before, after }));
  const base = {
    run: 'r-cmp1',
    revision: 'x',
    lane: 'jdk8',
    at: '2022-08-01T00:00:00.000Z',
    isChanged: false,
  };
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

type Told = readonly [advice: Advice, runs: readonly FoundRun[], more: object, test: string];

async function recommended(
  advice: Advice,
  runs: readonly FoundRun[],
  more: object = {},
  test = 'A#b',
): Promise<string> {
  return plain(await documentOf(advice, runs, more, test));
}

async function documentOf(...[advice, runs, more, test]: Told): Promise<Document | undefined> {
  const around = { release: '4.1', laterRelease: '4.2', ...more };
  const recommendation = async () => ({ runs, advice, confidence: confidenceOf(advice, runs), ...around });
  const { replies } = await post(`/retrial recommend ${test}`, { changes: { recommendation, settings } });
  return replies[0]?.document;
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

  it('says on which ticket a failure that belongs elsewhere is tied, and to what', async () => {
    const advice = { ...adviceOf('relink'), tickets: ['SHOP-12'] };
    const words = await recommended(advice, [repeated('Till.pay', 'class')]);
    expect(words).toMatch(
      /1\. On SHOP-12, which tracks them, tie them to it: `\/retrial link s1-[0-9a-f]{16}`\n2\. Run more/,
    );
    expect(await recommended(adviceOf('relink'), [repeated('Till.pay', 'class')])).toContain(
      '1. On the ticket that these failures belong to, tie them to it: `/retrial link s1-',
    );
  });

  it('says how a project without a quarantine gets one before it offers to switch the test off', async () => {
    const asked = { changes: { settings: { ...settings, hasQuarantine: false } } };
    const { replies } = await post('/retrial recommend A#b', {
      changes: {
        ...asked.changes,
        recommendation: async () => ({ runs: [fixed], advice: adviceOf('quarantine') }),
      },
    });
    const words = plain(replies[0]?.document);
    expect(words).toContain('1. To quarantine it, first name a file that your build reads, `quarantine: {');
    expect(words).toContain('2. If it can’t wait, switch it off');
  });

  it('names the lane of each run where there are several', async () => {
    const words = await recommended(adviceOf('run-more'), [{ ...fixed, lane: 'jdk11' }, fixed]);
    expect(words).toContain('in `jdk11`; `r-cmp1`');
    expect(words).toContain('in `jdk8`; `r-cmp1`');
    expect(await recommended(adviceOf('close'), [fixed])).not.toContain('in `jdk8`');
  });

  it('lets nothing rest on what a runner that hides failures did not report', async () => {
    const clean = {
      ...fixed,
      run: 'r-rep1',
      finding: repeatFinding(evidenceOf({ run: '.'.repeat(1000) }), []),
    };
    const fixes = { fixes: [{ name: '#1603', isMerged: true }] };
    const open = await recommended(adviceOf('run-more'), [fixed, clean], fixes);
    for (const words of ['accept the fix', '| close', '12 / 400 → 0 / 1,000 | accept it'])
      expect(open).toContain(words);
    expect(open).not.toContain('at least: what fails');
    const hidden = [fixed, clean].map((one) => ({ ...one, isLowerBound: true as const }));
    const told = await recommended(adviceOf('run-more'), hidden, fixes);
    expect(told.match(/at least: what fails is run again by itself/g)).toHaveLength(2);
    expect(told.match(/\| run more/g)).toHaveLength(2);
    expect(told).toContain('no comparison shows it | compare it');
    expect(told).not.toMatch(/accept the fix|\| close|accept it/);
  });

  it('does not say that nothing was run when runs decide nothing', async () => {
    const recommendation = async () => ({ runs: [{ ...fixed, isChanged: true }] });
    const { replies } = await post('/retrial recommend A#b', { changes: { recommendation, settings } });
    expect(plain(replies[0]?.document)).toContain('No advice yet: nothing that 1 run found out decides');
  });

  it('says so when all runs are of other code, and what they came to points nowhere', async () => {
    const recommendation = async () => ({ runs: [fixed], elsewhere: ['r-cmp1'], release: '4.1' });
    const { replies } = await post('/retrial recommend A#b', { changes: { recommendation, settings } });
    const words = plain(replies[0]?.document);
    expect(words).toContain('No advice yet: 1 run on this ticket, and none is of the code of 4.1');
    expect(words).toContain('nothing here: other code');
    expect(words).not.toContain('it told two revisions apart');
    expect(words).toContain('`/retrial repeat A#b x200`');
  });

  it.each([
    ['origin', fixed, '| close'],
    [
      'proposal',
      compared('x'.repeat(12) + '.'.repeat(388), 'x'.repeat(30) + '.'.repeat(970)),
      '| another fix',
    ],
    ['change', fixed, '| accept the fix'],
  ] as const)('says what a comparison of %s points to', async (asks, run, words) => {
    expect(await recommended(adviceOf('run-more'), [{ ...run, asks }])).toContain(words);
  });

  it('names what was compared as the fix where no pull request is linked', async () => {
    const words = await recommended(adviceOf('merge'), [{ ...fixed, asks: 'proposal' }], { fixes: [] });
    expect(words).toContain('1. Merge 17461-4.1\n');
  });

  const repeated = (place: string | undefined, scope: 'method' | 'class' = 'method'): FoundRun => {
    const { evidence, ...rest } = { evidence: evidenceOf({ run: `x${'.'.repeat(9)}` }), ...compared('', '') };
    const finding = repeatFinding(evidence, []);
    const [group] = finding.kind === 'repeat' ? finding.groups : [];
    if (finding.kind !== 'repeat' || group === undefined) throw new Error('nothing failed');
    const { place: _place, ...signature } = group.signature;
    const moved = { ...signature, title: 'Timeout', ...(place === undefined ? {} : { place }) };
    return {
      ...rest,
      finding: { ...finding, groups: [{ ...group, scope, phase: 'call', signature: moved }] },
    };
  };

  it.each([
    ['ATest.waits', 'method', '`Timeout` in `ATest.waits`, the test’s own code.'],
    ['Paxos.cas', 'method', '`Timeout` in `Paxos.cas`, not the test’s own code.'],
    ['ATestHelper.waits', 'method', '`Timeout` in `ATestHelper.waits`, not the test’s own code.'],
    [undefined, 'method', '`Timeout`, no code of the project in its trace.'],
    ['ATest.waits', 'class', '`Timeout` in `ATest.waits`, in its class, not in this method.'],
  ] as const)(
    'says where it fails (%s, %s), and that no count tells whose fault that is',
    async (...told) => {
      const [place, scope, words] = told;
      const said = await recommended(adviceOf('run-more'), [repeated(place, scope)], {}, 'org.acme.ATest#b');
      expect(said).toContain(
        `Does it hide a product bug? | ${words} No count can tell | reading the failure`,
      );
    },
  );

  const skippedAt = (revision: string, more: Partial<FoundRun> = {}): FoundRun => {
    const finding = repeatFinding(evidenceOf({ run: 's'.repeat(200) }), []);
    return { ...fixed, revision, finding, ...more };
  };
  const skips = (isConditional: boolean) => ({
    skips: [{ test: 'A#b', path: 'A.java', line: 1, text: '@Ignore', isConditional, on: 'test' as const }],
  });
  const advised = (runs: readonly FoundRun[], more: Circumstances = {}): Advice => {
    const advice = adviseOver(runs, { tolerance: 0.01, release: '4.1', ...more });
    if (advice === undefined) throw new Error('no advice');
    return advice;
  };

  it.each<[string, readonly FoundRun[], Circumstances, string]>([
    ['the only run', [skippedAt('cassandra-4.0')], {}, 'repeat A#b x200 ref=cassandra-4.0 unskip'],
    [
      'the newest run',
      [skippedAt('cassandra-4.0'), fixed],
      skips(false),
      'repeat A#b x200 ref=cassandra-4.0 unskip',
    ],
    ['the run of a pull request', [skippedAt('x', { pull: 12 })], {}, 'repeat A#b x200 ref=#12 unskip'],
    ['a run of what is no name', [skippedAt('a..b')], {}, 'repeat A#b x200 unskip'],
    [
      'the side before',
      [compared('s'.repeat(200), `x${'.'.repeat(199)}`)],
      {},
      'compare A#b cassandra-4.0..17461-4.1 unskip',
    ],
    [
      'the side after',
      [compared('.'.repeat(200), 's'.repeat(200))],
      {},
      'compare A#b cassandra-4.0..17461-4.1 unskip',
    ],
    ['a run by a condition', [skippedAt('cassandra-4.0')], skips(true), 'repeat A#b x1 ref=cassandra-4.0'],
    [
      'the side before by a condition',
      [compared('s'.repeat(200), `x${'.'.repeat(199)}`)],
      skips(true),
      'repeat A#b x1 ref=cassandra-4.0',
    ],
  ])('runs more with the skip taken off where %s was skipped', async (_what, runs, more, command) => {
    const words = await recommended(advised(runs, more), runs, more);
    expect(words).toContain(`\`/retrial ${command}\``);
  });

  it.each([
    [50, 'run more'],
    [500, 'close'],
  ])('says that %i clean runs point to: %s', async (count, words) => {
    const finding = repeatFinding(evidenceOf({ run: '.'.repeat(count) }), []);
    const said = await recommended(adviceOf('run-more'), [{ ...fixed, finding }]);
    expect(said).toMatch(new RegExp(`How often does it fail\\?[^\n]*\\| ${words}\n`));
  });

  it('puts no hostile name of a revision into a command', async () => {
    const run = compared('s'.repeat(200), `x${'.'.repeat(199)}`);
    if (run.finding.kind !== 'compare') throw new Error('no comparison');
    const { comparison } = run.finding;
    const side = { ...comparison.before.side, label: 'x` @all\n/retrial waive' };
    const finding = { ...run.finding, comparison: { ...comparison, before: { ...comparison.before, side } } };
    const runs = [{ ...run, finding }];
    expect(await recommended(advised(runs), runs)).toContain('`/retrial compare A#b OLD..17461-4.1 unskip`');
  });

  it('says what nobody knows of a test instead of leaving it out', async () => {
    const said = await recommended(adviceOf('run-more'), [repeated('ATest.b')], { fixes: [] });
    expect(said).toContain('Is the test worth keeping? | no run says whether it still fails where it should');
    expect(said).toContain(
      'Is a fix near? | none of the newest pull requests says that it mends this ticket | asking its owner',
    );
    expect(await recommended(adviceOf('merge'), [fixed])).toContain(
      'Is the test worth keeping? | it told two revisions apart: 12 / 400 → 0 / 1,000 | keep it, if it still',
    );
  });

  it('leads to the policy, and names rules that agree as such', async () => {
    const policyUrl = 'https://github.com/acme/shop/blob/HEAD/.github/retrial.yml';
    const advice = adviceOf('close', [
      { ...adviceOf('close'), reason: 'one more says so' },
      { ...adviceOf('defer'), reason: 'it can wait' },
    ]);
    const said = await recommended(advice, [fixed], { policyUrl });
    expect(said).toContain('in .github/retrial.yml, version');
    const { blocks = [] } = (await documentOf(advice, [fixed], { policyUrl }, 'A#b')) ?? {};
    const shown = blocks.flatMap((block) => (block.kind === 'paragraph' ? block.text : []));
    expect(shown).toContainEqual({ kind: 'link', text: '.github/retrial.yml', url: policyUrl });
    expect(said).toContain('Also for it: one more says so.');
    expect(said).toContain('Other rules say: defer it: this release need not wait for it: it can wait.');
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
