import { sql, type Kysely } from 'kysely';
import type { Charge, Cost, Payer, Spending, Used } from '../model/spending.ts';
import { ticketKey } from '../model/ticket.ts';
import type { Tables } from './tables.ts';
import { prune, raise, settle, type ChargedRun } from './run-charges.ts';
import { clean, cleanId } from './text.ts';

export interface Charges {
  /**
   * Keeps what a command will cost at most, as `price` answers it from what was used since a time (ISO 8601). Commands
   * of one repository are priced one after another, so that two at once cannot both take what is left for one. A
   * command that was charged already is not priced again.
   * @returns the lanes it was charged for, the first time
   * @throws whatever `price` throws; nothing is kept then.
   */
  reserve(charge: Charge, since: string, price: (spending: Spending) => Cost): Promise<readonly string[]>;
  /** Sees to it that a run that goes on holds no less than what it has cost already. */
  raise(run: ChargedRun, cost: Cost): Promise<void>;
  /**
   * Puts what a run really cost in the place of what was kept for it; for good, however often it is called. What was
   * added to a run pays what the commands before it have not.
   */
  settle(run: ChargedRun, cost: Cost): Promise<void>;
  /** Forgets what was asked before a time (ISO 8601), at most 500 at once; how many. Let no budget reach so far back. */
  prune(before: string): Promise<number>;
  /** What was used since a time (ISO 8601), with what runs hold that were asked before and have not ended. */
  spending(payer: Payer, since: string): Promise<Spending>;
}

/** `RETB` in ASCII: the space of advisory locks, one for each repository. */
const lockSpace = 0x52455442;

/** What commands cost, from the moment they are taken: the ledger that budgets are held against. */
export function createCharges(db: Kysely<Tables>): Charges {
  return {
    async reserve(charge, since, price) {
      const { tracker } = charge.ticket;
      const key = { tracker, comment_id: cleanId(charge.commentId), line: charge.line };
      const { repository, person, ticket, selector } = keysOf(charge);
      return db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(${lockSpace}, hashtext(${repository}))`.execute(trx);
        const known = await trx
          .selectFrom('charge')
          .select('lane')
          .where((where) => where.and(key))
          .execute();
        if (known.length > 0) return known.map(({ lane }) => lane);
        const { iterations, ms } = price(await spendingOf(trx, charge, since));
        const values = {
          repository,
          person,
          ticket,
          selector,
          at: charge.at,
          settled: false,
        };
        const { length } = charge.lanes;
        const rows = charge.lanes.map((lane) => ({
          ...key,
          ...values,
          lane: cleanId(lane),
          iterations: Math.ceil(iterations / length),
          ms: Math.ceil(ms / length),
        }));
        await trx.insertInto('charge').values(rows).execute();
        return rows.map(({ lane }) => lane);
      });
    },
    raise: (run, cost) => raise(db, run, cost),
    settle: (run, cost) => settle(db, run, cost),
    prune: (before) => prune(db, before),
    spending: async (payer, since) => spendingOf(db, payer, since),
  };
}

/** Trackers may spell a login in two ways, and a repository too; what somebody uses is one sum all the same. */
function keysOf({ repository, ticket, person, selector }: Payer) {
  return {
    repository: cleanId(repository.toLowerCase()),
    person: cleanId(`${ticket.tracker} ${person.toLowerCase()}`),
    ticket: clean(ticketKey(ticket)),
    selector: clean(selector ?? ''),
  };
}

/** A run that is still under way after so long was asked for in a week that is long over. */
const longestHold = '7 days';
/** What iterations took before this says nothing about now. */
const memory = '30 days';

type Sums = Readonly<Record<string, string | null>>;

/** One statement, so that what it adds up is of one moment. */
async function spendingOf(db: Kysely<Tables>, payer: Payer, since: string): Promise<Spending> {
  const { repository, person, ticket, selector } = keysOf(payer);
  const counts = sql`(at >= ${since}::timestamptz or (not settled and at >= ${since}::timestamptz - ${longestHold}::interval))`;
  const measured = sql`(settled and ms > 0)`;
  const { rows } = await sql<Sums>`
    select
      sum(iterations) filter (where ${counts}) as week_iterations,
      sum(ms) filter (where ${counts}) as week_ms,
      sum(iterations) filter (where ${counts} and not settled) as week_held,
      sum(ms) filter (where ${counts} and not settled) as week_held_ms,
      sum(iterations) filter (where ${counts} and person = ${person}) as person_iterations,
      sum(ms) filter (where ${counts} and person = ${person}) as person_ms,
      sum(iterations) filter (where ${counts} and person = ${person} and not settled) as person_held,
      sum(ms) filter (where ${counts} and person = ${person} and not settled) as person_held_ms,
      sum(iterations) filter (where ${counts} and ticket = ${ticket}) as ticket_iterations,
      sum(ms) filter (where ${counts} and ticket = ${ticket}) as ticket_ms,
      sum(iterations) filter (where ${counts} and ticket = ${ticket} and not settled) as ticket_held,
      sum(ms) filter (where ${counts} and ticket = ${ticket} and not settled) as ticket_held_ms,
      coalesce(
        sum(ms) filter (where ${measured} and selector = ${selector})
          / nullif(sum(iterations) filter (where ${measured} and selector = ${selector}), 0),
        sum(ms) filter (where ${measured}) / nullif(sum(iterations) filter (where ${measured}), 0)
      ) as ms_each
    from retrial.charge
    where repository = ${repository} and at >= ${since}::timestamptz - ${memory}::interval`.execute(db);
  const sums = rows[0] ?? {};
  const each = sums['ms_each'] ?? null;
  return {
    person: usedIn(sums, 'person'),
    ticket: usedIn(sums, 'ticket'),
    week: usedIn(sums, 'week'),
    ...(each === null ? {} : { msEach: Number(each) }),
  };
}

function usedIn(sums: Sums, whose: 'person' | 'ticket' | 'week'): Used {
  const of = (what: string): number => Number(sums[`${whose}_${what}`] ?? 0);
  const pending = { iterations: of('held'), ms: of('held_ms') };
  return { iterations: of('iterations'), ms: of('ms'), pending };
}
