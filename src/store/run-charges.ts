import { sql, type Kysely } from 'kysely';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { Cost } from '../model/spending.ts';
import type { Tables } from './tables.ts';
import { clean } from './text.ts';

/** A run and the commands that pay for it: the one that asked, and those that added to it. */
export type ChargedRun = Pick<RepeatRun, 'id' | 'additions'>;

/** What one command holds or has paid for a run. */
interface Held extends Cost {
  readonly commentId: string;
  readonly line: number;
  readonly lane: string;
  readonly tracker: string;
  readonly settled: boolean;
}

/** Sees to it that what is not paid yet is held: the newest command holds more where that is not enough. */
export async function raise(db: Kysely<Tables>, run: ChargedRun, cost: Cost): Promise<void> {
  const { held, isWhole } = await heldFor(db, run);
  const last = held.findLast(({ settled }) => !settled);
  if (last === undefined || !isWhole) return;
  const others = sumOf(held.filter((one) => one !== last));
  await put(db, last, {
    iterations: Math.max(last.iterations, cost.iterations - others.iterations),
    ms: Math.max(last.ms, Math.ceil(cost.ms) - others.ms),
  });
}

/**
 * Commands pay in their order, each at most what it held; the last one pays the rest, unless what others paid was
 * forgotten long ago.
 */
export async function settle(db: Kysely<Tables>, run: ChargedRun, cost: Cost): Promise<void> {
  const { held, isWhole } = await heldFor(db, run);
  const paid = sumOf(held.filter(({ settled }) => settled));
  let left = {
    iterations: Math.max(0, cost.iterations - paid.iterations),
    ms: Math.max(0, Math.ceil(cost.ms) - paid.ms),
  };
  const open = held.filter(({ settled }) => !settled);
  for (const one of open) {
    const isLast = one === open.at(-1);
    const part =
      isLast && isWhole
        ? left
        : { iterations: Math.min(one.iterations, left.iterations), ms: Math.min(one.ms, left.ms) };
    left = { iterations: left.iterations - part.iterations, ms: left.ms - part.ms };
    await put(db, one, { ...part, settled: true });
  }
}

/** Whole is what is held when every command has its charge still. */
async function heldFor(
  db: Kysely<Tables>,
  { id, additions = [] }: ChargedRun,
): Promise<{ readonly held: readonly Held[]; readonly isWhole: boolean }> {
  const run = await db
    .selectFrom('run')
    .select(['tracker', 'comment_id', 'line', 'lane'])
    .where('id', '=', clean(id))
    .executeTakeFirst();
  if (run === undefined) return { held: [], isWhole: true };
  // What adds to a run names the run, and no lane.
  const added = additions.map(({ commentId, line }) => ({
    comment_id: clean(commentId),
    line,
    lane: '',
  }));
  const commands = [{ comment_id: run.comment_id, line: run.line, lane: run.lane }, ...added];
  const rows = await db
    .selectFrom('charge')
    .select(['comment_id', 'line', 'lane', 'tracker', 'settled', 'iterations', 'ms'])
    .where('tracker', '=', run.tracker)
    .where((where) => where.or(commands.map((command) => where.and(command))))
    .orderBy('at')
    .execute();
  const held = rows.map(({ comment_id: commentId, iterations, ms, ...row }) => {
    return { ...row, commentId, iterations: Number(iterations), ms: Number(ms) };
  });
  return { held, isWhole: held.length === commands.length };
}

function sumOf(all: readonly Cost[]): Cost {
  return {
    iterations: all.reduce((sum, { iterations }) => sum + iterations, 0),
    ms: all.reduce((sum, { ms }) => sum + ms, 0),
  };
}

/** Of a charge that is not settled. */
async function put(db: Kysely<Tables>, held: Held, change: Cost & { settled?: true }): Promise<void> {
  await db
    .updateTable('charge')
    .set(change)
    .where('tracker', '=', held.tracker)
    .where('comment_id', '=', held.commentId)
    .where('line', '=', held.line)
    .where('lane', '=', held.lane)
    .where('settled', '=', false)
    .execute();
}

/** Forgets what was asked before a time (ISO 8601), at most so many at once that nothing else waits; how many. */
export async function prune(db: Kysely<Tables>, before: string): Promise<number> {
  const old = sql`select ctid from retrial.charge where at < ${before}::timestamptz limit 500`;
  const { numAffectedRows = 0n } = await sql`delete from retrial.charge where ctid in (${old})`.execute(db);
  return Number(numAffectedRows);
}
