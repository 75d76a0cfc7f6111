import { enough } from './reading/wanted.ts';
import { causesSeen, isTooFew, type AdviceRule } from './rule.ts';

/** People wrote down what these failures are: they have their ticket already. */
export const knownFailures: AdviceRule = {
  name: 'every failure is known',
  vote(evidence) {
    const { ownTicket = [] } = evidence;
    // What a comparison saw can only speak against it: it is there for another question.
    const groups = evidence.groups.length === 0 ? [] : causesSeen(evidence);
    const tickets = [...new Set(groups.flatMap(({ knownIssue }) => knownIssue ?? []))];
    const isElsewhere = (issue: string | undefined): boolean =>
      issue !== undefined && !ownTicket.includes(issue);
    if (groups.length === 0 || !groups.every(({ knownIssue }) => isElsewhere(knownIssue))) return undefined;
    const reason = 'every failure is one that the project knows and tracks elsewhere';
    const wouldChange = 'A failure that none of its rules recognises.';
    if (!isTooFew(evidence)) return { action: 'relink', reason, wouldChange, tickets };
    const where = tickets.length === 0 ? '' : ` (${tickets.slice(0, 3).join(', ')})`;
    return {
      action: 'run-more',
      reason: `${reason}${where}, in too few runs to say more`,
      wouldChange,
      wants: enough(evidence),
    };
  },
};
