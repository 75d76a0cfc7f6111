import type { BlockerDecision, TicketFacts } from '../model/blocker.ts';
import type { BlockerCause } from '../model/ledger.ts';
import type { BlockerRule } from '../model/release-board.ts';

/** Whether a ticket blocks a release: what a person decided last by hand, else the project's rule. */
export function isBlocker(ticket: TicketFacts, rule: BlockerRule, byHand: boolean | undefined): boolean {
  if (byHand !== undefined) return byHand;
  if (rule.jql !== undefined && ticket.isFoundBySearch !== true) return false;
  return (
    oneOf(rule.milestones, ticket.milestones) &&
    oneOf(rule.labels, ticket.labels) &&
    oneOf(rule.priorities, ticket.priority === undefined ? [] : [ticket.priority])
  );
}

/** The newest `blocker add` or `blocker remove` for a release; undefined where nobody said either. */
export function addedByHand(
  decisions: readonly BlockerDecision[],
  release: string,
  now: string,
): boolean | undefined {
  const [newest] = saidByHand(decisions, release, now);
  return newest === undefined ? undefined : newest.what === 'blocker-add';
}

/** What a blocker of a release is about, as said last since it was added; undefined where nobody said so. */
export function causeByHand(
  decisions: readonly BlockerDecision[],
  release: string,
  now: string,
): BlockerCause | undefined {
  const said = saidByHand(decisions, release, now);
  const removed = said.findIndex(({ what }) => what === 'blocker-remove');
  const since = removed === -1 ? said : said.slice(0, removed);
  return since.find(({ cause }) => cause !== undefined)?.cause;
}

/** What was said of a release by hand, newest first. */
function saidByHand(
  decisions: readonly BlockerDecision[],
  release: string,
  now: string,
): readonly BlockerDecision[] {
  return decisions
    .filter((one) => one.at <= now && (one.release === undefined || one.release === release))
    .filter(({ what }) => what === 'blocker-add' || what === 'blocker-remove')
    .toSorted((a, b) => b.at.localeCompare(a.at));
}

/** Trackers do not tell upper from lower case in these names either. */
function oneOf(wanted: readonly string[] | undefined, given: readonly string[]): boolean {
  if (wanted === undefined) return true;
  const names = given.map((name) => name.toLowerCase());
  return wanted.some((name) => names.includes(name.toLowerCase()));
}
