import { UserError } from '../../model/errors.ts';
import { dayOf, type Decision } from '../../model/ledger.ts';
import { quoted } from '../../model/plain-text.ts';
import type { ListedRelease } from '../../model/release.ts';
import { isReached } from '../../releases/versions.ts';
import { noSuchRelease } from '../../trackers/refusals/no-such-release.ts';
import type { Tracker } from '../../trackers/tracker.ts';

/** `2027-1-31`, `31.01.2027`, `1/31/2027`: how people write days elsewhere. */
const otherDay = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})$/;
/** Verbs whose release people may type: a wrong name would settle nothing, silently. */
const aboutRelease: readonly Decision['what'][] = [
  'blocker-add',
  'blocker-remove',
  'waive',
  'accept',
  'ignore',
];

/**
 * Found before anything is entered: a name that is no release of the ticket's project, or an end that has passed.
 * @throws UserError E-VALUE
 */
export async function checkReleases(decision: Decision, tracker: Tracker): Promise<void> {
  const { what, ticket, at, release, until } = decision;
  const day = dayOf(until);
  if (day !== undefined) checkDay(day, at);
  const end = day === undefined ? until : undefined;
  const about = aboutRelease.includes(what) ? release : undefined;
  if (about === undefined && end === undefined) return;
  const all = await tracker.releases(ticket);
  const isHere = (name: string): boolean => all.some((one) => one.name === name);
  if (about !== undefined) {
    if (!isHere(about)) throw noSuchRelease(about, all, ticket.tracker);
    if (what === 'blocker-add') checkOpen(about, all);
  }
  if (end === undefined) return;
  if (!isHere(end)) {
    const none = noSuchRelease(end, all, ticket.tracker);
    throw what === 'defer' ? none : noSuchEnd(end, none);
  }
  if (what === 'defer') checkOpen(end, all);
  else checkAhead(end, all);
}

/** A decision holds through the end of its day, in UTC. */
function checkDay(until: string, at: string): void {
  if (until >= at.slice(0, 10)) return;
  throw new UserError('E-VALUE', `${quoted(until)} has passed: name a day to come, or a release.`);
}

function noSuchEnd(end: string, none: UserError): UserError {
  const how = otherDay.test(end)
    ? `${quoted(end)} is neither a day as it is written here, \`2027-01-31\`, nor a release.`
    : 'A day does as well: `until=2027-01-31`.';
  return new UserError('E-VALUE', otherDay.test(end) ? how : `${none.message} ${how}`);
}

function checkOpen(name: string, all: readonly ListedRelease[]): void {
  if (all.some((one) => one.name === name && one.isOut))
    throw new UserError('E-VALUE', `${quoted(name)} is out already: nothing can block it.`);
}

function checkAhead(end: string, all: readonly ListedRelease[]): void {
  const out = all.find(({ name, isOut }) => isOut && isReached(end, name));
  if (out === undefined) return;
  const open = all.filter(({ isOut }) => !isOut).map(({ name }) => quoted(name));
  const instead =
    open.length === 0 ? 'Give a day' : `Name one to come (${open.slice(0, 5).join(', ')}), or a day`;
  throw new UserError(
    'E-VALUE',
    `${quoted(out.name)} is out already: what holds until ${quoted(end)} would be over at once. ${instead}.`,
  );
}
