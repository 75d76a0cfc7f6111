import type { ActionsPlace } from '../../github/actions-place.ts';
import type { Actions } from '../../github/actions.ts';
import type { WorkflowRun } from '../../github/actions-shapes.ts';

/** A run as one of its attempts went. */
export interface Attempt {
  readonly run: WorkflowRun;
  /** When the next began (milliseconds since 1970): artifacts say nothing of their attempt. */
  readonly until?: number;
}

interface Place {
  readonly actions: Actions;
  readonly at: ActionsPlace;
}

/** An attempt of a run; undefined when there is none of that number, or none any more. */
export async function attemptAt(
  id: number,
  attempt: number,
  { actions, at }: Place,
): Promise<Attempt | undefined> {
  const latest = await actions.run(at, id);
  if (latest.run_attempt < attempt) return undefined;
  if (latest.run_attempt === attempt) return { run: latest };
  const [run, next] = [await actions.attempt(at, id, attempt), await actions.attempt(at, id, attempt + 1)];
  const until = next?.run_started_at ?? latest.run_started_at;
  return run === undefined ? undefined : { run, ...(until === undefined ? {} : { until }) };
}

/** The first attempt of a run, which counts: whoever repeats what has failed wants to see it pass. */
export async function firstAttempt(id: number, place: Place): Promise<Attempt> {
  return (await attemptAt(id, 1, place)) ?? { run: await place.actions.run(place.at, id) };
}
