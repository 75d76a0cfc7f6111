import type { BlockerFacts, BlockerState, Stale } from '../model/blocker.ts';

/** A blocker that nobody moves for so long is marked: a week, since release meetings are weekly. */
export const staleAfterDays = 7;
const dayMs = 86_400_000;

const settled: readonly BlockerState[] = ['ignored', 'deferred', 'waived'];

/** Whether a blocker lies: without an owner, or without a new run, decision or merge, for seven days. */
export function staleness(facts: BlockerFacts, state: BlockerState, now: string): Stale | undefined {
  if (settled.includes(state) || facts.active.length > 0) return undefined;
  const { ticket } = facts;
  const ownerless = daysBetween(ticket.ownerlessSince ?? ticket.createdAt, now);
  if (ticket.assignees.length === 0 && ownerless >= staleAfterDays)
    return { why: 'no-owner', days: ownerless };
  const quiet = daysBetween(lastEvidence(facts, now), now);
  return quiet >= staleAfterDays ? { why: 'no-evidence', days: quiet } : undefined;
}

/** Whole days from one ISO time to a later one; 0 where either cannot be read. */
export function daysBetween(from: string, to: string): number {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs;
  return Number.isFinite(days) ? Math.max(0, Math.floor(days)) : 0;
}

function lastEvidence({ ticket, found, decisions, ciFailures }: BlockerFacts, now: string): string {
  const merged = ticket.pullRequests.flatMap(({ mergedAt }) => (mergedAt === undefined ? [] : [mergedAt]));
  const runs = found.map(({ at, addedAt = at }) => addedAt);
  const times = [ticket.createdAt, ...merged, ...runs, ...[...decisions, ...ciFailures].map(({ at }) => at)];
  return (
    times
      .filter((at) => at <= now)
      .toSorted()
      .at(-1) ?? ticket.createdAt
  );
}
