import type { BlockerFacts, Release } from '../../model/blocker.ts';
import { lastGreen } from '../../history/last-green.ts';
import type { LinkTarget } from '../../model/issue-link.ts';
import type { BlockerRule, ReleaseLook } from '../../model/release-board.ts';
import { mayShow, type ProjectRef } from '../../model/ticket.ts';
import { releaseBoard } from '../../releases/board.ts';
import { paceOf } from '../../releases/pace.ts';
import { successorOf } from '../../releases/versions.ts';
import type { Store } from '../../store/store.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import { ciFailuresOf, type CiPlace } from '../history/ci-failures.ts';
import { cutWords } from '../history/cut-words.ts';
import { withCiCounts, type CiMemory } from './ci-counts.ts';
import { blockerFacts, type Findings } from './facts.ts';
import { olderAmong, withOlder, type Holds } from './older.ts';
import { withOwnerless } from './ownerless.ts';
import { asLastTime, type LastFacts } from './unchanged.ts';
import { wholeRelease } from './whole-release.ts';
import { withKnownPulls } from './pulls.ts';

/** A release of a project, and what the project says about its blockers. */
export interface ReleaseQuestion {
  readonly project: ProjectRef;
  readonly release: Release;
  readonly rule: BlockerRule;
  readonly tolerance: number;
  readonly usualRuns: number;
  readonly mostRuns: number;
  /** Who looks: that person's rows come first. */
  readonly viewer?: string;
}

/** What a look needs. */
export interface LookParts {
  readonly store: Store;
  readonly tracker: Tracker;
  readonly now: () => Date;
  readonly findings: Findings;
  /** Absent: counted anew at each look. */
  readonly counted?: CiMemory;
  /** Absent: all is worked out anew at each look. */
  readonly last?: LastFacts;
  /** The repository whose ordinary CI tells of a project's tickets; a project without one has none. */
  readonly repositoryOf?: (project: ProjectRef) => string | undefined;
  /** Which commits the code holds; absent: times alone tell whether a fix was in. */
  readonly holds?: Holds;
}

/** How far back failures of ordinary CI are looked at. */
const ciDays = 90;
/** How far back a green run is looked for. */
const greenDays = 30;
/** Lists that were cut are told of so long. */
const cutDays = 7;
const dayMs = 86_400_000;

/**
 * Asks the tracker for a release's tickets and the store for what is known of each; changes nothing, and notes which
 * tickets have no owner. @throws UserError E-VALUE
 */
export async function lookAtRelease(question: ReleaseQuestion, parts: LookParts): Promise<ReleaseLook> {
  const { project, rule, viewer, release: named, ...limits } = question;
  const asked = { release: named.name, rule, also: await putOff(question, parts.store) };
  const { out, releases, ...listed } = await parts.tracker.releaseTickets(project, asked);
  const now = parts.now().toISOString();
  const place = { project, release: named.name, now };
  const { tickets: told, gaps } = await withKnownPulls(listed, place, parts);
  const tickets = await withOwnerless(told, place, parts.store);
  const release = await wholeRelease(question, releases, parts.tracker);
  const ci = await ciPlaceOf({ ...question, release }, parts);
  const facts = [];
  for (const ticket of tickets) {
    const own = await blockerFacts(ticket, parts.store, parts.findings);
    const told = ci === undefined ? own : await withCiFailures(own, ci, parts.store);
    facts.push(await withoutGuesses(told, release, parts));
  }
  const counted =
    ci === undefined
      ? facts
      : await withCiCounts(facts, { ...ci, release, now }, countingIn(ci.project, release, parts));
  const ahead = releases.filter(({ isOut }) => !isOut);
  const next = successorOf(
    release.name,
    ahead.map(({ name }) => name),
  );
  const settings = { release, now, out, ...(next === undefined ? {} : { next }), ...limits };
  const known = asLastTime(counted, release.name, parts.last);
  const board = releaseBoard(known, settings, { rule, ...(viewer === undefined ? {} : { viewer }) });
  const green = ci && lastGreen(await parts.store.history.outlines(greenPlace(ci, now)), now);
  return {
    board,
    pace: paceOf(board),
    ...(green === undefined ? {} : { green }),
    gaps: [...gaps, ...(await unlisted(ci, now, parts.store))],
  };
}

/** Keys of the tickets that were deferred from a release: they stand on another one now, and it shows who put them off. */
async function putOff({ project, release }: ReleaseQuestion, { ledger }: Store): Promise<readonly string[]> {
  const entries = await ledger.of({ release: release.name });
  const own = entries.filter(
    ({ decision: { what, ticket, release: from } }) =>
      what === 'defer' &&
      from === release.name &&
      ticket.tracker === project.tracker &&
      ticket.project === project.project &&
      mayShow(ticket.visibility, undefined),
  );
  return [...new Set(own.map(({ decision }) => decision.ticket.key))];
}

/** Where a green run is looked for: in the last month. */
function greenPlace({ project, branch }: CiPlace & { readonly branch: string }, now: string) {
  return { project, branch, from: new Date(Date.parse(now) - greenDays * dayMs).toISOString() };
}

/** What the history of the release's branch may lack. */
async function unlisted(
  place: CiPlace | undefined,
  now: string,
  { cutLists }: Pick<Store, 'cutLists'>,
): Promise<readonly string[]> {
  if (place === undefined) return [];
  const from = new Date(Date.parse(now) - cutDays * dayMs).toISOString();
  return (await cutLists.of(place.project, from)).map(cutWords);
}

/** Commits are held against the fix where a clone tells them apart. */
async function withoutGuesses(
  facts: BlockerFacts,
  release: Release,
  { holds, repositoryOf = ownRepository }: LookParts,
): Promise<BlockerFacts> {
  const repository = repositoryOf(facts.ticket.ticket);
  if (holds === undefined || repository === undefined) return facts;
  return withOlder(facts, { repository, release, holds });
}

/** The repository that a ticket lives in. */
function ownRepository({ tracker, project }: ProjectRef): string | undefined {
  return tracker === 'github' ? project : undefined;
}

/** What counts how often tests ran in ordinary CI. */
function countingIn(repository: string, release: Release, { store, counted, holds }: LookParts) {
  const counting = { store, memory: counted ?? new Map() };
  if (holds === undefined) return counting;
  const older: Parameters<typeof withCiCounts>[2]['older'] = async (facts, commitsAfter) =>
    olderAmong(facts, commitsAfter, { repository, release, holds });
  return { ...counting, older };
}

/** Where the history tells of a release's branch; undefined while it tells of nothing. */
async function ciPlaceOf(
  { project, release }: ReleaseQuestion,
  { store, tracker, now, repositoryOf = ownRepository }: LookParts,
): Promise<(CiPlace & { readonly branch: string }) | undefined> {
  const repository = repositoryOf(project);
  if (repository === undefined || (await store.history.span(repository)) === undefined) return undefined;
  const branch = release.branch ?? (await tracker.defaultRevision({ ...project, key: '0' }, false)).revision;
  const from = new Date(now().getTime() - ciDays * dayMs).toISOString();
  return { project: repository, branch, from };
}

/** Failures of what the ticket is tied to, or else of the test its runs were about. */
async function withCiFailures(facts: BlockerFacts, place: CiPlace, store: Store): Promise<BlockerFacts> {
  const links: readonly LinkTarget[] = await store.issueLinks.on(facts.ticket.ticket);
  const { test } = facts;
  const own: readonly LinkTarget[] = test === undefined ? [] : [{ kind: 'test', target: test }];
  const seen = await ciFailuresOf(links.length === 0 ? own : links, place, store);
  return {
    ...facts,
    ciFailures: seen.map(({ at, signature, commit }) => ({
      at,
      signature,
      ...(commit === undefined ? {} : { commit }),
    })),
  };
}
