import { runs } from '../plans/evidence.ts';
import { compared, decided, factsOf, found, on, pull, repeated } from './facts.ts';
import type { Row } from './rows-of-sides.ts';

const flaky = found(repeated(runs(17, 200)));
const fork = pull({ isFork: true });

/** Heads of forks are run for nobody by their number: what can be done instead is said. */
export const rowsOfForks: readonly Row[] = [
  [
    'a pull request of a fork is linked, which nobody may run by its number',
    factsOf({ ticket: { pullRequests: [fork] }, found: [flaky] }),
    'fix-proposed',
    'compare CASTest#testConflictingWrites cassandra-4.1..BRANCH',
  ],
  [
    'a branch of the repository goes before a fork',
    factsOf({ ticket: { pullRequests: [fork, pull({ number: 35 })] }, found: [flaky] }),
    'fix-proposed',
    'compare CASTest#testConflictingWrites cassandra-4.1..#35',
  ],
  [
    'the branch to which it was pushed was compared too shortly',
    factsOf({
      ticket: { pullRequests: [fork] },
      found: [
        found(compared(runs(12, 400), runs(0, 20), { before: 'cassandra-4.1', after: '17461-4.1' }), {
          at: on(13),
        }),
      ],
    }),
    'verifying',
    'compare CASTest#testConflictingWrites cassandra-4.1..17461-4.1',
  ],
  [
    'a pull request of a fork was accepted, where CI alone saw the failure',
    factsOf({
      ticket: { pullRequests: [fork] },
      ciFailures: [{ at: on(11) }],
      decisions: [decided('accept', { at: on(13) })],
    }),
    'verifying',
    'repeat CASTest#testConflictingWrites x299 ref=BRANCH',
  ],
];
