import {
  blockerStates,
  type BlockerEvidence,
  type BlockerFacts,
  type BlockerState,
  type Waiting,
} from '../model/blocker.ts';
import type { BlockerRule, BoardRow, BoardSnapshot, ReleaseBoard } from '../model/release-board.ts';
import type { BoardSettings } from './case.ts';
import { decidedFor } from './decisions.ts';
import { addedByHand, causeByHand, isBlocker } from './rule.ts';
import { blockerStanding, isBack } from './state.ts';

const settled: readonly BlockerState[] = ['ignored', 'deferred', 'waived'];

/** `#9` before `#10`. */
const byNumber = new Intl.Collator('en', { numeric: true });

/** Who must act, first to last; a viewer's own rows come before all of them. */
const actors: readonly Waiting['kind'][] = ['manager', 'nobody', 'person', 'run', 'settled'];

/**
 * What a release waits for. A closed ticket counts as resolved, unless its fix failed: then it comes back by itself.
 * @param rule what blocks; and who looks, whose rows then come first
 */
export function releaseBoard(
  all: readonly BlockerFacts[],
  settings: BoardSettings,
  { rule, viewer }: { readonly rule: BlockerRule; readonly viewer?: string },
): ReleaseBoard {
  const { release, now } = settings;
  const own = all.filter(
    (facts) =>
      isBlocker(facts.ticket, rule, addedByHand(facts.decisions, release.name, now)) ||
      isPutOff(facts, settings),
  );
  // Most tickets of a release are closed in the end, and of these nothing else is told.
  const isPresent = new Map(
    own.map((facts) => [facts, facts.ticket.status === 'open' || isBack(facts, settings)]),
  );
  const present = own.filter((facts) => isPresent.get(facts)).map((facts) => rowOf(facts, settings));
  const isSettled = ({ standing }: BoardRow): boolean => settled.includes(standing.state);
  const order = byUrgency(viewer);
  return {
    release,
    at: now,
    blocking: present.filter((row) => !isSettled(row)).toSorted(order),
    settled: present.filter(isSettled).toSorted(order),
    resolved: own
      .filter((facts) => isPresent.get(facts) === false)
      .map(({ ticket }) => ticket)
      .toSorted((a, b) => (b.closedAt ?? '').localeCompare(a.closedAt ?? '')),
  };
}

function rowOf(facts: BlockerFacts, settings: BoardSettings): BoardRow {
  const cause = causeByHand(facts.decisions, settings.release.name, settings.now);
  return {
    ticket: facts.ticket,
    standing: blockerStanding(facts, settings),
    ...(facts.test === undefined ? {} : { test: facts.test }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Deferred from this release to a later one: its ticket stands there now, and this board says where it went and why. */
function isPutOff({ decisions }: BlockerFacts, { release, ...moment }: BoardSettings): boolean {
  const { holding } = decidedFor(release.name, decisions, moment);
  return holding?.what === 'defer' && holding.release === release.name;
}

/** What to keep of a board, to tell later what changed. */
export function snapshotOf({
  release,
  at,
  blocking,
  settled: decided,
  resolved,
}: ReleaseBoard): BoardSnapshot {
  return {
    release: release.name,
    at,
    rows: [...blocking, ...decided].map(({ ticket, standing }) => ({
      ticket: ticket.ticket,
      state: standing.state,
    })),
    resolved: resolved.map(({ ticket }) => ticket),
  };
}

/** Whether a state still stands in the way of a release. */
export function blocks(state: BlockerState): boolean {
  return !settled.includes(state);
}

function byUrgency(viewer: string | undefined) {
  const actor = ({ standing: { waitsFor } }: BoardRow): number =>
    waitsFor.kind === 'person' && waitsFor.login === viewer ? -1 : actors.indexOf(waitsFor.kind);
  return (a: BoardRow, b: BoardRow): number =>
    actor(a) - actor(b) ||
    blockerStates.indexOf(a.standing.state) - blockerStates.indexOf(b.standing.state) ||
    rateOf(b.standing.evidence) - rateOf(a.standing.evidence) ||
    a.ticket.ticket.project.localeCompare(b.ticket.ticket.project) ||
    byNumber.compare(a.ticket.ticket.key, b.ticket.ticket.key);
}

/** The rate that says how bad it is: before the fix, where there is one. */
function rateOf(evidence: BlockerEvidence): number {
  switch (evidence.kind) {
    case 'rate':
      return evidence.estimate.rate;
    case 'before-after':
      return evidence.before?.rate ?? evidence.after?.rate ?? 0;
    case 'ci':
      return evidence.rate?.estimate.rate ?? 0;
    case 'none':
    case 'never-ran':
      return 0;
  }
}
