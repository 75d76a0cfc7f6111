import { topicIdOf, type RepeatRun } from '../model/repeat-run.ts';
import type { Store } from '../store/store.ts';
import type { WorkerParts } from './parts.ts';
import { foldAway } from './posting.ts';

/** Once a result is told, the progress is in the way, and so is what was told before something was added. */
export async function foldOlder(run: RepeatRun, parts: WorkerParts): Promise<void> {
  const { id, ticket, additions = [] } = run;
  const earlier = additions.map((_, at) => topicIdOf({ id, additions: additions.slice(0, at) }));
  for (const one of [...earlier, topicIdOf(run)])
    await foldAway(parts, ticket, { kind: 'progress', id: one });
  for (const one of earlier) await foldAway(parts, ticket, { kind: 'result', id: one });
}

/** Why iterations of an earlier batch never came back, though a later one could run. */
export async function whyMissing(
  { id }: RepeatRun,
  { batches }: Pick<Store, 'batches'>,
): Promise<{ readonly missing?: string }> {
  const broken = (await batches.of(id)).map(({ ended }) => ended?.broken);
  const what = broken.find((one) => one !== undefined);
  return what === undefined ? {} : { missing: what };
}
