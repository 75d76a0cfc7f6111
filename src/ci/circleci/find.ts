import { branchOf } from '../remote/pushing.ts';
import { wholeWord } from '../remote/parameters.ts';
import { cutSearch } from '../remote/search.ts';
import { builtBy, type Pipeline } from './answers.ts';
import type { CircleciApi } from './api.ts';

interface Wanted {
  readonly batchId: string;
  /** Nothing older is looked at; milliseconds since 1970, or NaN when nobody knows. */
  readonly since: number;
  readonly trigger: 'api' | 'push';
}

/** Pages of pipelines, 20 on each, that are searched: what was started in two weeks where one is every five minutes. */
const searchedPages = 250;

/**
 * The pipeline of a batch: that of its branch where the push starts it, and never that one where a call does. The API
 * shows the parameters of a pipeline only to projects of the GitHub App; for others
 * the batch's id stands in the compiled configuration, where the project's job uses it, or in the branch's name.
 * @throws UserError E-CI where there are more pipelines than are searched
 */
export async function findPipeline(
  api: CircleciApi,
  { batchId, since, trigger }: Wanted,
): Promise<string | undefined> {
  if (trigger === 'push') return pushedPipeline(api, { batchId, since });
  const marks = wholeWord(batchId);
  const beyond = () => cutSearch({ service: 'CircleCI', looked: `${searchedPages * 20} pipelines`, batchId });
  for await (const pipeline of api.pipelines({ pages: searchedPages, beyond })) {
    if (pipeline.created_at < since) return undefined;
    if (pipeline.trigger?.type === 'webhook') continue;
    if (builtBy(pipeline).branch === branchOf(batchId)) return pipeline.id;
    if (marks.test(JSON.stringify(pipeline.trigger_parameters ?? {}))) return pipeline.id;
    if (mayBeOurs(pipeline) && marks.test(await api.configuration(pipeline.id))) return pipeline.id;
  }
  return undefined;
}

/** The first of its branch, which is pushed once. */
async function pushedPipeline(
  api: CircleciApi,
  { batchId, since }: Omit<Wanted, 'trigger'>,
): Promise<string | undefined> {
  let first: string | undefined;
  const branch = branchOf(batchId);
  for await (const pipeline of api.pipelinesOf(branch))
    if (builtBy(pipeline).branch === branch && !(pipeline.created_at < since)) first = pipeline.id;
  return first;
}

/** Pipelines of schedules are not looked into. */
function mayBeOurs({ trigger, state }: Pipeline): boolean {
  return state !== 'errored' && trigger?.type !== 'scheduled_pipeline';
}
