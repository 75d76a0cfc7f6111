import { createHash } from 'node:crypto';
import { ZodError } from 'zod';
import type { DigestDestination, DigestSettings } from '../config/digests.ts';
import type { OwnSettings } from '../config/project.ts';
import type { DigestKind, DigestQuestion } from '../digests/digest.ts';
import * as members from '../digests/registry.ts';
import type { ListedDigest } from '../model/digest.ts';
import type { Document } from '../model/document.ts';
import { isRefusal, messageOf, UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import { ticketCalled, type ProjectRef } from '../model/ticket.ts';
import { letterOf } from '../outlets/text/letter.ts';
import { lastDue } from '../schedules/cron.ts';
import type { DigestKey, DueDigest } from '../store/digests.ts';
import type { Tracker } from '../trackers/tracker.ts';
import type { Owners } from '../reports/digests/owners.ts';
import { postOnce } from '../worker/posting.ts';
import { lookAtRelease } from '../worker/releases/look.ts';
import { outletCalled } from './outlets.ts';
import { destinationsOf, editionsOf, placeOf, scheduledIn, type Edition } from './digest-editions.ts';
import type { Parts } from './parts.ts';
import { releaseQuestion } from './release-question.ts';
import { redacted } from '../trackers/rendering/redact.ts';
import { repositoryOf } from './trackers.ts';

const kinds: readonly DigestKind[] = Object.values(members);

/** Longer than writing and sending one takes; then another process may try. */
const leaseMs = 2 * 60_000;

/** A project whose digests are looked after. */
export interface DigestProject {
  readonly project: ProjectRef;
  readonly settings: OwnSettings;
  readonly tracker: Tracker;
}

type Needed = Pick<Parts, 'config' | 'store' | 'findings' | 'now' | 'holds'>;

/**
 * Sends what is due and was not sent: once each, whatever process asks, and after a time of standing still the newest
 * only. A place or a schedule that is new has nothing due from before. What cannot be sent is logged, and tried again
 * with the next look.
 */
export async function sendDue(own: DigestProject, parts: Needed & Pick<Parts, 'log'>): Promise<void> {
  const { store, now } = parts;
  for (const [name, digest] of Object.entries(scheduledIn(own.project, own.settings))) {
    const key = { project: idOf(own.project), name };
    const { since, isOn } = await store.digests.state(key, now().toISOString());
    const due = lastDue(digest, now());
    for (const edition of editionsOf(name, digest, own.settings)) {
      for (const to of destinationsOf(edition)) {
        const one = { ...key, due, place: placeOf(edition, to) };
        // Noted at every look, so that a place is known from when it was written down.
        const placed = await store.digests.state(placeKey(one, digest), now().toISOString());
        const isDue = isOn && due > since && due > placed.since;
        if (!isDue || due < ((await store.digests.lastSent(key)) ?? '')) continue;
        await sendOnce({ edition, to, one }, own, parts);
      }
    }
  }
}

/** Sends to one place, unless somebody else did or is at it. */
async function sendOnce(
  {
    edition,
    to,
    one,
  }: { readonly edition: Edition; readonly to: DigestDestination; readonly one: DueDigest },
  own: DigestProject,
  parts: Needed & Pick<Parts, 'log'>,
): Promise<void> {
  const { store, now, log } = parts;
  const at = now();
  const until = new Date(at.getTime() + leaseMs).toISOString();
  const turn = await store.digests.take(one, at.toISOString(), until);
  if (turn === undefined) return;
  let isHandedOver = false;
  try {
    const document = await write({ ...edition, due: one.due }, own, parts);
    isHandedOver = true;
    const refused =
      document === undefined ? [] : await send({ document, to, isAgain: turn === 'again' }, own, parts);
    await store.digests.sent(one, now().toISOString());
    if (refused.length > 0) log.warn({ ...one, refused }, 'a digest did not reach everybody');
  } catch (error) {
    log.warn({ ...one, error: messageOf(error) }, 'a digest was not sent');
    // Of one that came again an earlier copy may have arrived.
    if (turn === 'first' && (!isHandedOver || isRefusal(error))) await store.digests.giveBack(one);
  }
}

/** What is remembered of a place under a schedule; a digest's own name holds no blank. */
function placeKey({ project, name, place }: DueDigest, { cron, zone }: DigestSettings): DigestKey {
  const plan = createHash('sha256')
    .update(JSON.stringify([cron, zone, place]))
    .digest('hex');
  return { project, name: `${name} ${plan.slice(0, 20)}` };
}

/** A digest as it would read now, one document for each release it is about. @throws UserError E-VALUE for no such name */
export async function digestNow(
  name: string,
  own: DigestProject,
  parts: Needed,
): Promise<readonly Document[]> {
  const digest = digestCalled(name, own);
  const written = await Promise.all(
    editionsOf(name, digest, own.settings).map(async (edition) =>
      write({ ...edition, due: 'now' }, own, parts),
    ),
  );
  return written.filter((one) => one !== undefined);
}

/** The digests of a project, and whether each is on. */
export async function listDigests(
  own: DigestProject,
  { store, now }: Needed,
): Promise<readonly ListedDigest[]> {
  const all = Object.entries(scheduledIn(own.project, own.settings)).map(async ([name, digest]) => {
    const { isOn } = await store.digests.state({ project: idOf(own.project), name }, now().toISOString());
    const { kind, cron, zone } = digest;
    const places = editionsOf(name, digest, own.settings).flatMap((edition) =>
      destinationsOf(edition).map((to) => ('ticket' in to ? `ticket ${to.ticket}` : `outlet ${to.outlet}`)),
    );
    return { name, kind, cron, zone, isOn, places: [...new Set(places)] };
  });
  return Promise.all(all);
}

/** Turns a digest on or off, or all of them where none is named. @throws UserError E-VALUE for no such name */
export async function turnDigest(
  asked: { readonly name?: string | undefined; readonly isOn: boolean; readonly by: string },
  own: DigestProject,
  { store, now }: Needed,
): Promise<void> {
  const { name: named, isOn, by } = asked;
  if (named !== undefined) digestCalled(named, own);
  const names = named === undefined ? Object.keys(scheduledIn(own.project, own.settings)) : [named];
  for (const name of names)
    await store.digests.turn({ project: idOf(own.project), name }, { isOn, by, at: now().toISOString() });
}

function digestCalled(name: string, { project, settings }: DigestProject): DigestSettings {
  const digests = scheduledIn(project, settings);
  const found = Object.hasOwn(digests, name) ? digests[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(digests).map((one) => quoted(one));
  const which = known.length === 0 ? 'This project has none.' : `There are: ${known.join(', ')}.`;
  throw new UserError('E-VALUE', `There is no digest ${quoted(name)}. ${which}`);
}

interface Sending {
  readonly document: Document;
  readonly to: DigestDestination;
  /** It was tried before, and nobody knows how that ended. */
  readonly isAgain: boolean;
}

const secondCopy = 'This may be a second copy: whether the first one arrived is not known.';

/** Answers whom it did not reach. @throws Error when it reached nobody, or nobody knows */
async function send(
  { document, to, isAgain }: Sending,
  own: DigestProject,
  parts: Needed,
): Promise<readonly string[]> {
  const { store, now, config } = parts;
  if ('outlet' in to) {
    const outlet = outletCalled(to.outlet, own.project.project, config.outlets);
    const letter = letterOf(document.topic.id, redacted(document));
    const isUnsure = isAgain && outlet.mayDouble === true;
    return outlet.send(isUnsure ? { ...letter, text: `${secondCopy}\n\n${letter.text}` } : letter);
  }
  const desk = { store, now, tracker: () => own.tracker };
  await postOnce(desk, { ...own.project, key: to.ticket }, document);
  return [];
}

async function write(
  { name, digest, release, due }: Edition & { readonly due: string },
  { project, settings, tracker }: DigestProject,
  parts: Needed,
): Promise<Document | undefined> {
  const { store, now, findings, holds, config } = parts;
  const kind = kinds.find((one) => one.name === digest.kind);
  const about = JSON.stringify([idOf(project), name, release?.name, due]);
  const question: DigestQuestion = {
    project,
    repository: repositoryOf(project, config),
    topic: { kind: 'digest', id: `d-${createHash('sha256').update(about).digest('hex').slice(0, 20)}` },
    ...(release === undefined ? {} : { release }),
    knownIssues: settings.knownIssues,
    now: now().toISOString(),
    dueBefore: lastDue(digest, due === 'now' ? now() : new Date(Date.parse(due) - 1)),
    word: config.commandWord,
  };
  const look = async (called: string) =>
    lookAtRelease(releaseQuestion(called, project, settings), {
      store,
      tracker,
      now,
      findings,
      ...(holds === undefined ? {} : { holds }),
      repositoryOf: (place) => repositoryOf(place, config),
    });
  const ownersOf = async (names: readonly string[]) => ownersIn({ project, tracker }, names);
  const releases = async () => tracker.releases({ ...project, key: '0' });
  return kind?.write(question, { store, look, ownersOf, releases });
}

/** Of tickets of the project itself: what another one says of its people is not ours to tell. */
async function ownersIn(
  { project, tracker }: Pick<DigestProject, 'project' | 'tracker'>,
  names: readonly string[],
): Promise<Owners> {
  const owners = new Map<string, readonly string[]>();
  for (const name of names) {
    const ticket = ticketCalled(name, { ...project, key: '0' });
    if (ticket?.project !== project.project) continue;
    try {
      const { assignees } = await tracker.standing(ticket);
      if (assignees !== undefined) owners.set(name, assignees);
    } catch (error) {
      // A ticket that is gone, or a rule that names none: its digest is worth having all the same.
      if (!isRefusal(error) && !(error instanceof ZodError)) throw error;
    }
  }
  return owners;
}

function idOf({ tracker, project }: ProjectRef): string {
  return `${tracker}/${project}`;
}
