import { inWords } from '../ci/remote/pace.ts';
import { messageOf, RetryableError } from '../model/errors.ts';
import type { Batch, Silence } from '../model/repeat-run.ts';
import type { WorkerParts } from './parts.ts';

/** Milliseconds: somebody waits for the end; files may come back; the deadline of a batch is somewhat stretched. */
const patience = { end: 900_000, files: 3_600_000, late: 3_600_000 };
/** One bad moment after a long rest of this server is no outage. */
const leastTimes = 5;

/** What is wanted of a service, and what it is worth waiting for. */
export interface Wish {
  readonly of: Silence['of'];
  /** When a person wanted the run stopped, ISO 8601. */
  readonly cancelledAt?: string | undefined;
  /** The result is told already. */
  readonly isReported?: boolean;
  readonly deadlineMs: number;
}

/** A service that answers and takes no cancel for now. */
export class Unheeded extends RetryableError {}

/** What a service answered, what kept it from that, or in words that it is waited for no longer. */
export type Heard<Answer> =
  | { readonly answer: Answer }
  | { readonly fault: RetryableError }
  | { readonly givenUp: string };

/** What is needed to keep how long a service has been silent. */
interface Hearing extends Pick<WorkerParts, 'now'> {
  readonly store: { readonly batches: Pick<WorkerParts['store']['batches'], 'silent'> };
}

/** Asks a service for something of a batch, and keeps how long it has been silent. @throws what is no RetryableError */
export async function heard<Answer>(
  batch: Batch,
  { act, ...wish }: Wish & { readonly act: () => Promise<Answer> },
  { store, now }: Hearing,
): Promise<Heard<Answer>> {
  try {
    const answer = await act();
    if (silenceOf(batch, wish.of) !== undefined) await store.batches.silent(batch.id, wish.of, undefined);
    return { answer };
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error;
    const silence = longer(silenceOf(batch, wish.of), wish.of, now());
    await store.batches.silent(batch.id, wish.of, silence);
    if (!isOver({ ...batch, silences: [silence] }, wish, now())) return { fault: error };
    const ms = now().getTime() - Date.parse(silence.since);
    const what = error instanceof Unheeded ? 'the CI took no cancel' : 'nothing could be had from the CI';
    return { givenUp: `for ${inWords(ms)} ${what} (${messageOf(error)})` };
  }
}

/** Whether a batch that nothing is heard of is waited for no longer. Pure. */
export function isOver(
  { ref, attemptedAt, silences = [] }: Pick<Batch, 'ref' | 'attemptedAt' | 'silences'>,
  wish: Wish,
  now: Date,
): boolean {
  const silence = silenceOf({ silences }, wish.of);
  if (silence === undefined || silence.times < leastTimes) return false;
  const since = Date.parse(silence.since);
  const { cancelledAt, deadlineMs } = wish;
  const until = (): number => {
    if (wish.isReported === true) return since + patience.end;
    if (cancelledAt !== undefined) return Math.max(since, Date.parse(cancelledAt)) + patience.end;
    if (silence.of === 'files') return since + patience.files;
    // What has no reference was never heard of: nobody knows when it would have begun.
    const began = ref === undefined ? since : Date.parse(attemptedAt ?? silence.since);
    return Math.max(since, began + deadlineMs) + patience.late;
  };
  return now.getTime() >= until();
}

/** Files and the service itself are waited for apart. */
function silenceOf({ silences = [] }: Pick<Batch, 'silences'>, of: Silence['of']): Silence | undefined {
  return silences.find((one) => one.of === of);
}

function longer(silence: Silence | undefined, of: Silence['of'], now: Date): Silence {
  if (silence === undefined) return { of, since: now.toISOString(), times: 1 };
  return { ...silence, times: silence.times + 1 };
}
