import type { Waiting } from '../model/blocker.ts';
import type { Judged } from './case.ts';
import { livePullRequests } from './fixes.ts';

/** Who has to act on a blocker: the release manager, a person, nobody yet, or a run of ours. */
export function waitsFor(judged: Judged): Waiting {
  const { state, facts, decided } = judged;
  const [active] = facts.active;
  switch (state) {
    case 'ignored':
    case 'deferred':
    case 'waived': {
      const until = decided.holding?.until;
      return { kind: 'settled', ...(until === undefined ? {} : { until }) };
    }
    case 'decision':
      return { kind: 'manager' };
    case 'fix-proposed':
    case 'verifying':
    case 'verified':
    case 'fix-failed':
      if (active !== undefined) return { kind: 'run', run: active.run };
      return personOf(livePullRequests(facts).at(0)?.author, facts.ticket.assignees);
    case 'new':
    case 'never-ran':
    case 'not-reproduced':
    case 'reproduced':
    case 'cause-known':
      if (active !== undefined) return { kind: 'run', run: active.run };
      return personOf(undefined, facts.ticket.assignees);
  }
}

function personOf(author: string | undefined, assignees: readonly string[]): Waiting {
  const login = assignees[0] ?? author;
  return login === undefined ? { kind: 'nobody' } : { kind: 'person', login };
}
