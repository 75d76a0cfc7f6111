import type { LinkedPullRequest } from '../model/blocker.ts';
import type { FixFacts } from './fix-facts.ts';
import { placeIn } from './observations.ts';
import { pullOf } from './sides.ts';

/**
 * A ticket without the pull requests that merely mention it: one is proposed as its fix once it says so, or somebody
 * compares it there.
 */
export function withProposals<Facts extends FixFacts>(facts: Facts): Facts {
  if (!facts.ticket.pullRequests.some(({ isMention }) => isMention === true)) return facts;
  const compared = comparedPulls(facts);
  const pullRequests = facts.ticket.pullRequests.filter(
    ({ number, isMention }) => isMention !== true || compared.includes(number),
  );
  return { ...facts, ticket: { ...facts.ticket, pullRequests } };
}

/** Pull requests that somebody sets beside other code on the ticket. */
export function comparedPulls({ found, active }: Pick<FixFacts, 'found' | 'active'>): readonly number[] {
  const compared = found.flatMap((one) =>
    one.finding.kind === 'compare' ? (pullOf(placeIn(one, one.finding.comparison, 'after')) ?? []) : [],
  );
  const comparing = active.flatMap((one) => (one.question === 'compare' ? (pullOf(one) ?? []) : []));
  return [...compared, ...comparing];
}

/** The open pull request that is to be checked: one of the repository itself before one of a fork. */
export function proposalOf({ ticket }: Pick<FixFacts, 'ticket'>): LinkedPullRequest | undefined {
  const open = ticket.pullRequests.filter(({ state }) => state === 'open');
  return open.find(({ isFork }) => isFork !== true) ?? open[0];
}

/** Its head as commands name it. The number of one of a fork is refused: `BRANCH` stands for what people have to name. */
export function headOf({ number, isFork }: LinkedPullRequest): string {
  return isFork === true ? 'BRANCH' : `#${number}`;
}
