import type { BlockersReport } from './blockers-document.ts';
import { commandLine } from './blockers-words.ts';

/** The same for programs, schema `retrial.blockers/1`: rows in the order of the board. */
export function blockersJson({
  board,
  pace,
  green,
  changes,
  word,
  gaps = [],
}: BlockersReport): Readonly<Record<string, unknown>> {
  const rowOf = ({ ticket, test, cause, standing }: (typeof board.blocking)[number]) => {
    const { command } = standing.next;
    return {
      ticket: ticket.ticket,
      title: ticket.title,
      url: ticket.url,
      test,
      state: standing.state,
      ...(cause === undefined ? {} : { cause }),
      why: standing.why,
      evidence: standing.evidence,
      failsBefore: standing.failsBefore,
      waitsFor: standing.waitsFor,
      next: {
        what: standing.next.what,
        ...(command === undefined ? {} : { command: commandLine(command, word) }),
      },
      stale: standing.stale,
      decision: standing.decision,
    };
  };
  return {
    schema: 'retrial.blockers/1',
    release: board.release,
    at: board.at,
    blocking: board.blocking.map(rowOf),
    settled: board.settled.map(rowOf),
    resolved: board.resolved.map(({ ticket, closedAt }) => ({ ticket, closedAt })),
    changes,
    lastGreen: green,
    arithmetic: pace,
    gaps,
  };
}
