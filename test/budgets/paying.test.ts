import { describe, expect, it } from 'vitest';
import { askOf, bounded, budgetsOn, payFor } from '../../src/app/budgeting.ts';
import { paidLanes } from '../../src/app/starting.ts';
import type { Budgets } from '../../src/budgets/budget.ts';
import type { QuestionRequest, RunRequest } from '../../src/commands/contract/context.ts';
import { readServerConfig } from '../../src/config/server.ts';
import type { Charge, Cost, Spending, Used } from '../../src/model/spending.ts';
import { parseSelector } from '../../src/model/selector.ts';

const ticket = { tracker: 'github', project: 'acme/shop', key: '7' } as const;
const nothing: Used = { iterations: 0, ms: 0, pending: { iterations: 0, ms: 0 } };

function requestOf(count: number, question?: QuestionRequest): RunRequest {
  return {
    ticket,
    commentId: 'c-1',
    line: 1,
    requestedBy: 'jane',
    selector: parseSelector('A#b'),
    count,
    quiet: false,
    ...(question === undefined ? {} : { question }),
  };
}

/** A server's budgets over a project's, and charges that are only noted down. */
function purse(server: string, budgets: Budgets) {
  const paid: { charge: Charge; since: string; cost: Cost }[] = [];
  const spending: Spending = { person: nothing, ticket: nothing, week: nothing };
  const charges = {
    async reserve(charge: Charge, since: string, price: (spending: Spending) => Cost) {
      paid.push({ charge, since, cost: price(spending) });
      return charge.lanes;
    },
    raise: async () => {},
    settle: async () => {},
    prune: async () => 0,
    spending: async () => spending,
  };
  const config = readServerConfig({ name: 'server.yml', text: server }, {});
  const now = (): Date => new Date('2026-11-24T03:00:00Z');
  return { paid, config, project: { budgets }, store: { charges }, now };
}

describe('paying for a command', () => {
  it.each<[string, RunRequest, { units: number; each: number }]>([
    ['a repeat', requestOf(200), { units: 200, each: 1 }],
    ['a question without end', requestOf(0, { kind: 'decide' }), { units: 1_000, each: 1 }],
    [
      'a run up to its first failure',
      requestOf(0, { kind: 'decide', first: true, most: 50 }),
      { units: 50, each: 1 },
    ],
    ['both sides of a comparison', requestOf(60, { kind: 'compare', runs: 30 }), { units: 30, each: 2 }],
    ['a comparison without end', requestOf(0, { kind: 'compare' }), { units: 2_000, each: 2 }],
    [
      'a bisection',
      requestOf(0, { kind: 'bisect', good: { kind: 'name', name: 'v1' }, mostRuns: 500 }),
      { units: 500, each: 1 },
    ],
    ['every company of a test', requestOf(0, { kind: 'isolate', runs: 10 }), { units: 10, each: 5 }],
  ])('reckons with the most it can use: %s', (_, request, ask) => {
    expect(askOf(request)).toEqual(ask);
  });

  it('holds it against the server’s budgets where they are stricter, for the week it is asked in', async () => {
    const free = purse('', { iterations: { run: 500 }, minutes: {} });
    await payFor(requestOf(500), free);
    expect(free.paid).toMatchObject([
      {
        charge: { repository: 'acme/shop', person: 'jane', selector: 'A#b', commentId: 'c-1', line: 1 },
        since: '2026-11-23T00:00:00.000Z',
        cost: { iterations: 500, ms: 500 * 60_000 },
      },
    ]);
    const strict = purse('budgets: { iterations: { run: 100 } }', { iterations: { run: 500 }, minutes: {} });
    await expect(payFor(requestOf(500), strict)).rejects.toMatchObject({ code: 'E-BUDGET', fits: 100 });
    expect(strict.paid).toEqual([]);
  });

  it('starts nothing in a lane that was added after it was charged', () => {
    const wanted = [{ lane: 'jdk8' }, { lane: 'jdk21' }];
    expect(paidLanes(wanted, ['jdk8', 'jdk11'])).toEqual([{ lane: 'jdk8' }]);
    expect(() => paidLanes(wanted, [''])).toThrow('Ask for it again');
  });

  it('gives a search an end where something is limited, and only there', () => {
    const request = requestOf(0, { kind: 'bisect', good: { kind: 'name', name: 'v1' } });
    expect(bounded(request, purse('', { iterations: {}, minutes: {} }))).toEqual(request);
    const limited = bounded(
      request,
      purse('budgets: { minutes: { week: 60 } }', { iterations: {}, minutes: {} }),
    );
    expect(limited.question).toMatchObject({ kind: 'bisect', mostRuns: askOf(request).units });
  });

  it('shows budgets only where there are any', async () => {
    const who = { ticket, person: 'jane' };
    expect(await budgetsOn(who, purse('', { iterations: {}, minutes: {} }))).toBeUndefined();
    const shown = await budgetsOn(
      who,
      purse('budgets: { minutes: { week: 60 } }', { iterations: {}, minutes: {} }),
    );
    expect(shown?.budgets).toEqual({ iterations: {}, minutes: { week: 60 } });
  });
});
