import { unignoredSource } from '../../checkouts/test-edit.ts';
import { unlisted } from '../../edits/test-list.ts';
import { UserError } from '../../model/errors.ts';
import type { Decision } from '../../model/ledger.ts';
import { quoted } from '../../model/plain-text.ts';
import { mayBeSameName } from '../../model/selector.ts';
import { decidedFor } from '../../releases/decisions.ts';
import { newestAsked } from './about-same-test.ts';
import { readOrder, type DecidingParts, type PlannedChange } from './order.ts';

/**
 * One ignore is one pull request and one follow-up, however often it is asked for, and so is taking it back. What people
 * have taken or refused may be decided anew, as for longer.
 * @throws UserError E-VALUE when the same was decided here before, holds, and is not in the code yet
 */
export async function checkNotAskedBefore(
  decision: Decision,
  change: PlannedChange | undefined,
  parts: DecidingParts,
): Promise<void> {
  if (change === undefined) return;
  const newest = await newestAsked(decision, parts.store);
  if (newest === undefined || !isSame(decision, newest.decision, change)) return;
  const { what, by, test = '', until } = newest.decision;
  const named = test === decision.test ? '' : `, as ${quoted(test)}`;
  const end = until === undefined ? '' : `, until ${quoted(until)}`;
  if (newest.number === undefined)
    throw new UserError(
      'E-VALUE',
      `${quoted(by)} asked for that already${named}${end}, and it is being carried out: wait for that answer. Nothing was decided.`,
    );
  const next = await waitsFor(newest.decision, change, parts);
  if (next === undefined) return;
  const back = what === 'ignore' ? 'unignore' : 'ignore';
  throw new UserError(
    'E-VALUE',
    `${quoted(by)} decided that already${named}${end}: entry ${newest.number} of the ledger, and ${next}. To decide it anew, take that back first: \`${back}\`. Nothing was decided.`,
  );
}

/** Lines of a list name runs of a test apart. */
function isSame({ what, mode, test = '' }: Decision, other: Decision, { listed }: PlannedChange): boolean {
  if (other.what !== what || other.mode !== mode) return false;
  return listed === undefined || mayBeSameName(test, other.test ?? '');
}

/** What is still to come of a decision; undefined where it holds no more, or people have taken or refused its change. */
async function waitsFor(
  decision: Decision,
  change: PlannedChange,
  parts: DecidingParts,
): Promise<string | undefined> {
  if (decision.what === 'ignore' && (!(await holds(decision, parts)) || (await isInCode(change))))
    return undefined;
  const order = await readOrder(decision.id, parts.store);
  // Long ago, or nothing was to be changed then: what is in the code now has come since.
  if (order?.change === undefined && decision.what === 'unignore') return undefined;
  const pull = order?.change?.pull;
  if (pull === undefined) return 'its pull request is still missing';
  const { host, project } = await parts.code();
  const state = await host.stateOf({ project: order?.change?.project ?? project, number: pull.number });
  return state === 'open' ? `#${pull.number} waits to be taken` : undefined;
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
