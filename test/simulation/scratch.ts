import type { BlockerFacts, CiCounts, TicketFacts } from '../../src/model/blocker.ts';
import type { Document } from '../../src/model/document.ts';
import type { LastGreen } from '../../src/model/history.ts';
import type { ReleaseBoard } from '../../src/model/release-board.ts';
import { releaseBoard } from '../../src/releases/board.ts';
import { paceOf } from '../../src/releases/pace.ts';
import { blockersDocument } from '../../src/reports/blockers-document.ts';
import { branchOf, dayMs, nightlies, releases, testOf, type SimulatedTicket } from './half-year.ts';

export const rule = (release: string) => ({ milestones: [release], labels: ['release-blocker'] });
export const limits = { tolerance: 0.01, usualRuns: 200, mostRuns: 2_000 };
export const word = 'retrial';

/** A release at one moment. */
interface Moment {
  readonly release: string;
  readonly clock: Date;
}

/** A release as the project's settings name it. */
export function releaseOf(name: string) {
  const before = releases[releases.findIndex((one) => one === name) - 1];
  return {
    name,
    branch: branchOf(name),
    ...(before === undefined ? {} : { predecessor: { name: before, branch: branchOf(before) } }),
  };
}

/** Makes boards from all that ever happened, with nothing remembered but since when it saw nobody on a ticket. */
export function scratchBoards(tickets: ReadonlyMap<string, SimulatedTicket>) {
  const ownerless = new Map<string, string>();
  const owned = (facts: TicketFacts, { release, clock }: Moment): TicketFacts => {
    const key = `${release} ${facts.ticket.key}`;
    if (facts.assignees.length > 0) ownerless.delete(key);
    else if (!ownerless.has(key)) ownerless.set(key, clock.toISOString());
    const since = ownerless.get(key);
    return since === undefined ? facts : { ...facts, ownerlessSince: since };
  };
  return (moment: Moment): ReleaseBoard => {
    const { release, clock } = moment;
    const own = [...tickets.values()].filter(
      ({ facts, decisions }) =>
        facts.milestones.includes(release) || decisions.some((one) => one.release === release),
    );
    const all = own.map((one) => knownOf(one, owned(one.facts, moment), moment));
    const until = countedUntil(all, clock);
    const next = releases[releases.findIndex((one) => one === release) + 1];
    return releaseBoard(
      all.map((facts, at) => withCounts(facts, own[at]?.inCi ?? [], { release, until })),
      {
        release: releaseOf(release),
        now: clock.toISOString(),
        ...limits,
        ...(next === undefined ? {} : { next }),
      },
      { rule: rule(release) },
    );
  };
}

/** Which test a ticket is about is known once it is tied to one, and from its first run on. */
function knownOf(
  { found, decisions, inCi, isTied }: SimulatedTicket,
  facts: TicketFacts,
  { release, clock }: Moment,
): BlockerFacts {
  const isKnown = isTied || found.length > 0;
  const from = new Date(clock.getTime() - 90 * dayMs).toISOString();
  const failures = inCi.filter(
    ({ at, branch, signature }) => signature !== undefined && branch === branchOf(release) && at >= from,
  );
  // Of pull requests that merely mention a ticket nothing is to be seen.
  const pullRequests = facts.pullRequests.filter(({ isMention }) => isMention !== true);
  const merged = pullRequests.find(({ mergeCommit }) => mergeCommit !== undefined)?.mergedAt;
  const late = merged === undefined ? [] : failures.filter(({ at }) => at > merged);
  const older = late.flatMap(({ commit }) => (commit?.startsWith('old') === true ? commit : []));
  return {
    ticket: { ...facts, pullRequests },
    ...(isKnown ? { test: testOf(facts.ticket.key) } : {}),
    found,
    decisions,
    active: [],
    ciFailures: isKnown
      ? failures.map(({ at, signature = '', commit }) => ({
          at,
          signature,
          ...(commit === undefined ? {} : { commit }),
        }))
      : [],
    ...(isKnown && older.length > 0 ? { older } : {}),
  };
}

const isAccepted = ({ decisions }: BlockerFacts): boolean => decisions.some(({ what }) => what === 'accept');
const isCounted = (facts: BlockerFacts): boolean =>
  (facts.found.length === 0 || isAccepted(facts)) && facts.ciFailures.length > 0;

/** Builds are counted up to the hour, or to a failure since then. */
function countedUntil(all: readonly BlockerFacts[], clock: Date): string {
  const hour = `${clock.toISOString().slice(0, 13)}:00:00.000Z`;
  const late = all.filter(isCounted).flatMap(({ ciFailures }) => ciFailures.map(({ at }) => at));
  return late.reduce((until, at) => (at >= until ? new Date(Date.parse(at) + 1).toISOString() : until), hour);
}

function withCounts(
  facts: BlockerFacts,
  inCi: SimulatedTicket['inCi'],
  { release, until }: { readonly release: string; readonly until: string },
): BlockerFacts {
  if (!isCounted(facts)) return facts;
  const from = new Date(Date.parse(until) - 30 * dayMs).toISOString();
  const seen = inCi.filter(({ at, branch }) => branch === branchOf(release) && at >= from && at < until);
  const failed = seen.filter(({ signature }) => signature !== undefined);
  const sum = (all: typeof seen): number => all.reduce((total, { passed }) => total + passed, 0);
  const last =
    failed
      .map(({ at }) => at)
      .toSorted()
      .at(-1) ?? '';
  const fixed = fixedFrom(facts);
  const isMerged = facts.ticket.pullRequests.some(({ mergeCommit }) => mergeCommit !== undefined);
  const isOld = ({ commit = '' }: (typeof seen)[number]): boolean => isMerged && commit.startsWith('old');
  const clean = sum(seen.filter((one) => one.at > last && one.at >= fixed && !isOld(one)));
  const counts: CiCounts = { executed: sum(seen) + failed.length, failed: failed.length, clean, days: 30 };
  return counts.executed === 0 ? facts : { ...facts, ciCounts: counts };
}

/** From when on code holds a fix that somebody accepted: its merge, or else whatever people said first. */
function fixedFrom({ ticket, decisions }: BlockerFacts): string {
  const accepted = decisions.filter(({ what }) => what === 'accept').map(({ at }) => at);
  const merged = ticket.pullRequests.flatMap(({ mergedAt }) => mergedAt ?? []);
  if (accepted.length === 0) return '';
  const said = [accepted.at(-1) ?? '', ticket.closedAt ?? accepted.at(-1) ?? ''];
  return merged.toSorted().at(-1) ?? said.toSorted()[0] ?? '';
}

/** The whole summary of a board, but for what changed since another one. */
export function expected(board: ReleaseBoard): string {
  const green = greenOf(board);
  const topic = { kind: 'summary', id: 'section' } as const;
  return told(blockersDocument({ topic, board, pace: paceOf(board), green, word, gaps: [] }));
}

/** The newest nightly build without a failure: of every four there is one. */
function greenOf({ release, at }: ReleaseBoard): LastGreen {
  const all = nightlies(release.branch ?? '', new Date(Date.parse(at) - 30 * dayMs), new Date(at));
  const { at: then = at, commit = '' } =
    all.findLast(({ hasFailed, size }) => !hasFailed && size > 100) ?? {};
  return { days: Math.floor((Date.parse(at) - Date.parse(then)) / dayMs), at: then, commit };
}

/** What a document says, but for what changed since another one. */
export function told({ blocks }: Document): string {
  const rest = blocks.filter(
    (block) =>
      !(
        block.kind === 'paragraph' && block.text.some((one) => 'text' in one && /^Since .*:$/.test(one.text))
      ),
  );
  return JSON.stringify(rest);
}

/** The same without its moment: a section is not written anew because a minute has passed. */
export function timeless(said: string): string {
  return said.replace(/ \(\d+ \w+ \d{4}, \d\d:\d\d UTC\)/, '');
}
