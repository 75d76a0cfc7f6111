import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLimited, judge, tightest, type Budgets } from '../../src/budgets/budget.ts';
import { overBudget } from '../../src/budgets/refusal.ts';
import { budgetsSchema } from '../../src/config/budgets.ts';
import { weekOf } from '../../src/budgets/week.ts';
import type { Spending, Used } from '../../src/model/spending.ts';

const none: Budgets = { iterations: {}, minutes: {} };

function used(iterations: number, minutes = 0, pending = 0): Used {
  return { iterations, ms: minutes * 60_000, pending: { iterations: pending, ms: 0 } };
}

function spending(changes: Partial<Spending> = {}): Spending {
  return { person: used(0), ticket: used(0), week: used(0), ...changes };
}

describe('budgets', () => {
  it.each([
    ['nothing is limited', none, spending(), 500],
    ['a command just reaches its limit', { ...none, iterations: { run: 500 } }, spending(), 500],
    ['a command is one too long', { ...none, iterations: { run: 499 } }, spending(), 499],
    [
      'a person has used some',
      { ...none, iterations: { person: 600 } },
      spending({ person: used(200) }),
      400,
    ],
    ['a ticket has used some', { ...none, iterations: { ticket: 600 } }, spending({ ticket: used(590) }), 10],
    ['the week is over its limit', { ...none, iterations: { week: 600 } }, spending({ week: used(900) }), 0],
    ['nothing may run', { ...none, iterations: { week: 0 } }, spending(), 0],
    ['time as it was measured', { ...none, minutes: { week: 60 } }, spending({ msEach: 10_000 }), 360],
    ['time before anything ran: a minute each', { ...none, minutes: { week: 60 } }, spending(), 60],
    [
      'the strictest of several',
      { iterations: { run: 400, week: 1_000 }, minutes: { person: 100 } },
      spending({ person: used(0, 70), week: used(700) }),
      30,
    ],
  ] as const)('fit as much as is left: %s', (_, budgets, spent, fits) => {
    const judgement = judge({ units: 500, each: 1 }, budgets, spent);
    expect(judgement.fits).toBe(fits);
    expect(judgement.excess.length > 0).toBe(fits < 500);
  });

  it('count every side of a question', () => {
    const budgets: Budgets = { ...none, iterations: { week: 101 } };
    expect(judge({ units: 60, each: 2 }, budgets, spending())).toMatchObject({
      cost: { iterations: 120 },
      fits: 50,
      excess: [{ scope: 'week', of: 'iterations', limit: 101, used: 0, wanted: 120 }],
    });
  });

  it('reckon with a shorter timeout where nothing was measured', () => {
    const { cost, isMeasured } = judge({ units: 10, each: 1, timeoutMs: 5_000 }, none, spending());
    expect({ cost, isMeasured }).toEqual({ cost: { iterations: 10, ms: 50_000 }, isMeasured: false });
  });

  it('say of any command and any use a number that fits, and that one more does not', () => {
    const amount = fc.integer({ min: 0, max: 100_000 });
    const limit = fc.option(fc.integer({ min: 0, max: 1_000_000_000 }), { nil: undefined });
    const allowance = fc
      .record({ run: limit, person: limit, ticket: limit, week: limit })
      .map((limits) => Object.fromEntries(Object.entries(limits).filter((entry) => entry[1] !== undefined)));
    const use = fc.tuple(amount, amount).map(([iterations, minutes]) => used(iterations, minutes));
    const spent = fc.record({
      person: use,
      ticket: use,
      week: use,
      msEach: fc.double({ min: 0, max: 1e7, noNaN: true }),
    });
    const budgets = fc.record({ iterations: allowance, minutes: allowance });
    const asked = fc.record({
      units: fc.integer({ min: 1, max: 100_000 }),
      each: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(asked, budgets, spent, (ask, limits, seen) => {
        const { fits, excess } = judge(ask, limits, seen);
        expect(excess.length === 0).toBe(fits === ask.units);
        const isRefused = (units: number): boolean =>
          judge({ ...ask, units }, limits, seen).excess.length > 0;
        expect(fits > 0 && isRefused(fits)).toBe(false);
        expect(fits === ask.units || isRefused(fits + 1)).toBe(true);
      }),
    );
  });

  it('of a server are the ceiling of a project', () => {
    const server: Budgets = { iterations: { run: 500, week: 9_000 }, minutes: { week: 600 } };
    const project: Budgets = { iterations: { run: 100_000, person: 50 }, minutes: { week: 60 } };
    expect(tightest(server, project)).toEqual({
      iterations: { run: 500, person: 50, week: 9_000 },
      minutes: { week: 60 },
    });
    expect([isLimited(server), isLimited(none)]).toEqual([true, false]);
  });
});

describe('a week', () => {
  it.each([
    ['2026-11-23T00:00:00.000Z', '2026-11-23', '2026-11-30'],
    ['2026-11-29T23:59:59.999Z', '2026-11-23', '2026-11-30'],
    ['2026-11-22T23:59:59.999Z', '2026-11-16', '2026-11-23'],
    ['2027-01-01T12:00:00.000Z', '2026-12-28', '2027-01-04'],
  ])('around %s begins on Monday in UTC', (moment, start, end) => {
    expect(weekOf(new Date(moment))).toEqual({
      start: `${start}T00:00:00.000Z`,
      end: `${end}T00:00:00.000Z`,
    });
  });
});

describe('a refusal', () => {
  const place = { repository: 'apache/cassandra', frees: '2026-11-30T00:00:00.000Z' };
  const refused = (budgets: Budgets, spent: Spending) =>
    overBudget(judge({ units: 200, each: 1 }, budgets, spent), place);

  it.each([
    ['iterations', 'run', 'One command may take 150 iterations here, and this one would take 200.', 150],
    ['iterations', 'person', "You have used 100 of this week's 150 iterations", 50],
    ['iterations', 'ticket', "This ticket has used 100 of this week's 150 iterations", 50],
    ['iterations', 'week', "apache/cassandra has used 100 of this week's 150 iterations", 50],
    ['minutes', 'run', 'One command may take 150 CI minutes here, and this one would take 400.', 75],
    ['minutes', 'person', "You have used 50 of this week's 150 CI minutes", 50],
    ['minutes', 'ticket', "This ticket has used 50 of this week's 150 CI minutes", 50],
    ['minutes', 'week', "apache/cassandra has used 50 of this week's 150 CI minutes", 50],
  ] as const)('by %s for each %s says whose they are and what would fit', (of, scope, words, fits) => {
    const read = budgetsSchema.parse({ [of]: { [scope]: 150 } });
    const all = used(100, 50);
    const error = refused(read, spending({ person: all, ticket: all, week: all, msEach: 120_000 }));
    expect(error.message).toContain(words);
    expect(error.message).toContain(`The largest that fits is \`x${fits}\`.`);
    expect(error.fits).toBe(fits);
  });

  it('says what is used, what is held, when it frees and what fits', () => {
    const error = refused(
      { ...none, iterations: { person: 1_500 } },
      spending({ person: used(1_400, 0, 150) }),
    );
    expect(error).toMatchObject({ code: 'E-BUDGET', fits: 100 });
    expect(error.message).toBe(
      "You have used 1,400 of this week's 1,500 iterations (150 of them held by runs that have not ended), and this command would take 200. The next week begins on Monday 30 November, 00:00 UTC; a run that ends gives back what it held and did not use. The largest that fits is `x100`.",
    );
  });

  it('names every limit, and how time was reckoned', () => {
    const budgets: Budgets = { iterations: { run: 150 }, minutes: { week: 6_000 } };
    expect(refused(budgets, spending({ week: used(0, 5_940) })).message).toBe(
      "One command may take 150 iterations here, and this one would take 200. apache/cassandra has used 5,940 of this week's 6,000 CI minutes, and this command would take 200. An iteration is reckoned with 60 s, since none ran here yet. The next week begins on Monday 30 November, 00:00 UTC. The largest that fits is `x60`.",
    );
  });

  it('says so when nothing fits', () => {
    const { message, fits } = refused(
      { ...none, iterations: { ticket: 10 } },
      spending({ ticket: used(10) }),
    );
    expect(fits).toBe(0);
    expect(message).toContain('This ticket has used 10 of this week');
    expect(message).toContain('Nothing of this kind fits now.');
  });

  it('of one command alone promises no better week', () => {
    expect(refused({ ...none, iterations: { run: 10 } }, spending()).message).not.toContain('week');
  });
});
