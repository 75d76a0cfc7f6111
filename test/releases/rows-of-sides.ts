import type { BlockerFacts, BlockerState } from '../../src/model/blocker.ts';
import { runs } from '../plans/evidence.ts';
import { estimate } from '../../src/statistics/estimate.ts';
import {
  below,
  bisected,
  causeOf,
  compared,
  culprit,
  decided,
  factsOf,
  found,
  inClass,
  isolated,
  on,
  pull,
  repeated,
  withPredecessor,
} from './facts.ts';

/** What is known, the state it comes to, the one command that is next, and words of the reason where they matter. */
export type Row = readonly [string, BlockerFacts, BlockerState, string | undefined, string?];

const flaky = found(repeated(runs(17, 200)));
const fixed = found(compared(runs(12, 400), runs(0, 1000)), { at: on(13) });
const merged = pull({ state: 'merged', mergedAt: on(14) });
const bisect = 'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1';
const isolate = 'isolate CASTest#testConflictingWrites ref=cassandra-4.1';
const repeat = 'repeat CASTest#testConflictingWrites x200 ref=cassandra-4.1';
const recommend = 'recommend CASTest#testConflictingWrites';
const compareFix = 'compare CASTest#testConflictingWrites cassandra-4.1..#34';
const gone = (before: string, after: string) =>
  found(compared(runs(30, 600), runs(0, 600), { before, after }), { at: on(13) });
const commitOf = (sign: string): string => sign.repeat(40);

/** Whose code a run says something of. */
const sides: readonly Row[] = [
  [
    'clean on another branch that nobody proposed is no fix',
    factsOf({ found: [flaky, gone('cassandra-4.1', 'trunk')] }),
    'reproduced',
    bisect,
  ],
  [
    'clean on the release before, asked the wrong way round: a regression',
    factsOf({ found: [flaky, gone('cassandra-4.1', 'cassandra-4.0')] }),
    'reproduced',
    bisect,
  ],
  [
    'as often on the release before, asked the wrong way round',
    factsOf({
      found: [
        flaky,
        found(compared(runs(40, 400), runs(41, 400), { before: 'cassandra-4.1', after: 'cassandra-4.0' }), {
          at: on(13),
        }),
      ],
    }),
    'decision',
    recommend,
  ],
  [
    'a branch that clears another says nothing of the release',
    factsOf({ found: [flaky, gone('trunk', 'my-experiment')] }),
    'reproduced',
    bisect,
  ],
  [
    'a pull request that does not name the ticket is proposed by comparing it',
    factsOf({ found: [flaky, gone('cassandra-4.1', '#34')] }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'the head of a linked pull request as it was then, by its commit',
    factsOf({
      ticket: { pullRequests: [pull({ headCommit: commitOf('e') })] },
      found: [flaky, { ...gone('cassandra-4.1', commitOf('a')), pull: 34 }],
    }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'the fix was set before the release: the two change places while it is not merged',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [
        flaky,
        found(compared(runs(0, 1000), runs(12, 400), { before: '17461-4.1', after: 'cassandra-4.1' }), {
          at: on(13),
        }),
      ],
    }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'an older commit of the branch against the branch as it is now',
    factsOf({
      found: [
        { ...flaky, commit: commitOf('c') },
        found(compared(runs(30, 600), runs(0, 600), { before: commitOf('c'), after: 'cassandra-4.1' }, 'c'), {
          at: on(13),
        }),
      ],
    }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'where a pull request left the branch is a point on it',
    factsOf({ found: [gone('cassandra-4.1 at 51ab0de', '#34')] }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'clean on a branch that may be a fix, which nobody proposed',
    factsOf({ found: [flaky, found(repeated(runs(0, 400)), { revision: '17461-4.1', at: on(14) })] }),
    'reproduced',
    bisect,
  ],
  [
    'clean on trunk, and never run on the release',
    factsOf({ found: [found(repeated(runs(0, 400)), { revision: 'trunk' })] }),
    'new',
    repeat,
    'nobody has run it on cassandra-4.1 yet',
  ],
  [
    'a tag of another release fails',
    factsOf({ found: [found(repeated(runs(9, 400)), { revision: 'cassandra-4.0.3' })] }),
    'new',
    repeat,
  ],
  [
    'merged with the same commit, the branch at that commit fails as before',
    factsOf({
      ticket: { pullRequests: [{ ...merged, headCommit: commitOf('c') }] },
      found: [flaky, found(repeated(runs(20, 200)), { commit: commitOf('c'), at: on(15) })],
    }),
    'fix-failed',
    recommend,
  ],
  [
    'merged with the same commit, the branch at that commit is clean',
    factsOf({
      ticket: { pullRequests: [{ ...merged, headCommit: commitOf('c') }] },
      found: [flaky, found(repeated(runs(0, 1000)), { commit: commitOf('c'), at: on(15), run: 'r-same' })],
    }),
    'verified',
    'accept r-same',
  ],
  [
    'the commit of a merged pull request by its id is the fix',
    factsOf({
      ticket: { pullRequests: [{ ...merged, headCommit: commitOf('c') }] },
      found: [
        flaky,
        found(repeated(runs(0, 1000)), { revision: commitOf('c'), commit: commitOf('c'), at: on(15) }),
      ],
    }),
    'fix-proposed',
    repeat,
  ],
  [
    'a commit that was run as the branch before is the release',
    factsOf({
      found: [
        found(repeated(runs(0, 50)), { commit: commitOf('c') }),
        found(repeated(runs(9, 400)), { revision: 'cccccccc', commit: commitOf('c'), at: on(13) }),
      ],
    }),
    'reproduced',
    bisect,
  ],
  [
    'a pull request nobody set beside the release fails by the by',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [flaky, fixed, found(repeated(runs(3, 200)), { revision: commitOf('9'), pull: 99, at: on(14) })],
    }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'a search and a company of another branch',
    factsOf({
      found: [
        flaky,
        found(culprit, { revision: 'trunk', at: on(13) }),
        found(isolated('order'), { revision: 'trunk', at: on(14) }),
      ],
    }),
    'reproduced',
    bisect,
  ],
  [
    'a search finds an older point of the release’s own branch failing too',
    factsOf({
      found: [
        flaky,
        found(
          {
            ...bisected({ kind: 'already-bad', goodEnd: estimate(8, 200), badEnd: estimate(9, 200) }),
            good: 'cassandra-4.1~20',
          },
          { at: on(13) },
        ),
      ],
    }),
    'reproduced',
    isolate,
  ],
  [
    'shown to be rare on another branch',
    factsOf({ found: [flaky, found(below(runs(1, 1000), 0.01), { revision: 'trunk', at: on(13) })] }),
    'reproduced',
    bisect,
  ],
  [
    'the release is being compared with the one before it, which asks nothing of a fix',
    factsOf({
      found: [flaky],
      active: [
        {
          run: 'r-9xyz',
          question: 'compare',
          base: 'cassandra-4.0',
          revision: 'cassandra-4.1',
          at: on(16, 7),
        },
      ],
    }),
    'reproduced',
    'status r-9xyz',
  ],
  [
    'a linked pull request is being compared by its commit',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [flaky],
      active: [
        {
          run: 'r-9xyz',
          question: 'compare',
          base: 'cassandra-4.1',
          revision: commitOf('e'),
          pull: 34,
          at: on(16, 7),
        },
      ],
    }),
    'verifying',
    'status r-9xyz',
  ],
];

const jdk8 = found(repeated(runs(20, 200)), { run: 'r-jdk8' });
const jdk11 = found(repeated(runs(0, 200)), { run: 'r-jd11', lane: 'jdk11' });
const jdk11Fails = found(repeated(runs(20, 200)), { run: 'r-jd11', lane: 'jdk11' });

/** One command in two lanes makes two runs of one moment. */
const lanes: readonly Row[] = [
  ['it fails in one lane and is clean in the other', factsOf({ found: [jdk8, jdk11] }), 'reproduced', bisect],
  [
    'clean for long in the lane that failed, and in another',
    factsOf({ found: [jdk8, jdk11, found(repeated(runs(0, 500)), { at: on(13) })] }),
    'not-reproduced',
    'repeat CASTest x200 ref=cassandra-4.1',
    'clean in 500 runs',
  ],
  [
    'clean for long in one of two lanes that failed',
    factsOf({ found: [jdk8, jdk11Fails, found(repeated(runs(0, 500)), { at: on(13) })] }),
    'reproduced',
    bisect,
  ],
  [
    'clean in two lanes, in neither enough',
    factsOf({ found: [found(repeated(runs(0, 200))), jdk11] }),
    'new',
    repeat,
  ],
  [
    'clean since the merge in the other lane only',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [jdk8, found(repeated(runs(0, 500)), { lane: 'jdk11', at: on(15) })],
    }),
    'fix-proposed',
    repeat,
  ],
  [
    'gone in one of two lanes that failed',
    factsOf({ ticket: { pullRequests: [pull()] }, found: [jdk8, jdk11Fails, fixed] }),
    'verifying',
    `${compareFix} lane=jdk11`,
    'not shown gone in jdk11',
  ],
  [
    'gone in both',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [jdk8, jdk11Fails, fixed, { ...fixed, run: 'r-oth2', lane: 'jdk11' }],
    }),
    'verified',
    'accept r-oth2',
  ],
  [
    'gone in one, and too few runs in the other',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [
        jdk8,
        jdk11Fails,
        fixed,
        found(compared(runs(12, 400), runs(0, 20)), { at: on(13), lane: 'jdk11', run: 'r-oth2' }),
      ],
    }),
    'verifying',
    `${compareFix} lane=jdk11`,
  ],
  [
    'verified in one lane, and failing in another after the merge',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [jdk8, fixed, found(repeated(runs(3, 200)), { lane: 'jdk11', at: on(15) })],
    }),
    'fix-failed',
    recommend,
  ],
  [
    'verified in one lane, merged by hand and closed, and failing in another since',
    factsOf({
      ticket: { status: 'closed', closedAt: on(14), pullRequests: [pull({ state: 'closed' })] },
      found: [jdk8, fixed, found(repeated(runs(20, 200)), { lane: 'jdk11', at: on(15) })],
    }),
    'fix-failed',
    recommend,
    'it fails again on 2022-08-15 though its ticket was closed',
  ],
  [
    'the same, and shown gone once more in the first lane',
    factsOf({
      ticket: { status: 'closed', closedAt: on(14), pullRequests: [pull({ state: 'closed' })] },
      found: [
        jdk8,
        fixed,
        found(repeated(runs(20, 200)), { lane: 'jdk11', at: on(15) }),
        { ...fixed, run: 'r-anew', at: on(16, 7) },
      ],
    }),
    'fix-failed',
    recommend,
  ],
  [
    'verified in one lane, and failing in another while its fix is in no release',
    factsOf({
      ticket: { pullRequests: [pull()] },
      found: [jdk8, fixed, found(repeated(runs(20, 200)), { lane: 'jdk11', at: on(15) })],
    }),
    'verifying',
    `${compareFix} lane=jdk11`,
  ],
  [
    'a regression in one lane, there before in the other',
    factsOf({
      found: [
        jdk8,
        jdk11Fails,
        found(compared(runs(0, 400), runs(20, 400), withPredecessor), { at: on(13) }),
        found(compared(runs(40, 400), runs(41, 400), withPredecessor), { at: on(13), lane: 'jdk11' }),
      ],
    }),
    'reproduced',
    bisect,
  ],
  [
    'rare in one lane, and often in the other',
    factsOf({ found: [found(below(runs(1, 1000), 0.01), { at: on(13) }), jdk11Fails] }),
    'reproduced',
    bisect,
  ],
];

const twoCauses = compared(
  'a'.repeat(20) + 'b'.repeat(40) + '.'.repeat(540),
  'a'.repeat(20) + '.'.repeat(580),
);

/** Which failure a ticket is about. */
const causes: readonly Row[] = [
  [
    'one of two causes is gone, and nobody said which is meant',
    factsOf({ ticket: { pullRequests: [pull()] }, found: [found(twoCauses)] }),
    'decision',
    recommend,
    '1 of 2 causes is gone',
  ],
  [
    'the cause that is tied stays, and another is gone',
    factsOf({ ticket: { pullRequests: [pull()] }, causes: [causeOf('a')], found: [found(twoCauses)] }),
    'fix-proposed',
    compareFix,
    'still failed',
  ],
  [
    'the cause that is tied is gone, and another stays',
    factsOf({ ticket: { pullRequests: [pull()] }, causes: [causeOf('b')], found: [found(twoCauses)] }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'the cause that is tied was not seen at all',
    factsOf({ ticket: { pullRequests: [pull()] }, causes: [causeOf('q')], found: [found(twoCauses)] }),
    'fix-proposed',
    compareFix,
  ],
  [
    'gone, and a failure of its class stays',
    factsOf({ ticket: { pullRequests: [pull()] }, found: [found(inClass(twoCauses, 'a'))] }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'the tied one is gone, and what stays fails again after the merge',
    factsOf({
      ticket: { pullRequests: [merged] },
      causes: [causeOf('b')],
      found: [found(twoCauses), found(repeated(runs(3, 200, 'a')), { at: on(15) })],
    }),
    'verified',
    'accept r-7f3k',
  ],
];

const worse = found(compared(runs(20, 400), runs(40, 400)), { run: 'r-old1', at: on(11) });
const accept = (run: string) => decided('accept', { at: on(14), release: '4.1', run });

/** A person's word holds; what the run says is told. */
const accepted: readonly Row[] = [
  [
    'accepted though it got worse',
    factsOf({ ticket: { pullRequests: [pull()] }, found: [worse], decisions: [accept('r-old1')] }),
    'verified',
    undefined,
    'by r-old1: it got worse: 20/400 -> 40/400',
  ],
  [
    'an old run was accepted, not the newest',
    factsOf({ ticket: { pullRequests: [pull()] }, found: [worse, fixed], decisions: [accept('r-old1')] }),
    'verified',
    undefined,
    'by r-old1',
  ],
  [
    'accepted by a comparison with the release before',
    factsOf({
      found: [found(compared(runs(40, 400), runs(41, 400), withPredecessor), { run: 'r-old1' })],
      decisions: [accept('r-old1')],
    }),
    'verified',
    undefined,
    'says nothing of a fix: 40/400 -> 41/400',
  ],
  [
    'an accepted branch is a fix from then on',
    factsOf({
      found: [
        flaky,
        { ...gone('cassandra-4.1', '17461-4.1'), run: 'r-fork' },
        found(repeated(runs(2, 400)), { revision: '17461-4.1', at: on(15) }),
      ],
      decisions: [accept('r-fork')],
    }),
    'fix-failed',
    `bisect CASTest#testConflictingWrites good=${commitOf('a')} bad=cassandra-4.1`,
  ],
];

/** Closed as fixed, and nobody had shown it. */
const unproved: readonly Row[] = [
  [
    'closed after its merge without proof, and failing in CI',
    factsOf({
      ticket: { status: 'closed', closedAt: on(14, 13), pullRequests: [merged] },
      found: [flaky],
      ciFailures: [{ at: on(15) }],
    }),
    'fix-failed',
    repeat,
    'it fails again on 2022-08-15 though pull request #34 is merged',
  ],
  [
    'it failed in CI before its merge only',
    factsOf({ ticket: { pullRequests: [merged] }, found: [flaky], ciFailures: [{ at: on(13) }] }),
    'fix-proposed',
    repeat,
  ],
  [
    'it fails in CI in another way than before its merge',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [flaky],
      ciFailures: [{ at: on(15), signature: 's1-another' }],
    }),
    'fix-proposed',
    repeat,
  ],
  [
    'the branch fails as before after the merge',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [flaky, found(repeated(runs(9, 200)), { at: on(15) })],
    }),
    'fix-failed',
    recommend,
  ],
  [
    'the branch failed once more after the merge, and is clean for long since',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [
        flaky,
        found(repeated(runs(9, 200)), { at: on(14, 13) }),
        found(repeated(runs(0, 500)), { at: on(15) }),
      ],
    }),
    'fix-proposed',
    repeat,
  ],
];

const older = [commitOf('e')];

/** Run or built after the merge, on code of before. */
const olderCode: readonly Row[] = [
  [
    'the branch failed after the merge at a commit of before',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [flaky, found(repeated(runs(9, 200)), { at: on(15), commit: commitOf('e') })],
      older,
    }),
    'fix-proposed',
    repeat,
  ],
  [
    'a verified fix: the branch failed after the merge at a commit of before',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [flaky, fixed, found(repeated(runs(9, 200)), { at: on(15), commit: commitOf('e') })],
      older,
    }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'a verified fix: CI failed after the merge at a commit of before',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [flaky, fixed],
      ciFailures: [{ at: on(15), commit: commitOf('e') }],
      older,
    }),
    'verified',
    'accept r-7f3k',
  ],
  [
    'a verified fix: CI failed after the merge at a newer commit too',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [flaky, fixed],
      ciFailures: [
        { at: on(15), commit: commitOf('e') },
        { at: on(15), commit: commitOf('d') },
      ],
      older,
    }),
    'fix-failed',
    `bisect CASTest#testConflictingWrites good=${'a'.repeat(40)} bad=cassandra-4.1`,
  ],
  [
    'clean for long after the merge at a commit of before proves nothing',
    factsOf({
      ticket: { pullRequests: [merged] },
      found: [flaky, found(repeated(runs(0, 500)), { at: on(15), commit: commitOf('e') })],
      older,
    }),
    'fix-proposed',
    repeat,
  ],
];

const onlyInCi = factsOf({
  ticket: { pullRequests: [merged] },
  ciFailures: [{ at: on(13) }, { at: on(14, 14) }],
});
const clean = (count: number, at: string) => found(repeated(runs(0, count)), { at });

/** Ordinary CI alone saw it fail, the last time after the merge. */
const unprovedInCi: readonly Row[] = [
  ['only CI saw it fail after the merge: nobody ran it since', onlyInCi, 'fix-failed', repeat],
  [
    'only CI saw it fail after the merge: clean for long since',
    { ...onlyInCi, found: [clean(300, on(15))] },
    'fix-proposed',
    repeat,
  ],
  [
    'only CI saw it fail after the merge: clean in too few runs since',
    { ...onlyInCi, found: [clean(200, on(15))] },
    'fix-failed',
    repeat,
  ],
  [
    'only CI saw it fail after the merge: clean for long before it',
    { ...onlyInCi, found: [clean(1000, on(14, 13))] },
    'fix-failed',
    repeat,
  ],
  [
    'only CI saw it fail after the merge: clean for long before it, and shortly since',
    { ...onlyInCi, found: [clean(1000, on(14, 13)), clean(200, on(15))] },
    'fix-failed',
    repeat,
  ],
  [
    'only CI saw it fail after the merge: clean for long since, with a patch on it',
    { ...onlyInCi, found: [{ ...clean(1000, on(15)), isChanged: true }] },
    'fix-failed',
    repeat,
  ],
];

export const rowsOfSides: readonly Row[] = [
  ...sides,
  ...lanes,
  ...causes,
  ...accepted,
  ...unproved,
  ...olderCode,
  ...unprovedInCi,
];
