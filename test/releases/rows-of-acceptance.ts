import { runs } from '../plans/evidence.ts';
import { compared, decided, factsOf, found, on, pull, repeated } from './facts.ts';
import type { Row } from './rows-of-sides.ts';

const failures = [{ at: on(11) }];
const merged = pull({ state: 'merged', mergedAt: on(12) });
const accept = (run: string) => decided('accept', { at: on(15), release: '4.1', run });
const clean = (count: number, more = {}) => found(repeated(runs(0, count)), { at: on(14), ...more });
const repeat = 'repeat CASTest#testConflictingWrites';
const decisions = [accept('r-7f3k')];

/** Nobody but ordinary CI saw it fail, and a person accepted the fix: that is no evidence by itself. */
export const rowsOfAcceptance: readonly Row[] = [
  [
    'accepted, only CI saw it fail: five clean runs of the branch',
    factsOf({ ciFailures: failures, found: [clean(5)], decisions }),
    'verifying',
    `${repeat} x294 ref=cassandra-4.1`,
    'only ordinary CI saw it fail: 294 more clean runs',
  ],
  [
    'accepted, only CI saw it fail: no run is known',
    factsOf({ ciFailures: failures, decisions }),
    'verifying',
    `${repeat} x299 ref=cassandra-4.1`,
  ],
  [
    'accepted, only CI saw it fail: clean for long on the branch since',
    factsOf({ ticket: { pullRequests: [merged] }, ciFailures: failures, found: [clean(300)], decisions }),
    'verified',
    undefined,
  ],
  [
    'accepted, only CI saw it fail: clean for long before that',
    factsOf({ ciFailures: failures, found: [clean(300, { at: on(10) })], decisions }),
    'verifying',
    `${repeat} x299 ref=cassandra-4.1`,
  ],
  [
    'accepted, only CI saw it fail: clean for long before its fix was merged',
    factsOf({
      ticket: { pullRequests: [pull({ state: 'merged', mergedAt: on(15, 11) })] },
      ciFailures: failures,
      found: [clean(300)],
      decisions,
    }),
    'verifying',
    `${repeat} x299 ref=cassandra-4.1`,
  ],
  [
    'accepted, only CI saw it fail: clean for long before a person took the fix on other grounds',
    factsOf({ ciFailures: failures, found: [clean(300, { run: 'r-1' })], decisions }),
    'verifying',
    `${repeat} x299 ref=cassandra-4.1`,
  ],
  [
    'accepted, only CI saw it fail: clean for long since its ticket was closed, and before the acceptance',
    factsOf({
      ticket: { closedAt: on(13) },
      ciFailures: failures,
      found: [clean(300, { run: 'r-1' })],
      decisions,
    }),
    'verified',
    undefined,
  ],
  [
    'accepted, only CI saw it fail: the branch was clean without it, and its pull request in few runs',
    factsOf({
      ticket: { pullRequests: [pull()] },
      ciFailures: failures,
      found: [clean(200, { run: 'r-1' }), clean(100, { revision: '#34' })],
      decisions,
    }),
    'verifying',
    `${repeat} x200 ref=#34`,
  ],
  [
    'accepted, only CI saw it fail: clean for long on its pull request',
    factsOf({
      ticket: { pullRequests: [pull()] },
      ciFailures: failures,
      found: [clean(300, { revision: '#34', at: on(10) })],
      decisions,
    }),
    'verified',
    undefined,
  ],
  [
    'accepted, only CI saw it fail: clean in few runs on its pull request',
    factsOf({
      ticket: { pullRequests: [pull()] },
      ciFailures: failures,
      found: [clean(199, { revision: '#34' })],
      decisions,
    }),
    'verifying',
    `${repeat} x200 ref=#34`,
  ],
  [
    'accepted, only CI saw it fail: its pull request fails',
    factsOf({
      ticket: { pullRequests: [pull()] },
      ciFailures: failures,
      found: [found(repeated(runs(5, 5)), { revision: '#34', at: on(14) })],
      decisions,
    }),
    'verifying',
    `${repeat} x299 ref=#34`,
    'on the release only ordinary CI saw it fail: 299 more clean runs',
  ],
  [
    'accepted, only CI saw it fail: its pull request failed once, and was clean since',
    factsOf({
      ticket: { pullRequests: [pull()] },
      ciFailures: failures,
      found: [
        clean(250, { run: 'r-1', revision: '#34', at: on(12) }),
        found(repeated(runs(1, 200)), { run: 'r-2', revision: '#34', at: on(13) }),
        clean(50, { revision: '#34' }),
      ],
      decisions,
    }),
    'verifying',
    `${repeat} x249 ref=#34`,
  ],
  [
    'accepted, and the release failed in a run of ours before',
    factsOf({
      ciFailures: failures,
      found: [found(repeated(runs(5, 50)), { run: 'r-1', at: on(12) }), clean(5)],
      decisions,
    }),
    'verified',
    undefined,
  ],
  [
    'accepted, only CI saw it fail: a clean pull request beside a clean branch',
    factsOf({
      ticket: { pullRequests: [pull()] },
      ciFailures: failures,
      found: [found(compared(runs(0, 400), runs(0, 400)), { at: on(13) })],
      decisions,
    }),
    'verified',
    undefined,
  ],
  [
    'accepted, only CI saw it fail: clean for long on another branch, or with changed code',
    factsOf({
      ciFailures: failures,
      found: [clean(900, { revision: 'trunk' }), clean(900, { isChanged: true })],
      decisions,
    }),
    'verifying',
    `${repeat} x299 ref=cassandra-4.1`,
  ],
  [
    'accepted, only CI saw it fail: CI itself is clean for long since',
    factsOf({
      ciFailures: failures,
      ciCounts: { executed: 900, failed: 1, clean: 299, days: 30 },
      decisions,
    }),
    'verified',
    undefined,
  ],
  [
    'accepted, only CI saw it fail: skipped ever since',
    factsOf({ ciFailures: failures, found: [found(repeated('s'.repeat(500)), { at: on(14) })], decisions }),
    'verifying',
    `${repeat} x299 ref=cassandra-4.1`,
  ],
  [
    'accepted, and CI failed only after that',
    factsOf({
      ticket: { pullRequests: [merged] },
      ciFailures: [{ at: on(16, 7) }],
      found: [clean(5)],
      decisions,
    }),
    'fix-failed',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
  [
    'accepted, only CI saw it fail: one more run of ours fails',
    factsOf({
      ciFailures: failures,
      found: [clean(5), found(repeated(runs(1, 200)), { at: on(16, 7) })],
      decisions,
    }),
    'fix-failed',
    'bisect CASTest#testConflictingWrites good=cassandra-4.0 bad=cassandra-4.1',
  ],
];
