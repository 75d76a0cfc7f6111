import { expect, it } from 'vitest';
import { judge } from '../../src/budgets/budget.ts';
import { overBudget } from '../../src/budgets/refusal.ts';
import { plain, post, runOf, type WorldOptions } from './fakes.ts';

const none = { iterations: 0, ms: 0, pending: { iterations: 0, ms: 0 } };
const judgement = judge(
  { units: 500, each: 1 },
  { iterations: { week: 40 }, minutes: {} },
  { person: none, ticket: none, week: none },
);
const spent = async (): Promise<never> => {
  throw overBudget(judgement, { repository: 'acme/shop', frees: '2022-08-22T00:00:00.000Z' });
};

/** Where the project has to be in some state for it. */
const worlds: Readonly<Record<string, WorldOptions>> = {
  'E-DENIED': { changes: { right: 'read' } },
  'E-BUDGET': { changes: { startRun: spent } },
  'E-BUSY': { changes: { startRun: async () => ({ run: runOf('r-7f3k'), alreadyActive: true }) } },
};

const six = Array.from({ length: 6 }, () => 'ping').join('\n/retrial ');

/** What a comment alone can get wrong, by the code of its reply: a line, and what the reply says of it. */
it.each([
  ['E-VERB', 'repat A#b', 'Unknown command `repat`. Did you mean `repeat`?'],
  ['E-KEY', 'repeat A#b brach=x', '`repeat` has no argument `brach`. Did you mean ref?'],
  ['E-VALUE', 'repeat A#b x20000', "`x20000` is over this project's limit of 2,000 runs."],
  ['E-DUP', 'repeat A#b ref=a ref=b', '`ref` is given twice: `a` and `b`.'],
  ['E-QUOTE', 'repeat A#b note="after', 'never closed'],
  ['E-MISSING', 'bisect A#b', '`bisect` needs `good=`'],
  ['E-REF', 'repeat A#b ref=-a', '`-a`'],
  ['E-LONG', six, 'this is one more'],
  ['E-DENIED', 'repeat A#b', 'allow @driftx'],
  ['E-BUDGET', 'repeat A#b x500', 'Try `/retrial repeat A#b x40`'],
  ['E-BUSY', 'repeat A#b', 'The same run is already active: `r-7f3k`'],
])('%s: `%s` is answered with %s', async (code, line, words) => {
  const { replies } = await post(`/retrial ${line}`, worlds[code]);
  expect(replies.at(-1)?.codes).toEqual([code]);
  expect(plain(replies.at(-1)?.document)).toContain(words);
});
