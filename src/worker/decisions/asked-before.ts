import { unignoredSource } from '../../checkouts/test-edit.ts';
import { unlisted } from '../../edits/test-list.ts';
import { UserError } from '../../model/errors.ts';
import type { Decision } from '../../model/ledger.ts';
import { quoted } from '../../model/plain-text.ts';
import { decidedFor } from '../../releases/decisions.ts';
import { readOrder, type DecidingParts, type PlannedChange } from './order.ts';

/**
 * One ignore is one pull request and one follow-up, however often it is asked for. One that people have taken may be
 * decided anew, as for longer.
 * @throws UserError E-VALUE when the same was decided here before, holds, and is not in the code yet
 */
export async function checkNotAskedBefore(
  decision: Decision,
  change: PlannedChange | undefined,
  parts: DecidingParts,
): Promise<void> {
  if (decision.what !== 'ignore' || change === undefined) return;
  const { ticket, test, mode } = decision;
  const entries = (await parts.store.ledger.of({ ticket })).filter(
    ({ decision: one }) => (one.what === 'ignore' || one.what === 'unignore') && one.test === test,
  );
  const newest = entries.at(-1);
  if (newest?.decision.what !== 'ignore' || newest.decision.mode !== mode) return;
  if (!(await holds(newest.decision, parts)) || (await isInCode(change))) return;
  const { by, until = '' } = newest.decision;
  const pull = (await readOrder(newest.decision.id, parts.store))?.change?.pull;
  const next = pull === undefined ? 'its pull request is still missing' : `#${pull.number} waits to be taken`;
  throw new UserError(
    'E-VALUE',
    `${quoted(by)} decided that already, until ${quoted(until)}: entry ${newest.number} of the ledger, and ${next}. To decide it anew, take that back first: \`unignore\`. Nothing was decided.`,
  );
}

async function holds(decision: Decision, { tracker, now }: DecidingParts): Promise<boolean> {
  const releases = await tracker.releases(decision.ticket);
  const out = releases.filter(({ isOut }) => isOut).map(({ name }) => name);
  const moment = { now: now().toISOString(), out };
  return decidedFor(decision.release ?? '', [decision], moment).holding !== undefined;
}

async function isInCode({ path, containers, member, source = '', listed }: PlannedChange): Promise<boolean> {
  if (listed !== undefined) return unlisted({ path, text: source }, listed) !== undefined;
  try {
    await unignoredSource({ path, containers, ...(member === undefined ? {} : { member }) }, source);
    return true;
  } catch (error) {
    if (error instanceof UserError && error.code === 'E-UNSKIP') return false;
    throw error;
  }
}
