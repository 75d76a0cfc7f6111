import type { AdviceRule } from './rule.ts';

/** People wrote down what these failures are: they have their ticket already. */
export const knownFailures: AdviceRule = {
  name: 'every failure is known',
  vote({ groups, ownTicket = [] }) {
    const tickets = [...new Set(groups.flatMap(({ knownIssue }) => knownIssue ?? []))];
    const isElsewhere = (issue: string | undefined): boolean =>
      issue !== undefined && !ownTicket.includes(issue);
    if (groups.length === 0 || !groups.every(({ knownIssue }) => isElsewhere(knownIssue))) return undefined;
    return {
      action: 'relink',
      reason: 'every failure is one that the project knows and tracks elsewhere',
      wouldChange: 'A failure that none of its rules recognises.',
      tickets,
    };
  },
};
