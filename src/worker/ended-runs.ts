import type { RepeatRun } from '../model/repeat-run.ts';
import { mayShow, type TicketRef } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';

/** Whether a run came to an end and found something out: only then is it evidence. */
export function hasEnded({ stage, state }: RepeatRun): boolean {
  return stage === 'done' && state !== 'failed';
}

/** Ended runs of a ticket that may be shown to its readers, newest first. */
export async function endedRuns(
  ticket: TicketRef,
  { runs }: Pick<Store, 'runs'>,
): Promise<readonly RepeatRun[]> {
  return (await runs.on(ticket)).filter(
    (run) => hasEnded(run) && mayShow(run.ticket.visibility, ticket.visibility),
  );
}
