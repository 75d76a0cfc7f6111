import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BisectionOutcome } from '../../src/model/bisection.ts';
import {
  blockerStates,
  type BlockerDecision,
  type BlockerFacts,
  type DecisionProposal,
} from '../../src/model/blocker.ts';
import { blockerStanding, isBack } from '../../src/releases/state.ts';
import { ticketCommand } from '../../src/reports/next-commands.ts';
import { runs } from '../plans/evidence.ts';
import {
  beganToRun,
  below,
  bisected,
  commit,
  compared,
  culprit,
  decided,
  factsOf,
  found,
  isolated,
  now,
  on,
  pull,
  repeated,
  settings,
  toFail,
  withPredecessor,
} from './facts.ts';
import { rowsOfAcceptance } from './rows-of-acceptance.ts';
import { rowsOfForks } from './rows-of-forks.ts';
import { rowsOfSides, type Row } from './rows-of-sides.ts';

const flaky = found(repeated(runs(17, 200)));
const skipped = found(repeated('s'.repeat(200)));
const lost = found(repeated('-'.repeat(200)));
const fixed = found(compared(runs(12, 400), runs(0, 1000)), { at: on(13) });
const tooFew = found(compared(runs(12, 400), runs(0, 20)), { at: on(13) });
const fixedBranch = found(
  compared(runs(12, 400), runs(0, 1000), { before: 'cassandra-4.1', after: 'belliottsmith:17461-4.1' }),
  { at: on(13) },
);
const merged = pull({ state: 'merged', mergedAt: on(14) });
const ends: BisectionOutcome = {
  kind: 'already-bad',
  goodEnd: { failed: 2, executed: 200, rate: 0.01, low: 0.001, high: 0.036, level: 0.95 },
  badEnd: { failed: 8, executed: 200, rate: 0.04, low: 0.017, high: 0.077, level: 0.95 },
};
const alreadyBad = bisected(ends);
const unfinished = bisected({ kind: 'unfinished', stage: 'search' });
const repeat = 'repeat CASTest#testConflictingWrites x200 ref=cassandra-4.1';

/** An ignore whose pull request has come so far. */
function ignoring(state: DecisionProposal['state']): BlockerDecision {
  const proposal = { state, ...(state === 'missing' ? {} : { number: 7 }) };
  return decided('ignore', { until: '4.2', proposal });
}

function testless(more: Parameters<typeof factsOf>[0] = {}): BlockerFacts {
  const { test, ...facts } = factsOf(more);
  expect(test).toBeDefined();
  return facts;
}

const nobodyLooked: readonly Row[] = [
  ['a ticket that nobody has run', factsOf(), 'new', repeat],
  ['it fails in CI and nobody looked', factsOf({ ciFailures: [{ at: on(12) }] }), 'new', repeat],
  [
    'a first run is under way',
    factsOf({ active: [{ run: 'r-9xyz', revision: 'cassandra-4.1', at: on(16, 7) }] }),
    'new',
    'status r-9xyz',
  ],
  [
    'clean, but in too few runs to have seen 1 %',
    factsOf({ found: [found(repeated(runs(0, 50)))] }),
    'new',
    'repeat CASTest#testConflictingWrites x249 ref=cassandra-4.1',
  ],
  ['the ticket names no test yet', testless(), 'new', 'repeat TEST x200 ref=cassandra-4.1'],
  [
    'a fix is proposed, and no test is named yet',
    testless({ ticket: { pullRequests: [pull()] } }),
    'fix-proposed',
    'compare TEST cassandra-4.1..#34',
  ],
  [
    'only the release before was run',
    factsOf({ found: [found(repeated(runs(0, 500)), { revision: 'cassandra-4.0' })] }),
    'new',
    repeat,
  ],
];

const neverRan: readonly Row[] = [
  [
    'skipped on the branch; only a pull request that was given up ran it',
    factsOf({
      ticket: { pullRequests: [pull({ state: 'closed' })] },
      found: [skipped, found(repeated(runs(5, 200)), { revision: '#34', at: on(13) })],
    }),
    'never-ran',
    `${repeat} unskip`,
  ],
  ['200 "clean" runs that were all skipped', factsOf({ found: [skipped] }), 'never-ran', `${repeat} unskip`],
  ['all runs were lost', factsOf({ found: [lost] }), 'never-ran', repeat],
  [
    'skipped now, flaky the day before',
    factsOf({ found: [found(repeated('s'.repeat(200)), { at: on(13) }), flaky] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'skipped, and flaky with its skip taken off',
    factsOf({ found: [skipped, found(repeated(runs(4, 200)), { at: on(13), isChanged: true })] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'skipped, and clean for long with its skip taken off',
    factsOf({ found: [skipped, found(repeated(runs(0, 500)), { at: on(13), isChanged: true })] }),
    'not-reproduced',
    'repeat CASTest x200 ref=cassandra-4.1',
  ],
];

const notReproduced: readonly Row[] = [
  [
    'clean for long',
    factsOf({ found: [found(repeated(runs(0, 500)))] }),
    'not-reproduced',
    'repeat CASTest x200 ref=cassandra-4.1',
  ],
  [
    'clean in two runs that are enough together',
    factsOf({ found: [found(repeated(runs(0, 150))), found(repeated(runs(0, 150)), { at: on(13) })] }),
    'not-reproduced',
    'repeat CASTest x200 ref=cassandra-4.1',
  ],
  [
    'it failed once, and not in 500 runs since',
    factsOf({ found: [flaky, found(repeated(runs(0, 500)), { at: on(14) })] }),
    'not-reproduced',
    'repeat CASTest x200 ref=cassandra-4.1',
  ],
  [
    'it failed once, and 20 clean runs since are no proof',
    factsOf({ found: [flaky, found(repeated(runs(0, 20)), { at: on(14) })] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'clean with a patch on it says nothing of the release',
    factsOf({ found: [flaky, found(repeated(runs(0, 500)), { at: on(14), isChanged: true })] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
];

const reproduced: readonly Row[] = [
  [
    'flaky, the release before is known',
    factsOf({ found: [flaky] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'flaky, and a bisection is under way',
    factsOf({
      found: [flaky],
      active: [{ run: 'r-b1s3', question: 'bisect', revision: 'cassandra-4.1', at: on(15) }],
    }),
    'reproduced',
    'status r-b1s3',
  ],
  [
    'flaky, and clean on the release before',
    factsOf({
      found: [flaky, found(compared(runs(0, 400), runs(20, 400), withPredecessor), { at: on(13) })],
    }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'a bisection did not finish',
    factsOf({ found: [flaky, found(unfinished, { at: on(13) })] }),
    'reproduced',
    'isolate CASTest#testConflictingWrites ref=cassandra-4.1',
  ],
  [
    'bisected and isolated with changed code only',
    factsOf({
      found: [
        flaky,
        found(culprit, { at: on(13), isChanged: true }),
        found(isolated('order'), { at: on(14), isChanged: true }),
      ],
    }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'bisected and isolated without a cause',
    factsOf({
      found: [flaky, found(unfinished, { at: on(13) }), found(isolated('by-itself'), { at: on(14) })],
    }),
    'reproduced',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'always fails',
    factsOf({ found: [found(repeated(runs(50, 50)))] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'its pull request was given up',
    factsOf({ ticket: { pullRequests: [pull({ state: 'closed' })] }, found: [flaky] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
];

const causeKnown: readonly Row[] = [
  [
    'the commit is known',
    factsOf({ found: [flaky, found(culprit, { at: on(13) })] }),
    'cause-known',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'it fails only with its class',
    factsOf({ found: [flaky, found(isolated('order'), { at: on(13) })] }),
    'cause-known',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'it fails under load',
    factsOf({ found: [flaky, found(isolated('load'), { at: on(13) })] }),
    'cause-known',
    'recommend CASTest#testConflictingWrites',
  ],
];

const fixing: readonly Row[] = [
  [
    'a pull request is linked, nothing was compared',
    factsOf({ ticket: { pullRequests: [pull()] }, found: [flaky] }),
    'fix-proposed',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    'the commit is known, and a pull request is linked',
    factsOf({ ticket: { pullRequests: [pull()] }, found: [flaky, found(culprit, { at: on(13) })] }),
    'fix-proposed',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    'the pull request fails as before',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [flaky, found(compared(runs(40, 400), runs(41, 400)), { at: on(13) })],
    }),
    'fix-proposed',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    'clean on the pull request, and never set beside the branch',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [flaky, found(repeated(runs(0, 500)), { revision: '#34', at: on(13) })],
    }),
    'fix-proposed',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    'merged without any run',
    factsOf({ ticket: { pullRequests: [merged] }, found: [flaky] }),
    'fix-proposed',
    repeat,
  ],
  [
    'a comparison is running',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [flaky],
      active: [{ run: 'r-c0mp', question: 'compare', revision: '#34', at: on(16, 7) }],
    }),
    'verifying',
    'status r-c0mp',
  ],
  [
    'the comparison has too few runs',
    factsOf({ ticket: { pullRequests: [pull()] }, found: [flaky, tooFew] }),
    'verifying',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    'the comparison ran nothing on the old side',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [flaky, found(compared('s'.repeat(200), runs(0, 600)), { at: on(13) })],
    }),
    'verifying',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    'gone with another patch on both sides, which says nothing of the fix',
    factsOf({ ticket: { pullRequests: [pull()] }, found: [flaky, { ...fixed, isChanged: true }] }),
    'fix-proposed',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    '"fixed" by a test that no longer fails on the old bug',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [flaky, fixed, found(toFail(runs(0, 299)), { at: on(14), isChanged: true })],
    }),
    'verifying',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
];

const verified: readonly Row[] = [
  [
    'the failure is gone',
    factsOf({ ticket: { pullRequests: [pull()] }, found: [flaky, fixed] }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'gone, and the test still fails on the old bug',
    factsOf({ found: [flaky, fixed, found(toFail(runs(3, 20)), { at: on(14), isChanged: true })] }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'a person accepted it with few runs',
    factsOf({ found: [flaky, tooFew], decisions: [decided('accept', { at: on(14) })] }),
    'verified',
    undefined,
  ],
  [
    'a person accepted it for another release',
    factsOf({ found: [flaky, tooFew], decisions: [decided('accept', { at: on(14), release: '4.0' })] }),
    'verifying',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    'a person accepted it, and made it a blocker again',
    factsOf({
      found: [flaky, tooFew],
      decisions: [
        decided('blocker-add', { at: on(15), release: '4.1' }),
        decided('accept', { at: on(14), release: '4.1' }),
      ],
    }),
    'verifying',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    'the branch is clean since the merge',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [flaky, found(repeated(runs(0, 500)), { at: on(15) })],
    }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'the branch failed once more before the merge',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [fixed, found(repeated(runs(2, 200)), { at: on(13, 20) })],
    }),
    'verified',
    'accept r-7f3k',
  ],
];

const mentions: readonly Row[] = [
  [
    'a merged pull request that merely mentions it is no fix',
    factsOf({ ticket: { pullRequests: [{ ...merged, isMention: true }] }, found: [flaky] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'it fails on after the merge of a pull request that merely mentions it',
    factsOf({
      ticket: { pullRequests: [{ ...merged, isMention: true }] },
      found: [flaky, found(repeated(runs(9, 200)), { at: on(15) })],
    }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'an open pull request that merely mentions it',
    factsOf({ ticket: { pullRequests: [pull({ isMention: true })] }, found: [flaky] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'a pull request that merely mentions it, and that somebody compares here',
    factsOf({ ticket: { pullRequests: [{ ...merged, isMention: true }] }, found: [flaky, tooFew] }),
    'verifying',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    'the fix that failed is the one merged last',
    factsOf({
      ticket: {
        pullRequests: [
          pull({ number: 40, state: 'merged', mergedAt: on(14) }),
          pull({ number: 41, state: 'merged', mergedAt: on(14, 20) }),
          pull({ number: 39, state: 'merged', mergedAt: on(13) }),
        ],
      },
      found: [flaky, found(repeated(runs(9, 200)), { at: on(15) })],
    }),
    'fix-failed',
    'recommend CASTest#testConflictingWrites',
    'though pull request #41 is merged',
  ],
];

const failedFix: readonly Row[] = [
  [
    'it failed in CI after the merge, and was set side by side later',
    factsOf({
      ticket: { pullRequests: [pull({ state: 'merged', mergedAt: on(11) })] },
      found: [flaky, fixed],
      ciFailures: [{ at: on(12) }],
    }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'it fails again on the branch after the merge',
    factsOf({
      ticket: { status: 'closed', pullRequests: [merged] },
      found: [flaky, fixed, found(repeated(runs(1, 200)), { at: on(15) })],
    }),
    'fix-failed',
    `bisect CASTest#testConflictingWrites good=${'a'.repeat(40)} bad=cassandra-4.1`,
  ],
  [
    'the pull request itself fails in a longer run',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [flaky, fixed, found(repeated(runs(1, 900)), { at: on(15), revision: '#34' })],
    }),
    'fix-failed',
    `bisect CASTest#testConflictingWrites good=${'a'.repeat(40)} bad=cassandra-4.1`,
  ],
  [
    'the fork branch that was verified fails',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [
        flaky,
        fixedBranch,
        found(repeated(runs(1, 900)), { at: on(15), revision: 'belliottsmith:17461-4.1' }),
      ],
    }),
    'fix-failed',
    `bisect CASTest#testConflictingWrites good=${'a'.repeat(40)} bad=cassandra-4.1`,
  ],
  [
    'it fails in CI after the ticket was closed',
    factsOf({
      ticket: { status: 'closed', closedAt: on(14) },
      found: [flaky, fixed],
      ciFailures: [{ at: on(15) }],
    }),
    'fix-failed',
    `bisect CASTest#testConflictingWrites good=${'a'.repeat(40)} bad=cassandra-4.1`,
  ],
  [
    'the branch was clean since the merge, then failed',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [
        flaky,
        found(repeated(runs(0, 500)), { at: on(15) }),
        found(repeated(runs(1, 200)), { at: on(16, 7) }),
      ],
    }),
    'fix-failed',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'failed again, fixed again',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [
        flaky,
        fixed,
        found(repeated(runs(1, 200)), { at: on(15) }),
        found(compared(runs(12, 400), runs(0, 1000)), { at: on(16, 7) }),
      ],
    }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'it fails in another way than what was fixed',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [flaky, fixed, found(repeated(runs(3, 200, 'q')), { at: on(15) })],
    }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
];

const decisions: readonly Row[] = [
  [
    'it fails on the release before as often',
    factsOf({
      found: [flaky, found(compared(runs(40, 400), runs(41, 400), withPredecessor), { at: on(13) })],
    }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'a run of the release before failed too',
    factsOf({ found: [flaky, found(repeated(runs(2, 500)), { revision: 'cassandra-4.0', at: on(13) })] }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'a bisection found the good end bad',
    factsOf({ found: [flaky, found(alreadyBad, { at: on(13) })] }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'a bisection that began at some commit of the branch found that bad',
    factsOf({ found: [flaky, found(bisected(ends, 'cassandra-4.1~200'), { at: on(13) })] }),
    'reproduced',
    'isolate CASTest#testConflictingWrites ref=cassandra-4.1',
  ],
  [
    'a bisection that began at another branch found that bad',
    factsOf({ found: [flaky, found(bisected(ends, 'trunk'), { at: on(13) })] }),
    'reproduced',
    'isolate CASTest#testConflictingWrites ref=cassandra-4.1',
  ],
  [
    'it fails since it runs',
    factsOf({ found: [flaky, found(beganToRun, { at: on(13) })] }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'it is shown to fail in less than 1 % of its runs',
    factsOf({ found: [found(below(runs(1, 1000), 0.01))] }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'it fails on the release before, and a fix is proposed',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [flaky, found(compared(runs(40, 400), runs(41, 400), withPredecessor), { at: on(13) })],
    }),
    'fix-proposed',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
];

const settledOnes: readonly Row[] = [
  [
    'ignored until 4.2',
    factsOf({ found: [flaky], decisions: [decided('ignore', { until: '4.2' })] }),
    'ignored',
    undefined,
  ],
  ['ignored for good', factsOf({ decisions: [decided('ignore')] }), 'ignored', undefined],
  [
    'ignored through today',
    factsOf({ decisions: [decided('ignore', { until: '2022-08-16' })] }),
    'ignored',
    undefined,
  ],
  [
    'ignored through yesterday',
    factsOf({ found: [flaky], decisions: [decided('ignore', { until: '2022-08-15' })] }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'ignored through the day after a comparison with too few runs',
    factsOf({ found: [flaky, tooFew], decisions: [decided('ignore', { until: '2022-08-14', at: on(12) })] }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'the ignore ran out, and then somebody compared too few runs',
    factsOf({ found: [flaky, tooFew], decisions: [decided('ignore', { until: '2022-08-11', at: on(10) })] }),
    'verifying',
    'compare CASTest#testConflictingWrites cassandra-4.1..#34',
  ],
  [
    'ignored until this release',
    factsOf({ found: [flaky], decisions: [decided('ignore', { release: '4.0', until: '4.1' })] }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'deferred from 4.1 to 4.2',
    factsOf({ found: [flaky], decisions: [decided('defer', { release: '4.1', until: '4.2' })] }),
    'deferred',
    undefined,
  ],
  [
    'deferred from 4.0 to this release',
    factsOf({ found: [flaky], decisions: [decided('defer', { release: '4.0', until: '4.1' })] }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'deferred from 4.1 to 4.2, and put back',
    factsOf({
      found: [flaky],
      decisions: [
        decided('defer', { release: '4.1', until: '4.2' }),
        decided('defer', { release: '4.2', until: '4.1', at: on(14) }),
      ],
    }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'waived',
    factsOf({ found: [flaky], decisions: [decided('waive', { release: '4.1' })] }),
    'waived',
    undefined,
  ],
  [
    'waived for another release',
    factsOf({ found: [flaky], decisions: [decided('waive', { release: '4.0' })] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'ignored, then taken back',
    factsOf({
      found: [flaky],
      decisions: [decided('ignore', { until: '4.2' }), decided('unignore', { at: on(14) })],
    }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'another test of its ticket is ignored',
    factsOf({ found: [flaky], decisions: [decided('ignore', { test: 'Other#test' })] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'ignored, while another test of its ticket runs again',
    factsOf({
      found: [flaky],
      decisions: [
        decided('ignore', { test: 'CASTest#testConflictingWrites' }),
        decided('unignore', { test: 'Other#test', at: on(14) }),
      ],
    }),
    'ignored',
    undefined,
  ],
  [
    'ignored by a fuller name, then taken back by the short one',
    factsOf({
      found: [flaky],
      decisions: [
        decided('ignore', { test: 'org.acme.CASTest#testConflictingWrites' }),
        decided('unignore', { test: 'CASTest#testConflictingWrites', at: on(14) }),
      ],
    }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'ignored by a fuller name than it was run by',
    factsOf({
      found: [flaky],
      decisions: [decided('ignore', { test: 'org.acme.CASTest#testConflictingWrites' })],
    }),
    'ignored',
    undefined,
  ],
  [
    'two tests of its name are decided about',
    factsOf({
      found: [flaky],
      decisions: [
        decided('ignore', { test: 'org.acme.CASTest#testConflictingWrites' }),
        decided('ignore', { test: 'org.other.CASTest#testConflictingWrites' }),
      ],
    }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'an ignore waits for its pull request',
    factsOf({ found: [flaky], decisions: [ignoring('open')] }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'the pull request of an ignore is missing',
    factsOf({ found: [flaky], decisions: [ignoring('missing')] }),
    'decision',
    'recommend CASTest#testConflictingWrites',
  ],
  [
    'the pull request of an ignore is merged',
    factsOf({ found: [flaky], decisions: [ignoring('merged')] }),
    'ignored',
    undefined,
  ],
  [
    'people closed the pull request of an ignore',
    factsOf({ found: [flaky], decisions: [ignoring('closed')] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'people closed the pull request that would run it again',
    factsOf({
      found: [flaky],
      decisions: [
        ignoring('merged'),
        decided('unignore', { at: on(14), proposal: { state: 'closed', number: 8 } }),
      ],
    }),
    'ignored',
    undefined,
  ],
  [
    'deferred, and an ignore waits for its pull request',
    factsOf({
      found: [flaky],
      decisions: [decided('defer', { release: '4.1', until: '4.2', at: on(11) }), ignoring('open')],
    }),
    'deferred',
    undefined,
  ],
  [
    'an ignore waits for its pull request, and would be over by now',
    factsOf({ found: [flaky], decisions: [{ ...ignoring('open'), until: '2022-08-14' }] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'a fix was verified while an ignore waits for its pull request',
    factsOf({ found: [flaky, fixed], decisions: [ignoring('open')] }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'waived, then put on the board again by hand',
    factsOf({
      found: [flaky],
      decisions: [
        decided('waive', { release: '4.1' }),
        decided('blocker-add', { release: '4.1', at: on(14) }),
      ],
    }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'the ignore ran out, but a fix was verified',
    factsOf({ found: [flaky, fixed], decisions: [decided('ignore', { until: '2022-08-14' })] }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'a decision of tomorrow does not hold today',
    factsOf({ found: [flaky], decisions: [decided('waive', { at: on(17) })] }),
    'reproduced',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
];

const hidden = { isLowerBound: true } as const;
const merge = { ticket: { pullRequests: [merged] } };
/** Each state beside the one that a runner which hides failures leaves it in. */
const hiding = [
  [
    'clean runs show nothing',
    factsOf({ found: [found(repeated(runs(0, 500)))] }),
    factsOf({ found: [found(repeated(runs(0, 500)), hidden)] }),
    ['not-reproduced', 'new'],
  ],
  [
    'a failure is one, and clean runs do not take it back',
    factsOf({ found: [flaky, found(repeated(runs(0, 500)), { at: on(14) })] }),
    factsOf({
      found: [{ ...flaky, ...hidden }, found(repeated(runs(0, 500)), { at: on(14), ...hidden })],
    }),
    ['not-reproduced', 'reproduced'],
  ],
  [
    'a comparison with a clean newer side shows no fix',
    factsOf({ ...merge, found: [flaky, fixed] }),
    factsOf({ ...merge, found: [flaky, { ...fixed, ...hidden }] }),
    ['verified', 'fix-proposed'],
  ],
] as const;

const table: readonly Row[] = [
  ...nobodyLooked,
  ...neverRan,
  ...notReproduced,
  ...reproduced,
  ...causeKnown,
  ...fixing,
  ...rowsOfForks,
  ...verified,
  ...mentions,
  ...failedFix,
  ...decisions,
  ...settledOnes,
  ...rowsOfSides,
  ...rowsOfAcceptance,
];

/** The command as one types it on the ticket. */
function lineOf(facts: BlockerFacts): string | undefined {
  const { command } = blockerStanding(facts, settings).next;
  if (command === undefined) return undefined;
  return ticketCommand({ selector: command.test ?? '' }, [command.verb, ...command.words]).slice(
    '/retrial '.length,
  );
}

describe('the state of a blocker', () => {
  it.each(table.map((row) => [row[0], row] as const))('%s', (_, [, facts, state, line, why = '']) => {
    const standing = blockerStanding(facts, settings);
    expect([standing.state, standing.why]).toEqual([state, expect.stringContaining(why)]);
    expect(lineOf(facts)).toBe(line);
    // Which closed tickets come back is told without the rest of their standing.
    expect(isBack(facts, settings)).toBe(state === 'fix-failed');
  });

  it.each(hiding)('of a runner that hides failures: %s', (_, open, hides, states) => {
    expect([open, hides].map((facts) => blockerStanding(facts, settings).state)).toEqual(states);
  });

  it('names a decision as run out only once its day is over or its release is out', () => {
    const decisions = [decided('defer', { release: '4.0', until: '4.1' })];
    const facts = factsOf({ found: [flaky], decisions });
    const arrived = blockerStanding(facts, settings);
    expect(arrived.decision).toBeUndefined();
    expect(arrived.why).toBe('it was put off until 4.1, and has to be settled now');
    const { decision, why } = blockerStanding(facts, { ...settings, out: ['4.1'] });
    expect(decision).toEqual(decisions[0]);
    expect(why).toBe('the decision held until 4.1 and has run out');
  });

  it('has a row for every state there is', () => {
    const reached = new Set(table.map(([, , state]) => state));
    expect(blockerStates.filter((state) => !reached.has(state))).toEqual([]);
  });

  it('does not depend on the order in which runs and decisions are told', () => {
    for (const [name, facts, state] of table) {
      const turned = { ...facts, found: facts.found.toReversed(), decisions: facts.decisions.toReversed() };
      expect([name, blockerStanding(turned, settings).state]).toEqual([name, state]);
    }
  });

  it('offers a command exactly where no decision holds', () => {
    for (const [name, facts, state] of table) {
      const isAccepted = state === 'verified' && facts.decisions.some(({ what }) => what === 'accept');
      const isSettled = isAccepted || ['ignored', 'deferred', 'waived'].includes(state);
      expect([name, lineOf(facts) === undefined]).toEqual([name, isSettled]);
    }
  });

  it('says to push the code of a fork to a branch first, where no branch has it', () => {
    const says = rowsOfForks.map(([, facts]) => blockerStanding(facts, settings).next.what);
    expect(says).toEqual([
      'push #34 to a branch here, compare',
      'compare',
      'add runs',
      'push #34 to a branch here, add runs',
    ]);
  });

  it('says merge where a fix stands unmerged, close once it was accepted, and which release where there are several', () => {
    const nextOf = (facts: BlockerFacts) => blockerStanding(facts, settings).next;
    const open = { pullRequests: [pull()] };
    const accepted = [decided('accept', { at: on(14) })];
    expect(nextOf(factsOf({ ticket: open, found: [flaky, fixed] })).what).toBe('merge, accept');
    expect(nextOf(factsOf({ ticket: { pullRequests: [merged] }, found: [flaky, fixed] })).what).toBe(
      'accept',
    );
    expect(nextOf(factsOf({ ticket: open, found: [fixed], decisions: accepted })).what).toBe('merge, close');
    expect(nextOf(factsOf({ found: [fixed], decisions: accepted })).what).toBe('close');
    const several = factsOf({ ticket: { milestones: ['4.0.5', '4.1'] }, found: [flaky, fixed] });
    expect(lineOf(several)).toBe('accept r-7f3k release=4.1');
  });

  it('asks for the test first where none is known, and only for what runs one', () => {
    const { next } = blockerStanding(testless(), settings);
    expect(next.what).toBe('name its test, reproduce');
    expect(blockerStanding(factsOf(), settings).next.what).toBe('reproduce');
    const running = testless({ active: [{ run: 'r-9xyz', revision: 'cassandra-4.1', at: on(16, 7) }] });
    expect(blockerStanding(running, settings).next).toEqual({
      what: 'wait',
      command: { verb: 'status', words: ['r-9xyz'] },
    });
  });

  it('puts off what the release before has too, where a later release is known and it was not put off before', () => {
    const old = found(compared(runs(40, 400), runs(41, 400), withPredecessor), { at: on(13) });
    const line = (facts: BlockerFacts, next: string): string | undefined => {
      const { command } = blockerStanding(facts, { ...settings, next }).next;
      return [command?.verb, ...(command?.words ?? [])].join(' ');
    };
    expect(line(factsOf({ found: [flaky, old] }), '4.2')).toBe(
      'defer to=4.2 reason="fails on the release before too"',
    );
    expect(line(factsOf({ found: [flaky, old] }), '4.2 "; x')).toBe('recommend');
    expect(line(factsOf({ found: [flaky, found(beganToRun, { at: on(13) })] }), '4.2')).toBe('recommend');
    const decisions = [decided('defer', { release: '4.0', until: '4.1' })];
    expect(line(factsOf({ found: [flaky, old], decisions }), '4.2')).toBe('recommend');
  });

  it('never types a branch that could be more than a branch', () => {
    const names = fc.string({ minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(names, names, (branch, old) => {
        const release = { name: '4.1', branch, predecessor: { name: '4.0', branch: old } };
        const all = table.map(([, facts]) => blockerStanding(facts, { ...settings, release }));
        const words = all.flatMap(({ next }) => next.command?.words ?? []);
        expect(words.filter((word) => !/^[\w#.=/:+-]+$/.test(word))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the numbers a state rests on', () => {
  it('are both sides of the comparison once a fix was compared', () => {
    const { evidence } = blockerStanding(factsOf({ found: [flaky, fixed] }), settings);
    expect(evidence).toMatchObject({
      kind: 'before-after',
      before: { failed: 12, executed: 400 },
      after: { failed: 0, executed: 1000 },
    });
  });

  it('are those of the newest failing run, unpooled', () => {
    const newer = found(repeated(runs(2, 100)), { at: on(13), run: 'r-new1' });
    const { evidence } = blockerStanding(factsOf({ found: [newer, flaky] }), settings);
    expect(evidence).toMatchObject({ kind: 'rate', run: 'r-new1', estimate: { failed: 2, executed: 100 } });
  });

  it('are those since the fix where it failed: of ordinary CI', () => {
    const closed = { status: 'closed', closedAt: on(14) } as const;
    const ciFailures = [{ at: on(9) }, { at: on(15) }, { at: on(15, 20) }];
    const { evidence } = blockerStanding(
      factsOf({ ticket: closed, found: [flaky, fixed], ciFailures }),
      settings,
    );
    expect(evidence).toEqual({ kind: 'ci', failures: 2, last: on(15, 20) });
    const unproved = factsOf({ ticket: { pullRequests: [merged] }, found: [flaky], ciFailures });
    expect(blockerStanding(unproved, settings)).toMatchObject({ state: 'fix-failed', evidence });
  });

  it('are those since the fix where it failed: of a run, of the pull request too', () => {
    const open = { pullRequests: [pull()] };
    const onPull = found(repeated(runs(1, 900)), { run: 'r-new1', at: on(15), revision: '#34' });
    const { evidence } = blockerStanding(factsOf({ ticket: open, found: [flaky, fixed, onPull] }), settings);
    expect(evidence).toMatchObject({ kind: 'rate', run: 'r-new1', estimate: { failed: 1, executed: 900 } });
    const ciFailures = [{ at: on(15) }];
    const onBranch = found(repeated(runs(3, 200)), { run: 'r-new2', at: on(16, 7) });
    const facts = factsOf({
      ticket: { pullRequests: [merged] },
      found: [flaky, fixed, onBranch],
      ciFailures,
    });
    expect(blockerStanding(facts, settings).evidence).toMatchObject({ kind: 'rate', run: 'r-new2' });
  });

  it('say what was asked and skipped where nothing ran, and give no rate', () => {
    const { evidence } = blockerStanding(factsOf({ found: [skipped] }), settings);
    expect(evidence).toMatchObject({ kind: 'never-ran', counts: { asked: 200, skipped: 200, executed: 0 } });
  });
});

describe('whom a blocker waits for', () => {
  const waits = (facts: BlockerFacts) => blockerStanding(facts, settings).waitsFor;

  it.each([
    [
      'a decision: the release manager',
      factsOf({ found: [found(below(runs(1, 1000), 0.01))] }),
      { kind: 'manager' },
    ],
    ['an owner', factsOf({ found: [flaky] }), { kind: 'person', login: 'driftx' }],
    ['nobody', factsOf({ ticket: { assignees: [] }, found: [flaky] }), { kind: 'nobody' }],
    [
      'the author of the fix where the ticket has no owner',
      factsOf({ ticket: { assignees: [], pullRequests: [pull()] }, found: [flaky] }),
      { kind: 'person', login: 'belliottsmith' },
    ],
    [
      'a run that goes on',
      factsOf({ active: [{ run: 'r-9xyz', revision: 'trunk', at: on(16, 7) }] }),
      { kind: 'run', run: 'r-9xyz' },
    ],
    [
      'the date of a decision',
      factsOf({ decisions: [decided('defer', { until: '4.2' })] }),
      { kind: 'settled', until: '4.2' },
    ],
  ] as const)('%s', (_, facts, expected) => expect(waits(facts)).toEqual(expected));
});

describe('a stale blocker', () => {
  const stale = (facts: BlockerFacts) => blockerStanding(facts, settings).stale;
  const old = { createdAt: on(1) };

  it.each([
    ['six days without an owner are not stale', factsOf({ ticket: { assignees: [] } }), undefined],
    [
      'seven days without an owner are',
      factsOf({ ticket: { assignees: [], createdAt: on(9, 8) }, found: [flaky] }),
      { why: 'no-owner', days: 7 },
    ],
    [
      'an owner who left yesterday starts the clock anew',
      factsOf({ ticket: { ...old, assignees: [], ownerlessSince: on(15) }, found: [flaky] }),
      undefined,
    ],
    [
      'fourteen days with an owner and no evidence',
      factsOf({ ticket: old }),
      { why: 'no-evidence', days: 14 },
    ],
    [
      'so is what was added to an old run the day before',
      factsOf({ ticket: old, found: [{ ...flaky, at: on(2), addedAt: on(15) }] }),
      undefined,
    ],
    ['a run four days ago is evidence', factsOf({ ticket: old, found: [flaky] }), undefined],
    ['so is a decision', factsOf({ ticket: old, decisions: [decided('link', { at: on(11) })] }), undefined],
    ['so is a merge', factsOf({ ticket: { ...old, pullRequests: [merged] } }), undefined],
    [
      'a run that goes on keeps it fresh',
      factsOf({ ticket: old, active: [{ run: 'r-9xyz', revision: 'trunk', at: on(2) }] }),
      undefined,
    ],
    [
      'a decision that holds may rest',
      factsOf({ ticket: old, decisions: [decided('waive', { at: on(2) })] }),
      undefined,
    ],
  ] as const)('%s', (_, facts, expected) => expect(stale(facts)).toEqual(expected));

  it('is asked about one moment, so the same facts grow stale', () => {
    const later = blockerStanding(factsOf({ found: [flaky] }), { ...settings, now: on(19, 12) });
    expect(blockerStanding(factsOf({ found: [flaky] }), { ...settings, now }).stale).toBeUndefined();
    expect(later.stale).toEqual({ why: 'no-evidence', days: 7 });
  });
});

describe('a known commit', () => {
  it('is named in the reason', () => {
    const { why } = blockerStanding(factsOf({ found: [flaky, found(culprit, { at: on(13) })] }), settings);
    expect(why).toContain(commit('51ab0de').id.slice(0, 9));
  });
});
