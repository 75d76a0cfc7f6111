import { branchOf } from '../remote/pushing.ts';
import { wholeWord } from '../remote/parameters.ts';
import type { Pipeline } from './answers.ts';
import type { CircleciApi } from './api.ts';

interface Wanted {
  readonly batchId: string;
  /** Nothing older is looked at; milliseconds since 1970, or NaN when nobody knows. */
  readonly since: number;
  readonly trigger: 'api' | 'push';
}

/**
 * The pipeline of a batch: that of its branch where the push starts it, and never that one where a call does. The API
 * shows the parameters of a pipeline only to projects of the GitHub App; for others
 * the batch's id stands in the compiled configuration, where the project's job uses it, or in the branch's name.
 */
export async function findPipeline(
  api: CircleciApi,
  { batchId, since, trigger }: Wanted,
): Promise<string | undefined> {
  const marks = wholeWord(batchId);
  for await (const pipeline of api.pipelines()) {
    if (pipeline.created_at < since) return undefined;
    if (trigger === 'api' && pipeline.trigger?.type === 'webhook') continue;
    if (pipeline.vcs?.branch === branchOf(batchId)) return pipeline.id;
    if (marks.test(JSON.stringify(pipeline.trigger_parameters ?? {}))) return pipeline.id;
    if (trigger === 'api' && mayBeOurs(pipeline) && marks.test(await api.configuration(pipeline.id)))
      return pipeline.id;
  }
  return undefined;
}

/** Pipelines of schedules are not looked into. */
function mayBeOurs({ trigger, state }: Pipeline): boolean {
  return state !== 'errored' && trigger?.type !== 'scheduled_pipeline';
}
