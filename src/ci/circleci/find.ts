import { UserError } from '../../model/errors.ts';
import { isOwnBranch } from '../../model/own-branch.ts';
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
  /** When nothing that was begun could still be hidden: who has not found it then may look for what it could be. */
  readonly doubt?: Doubt;
}

/** What a pipeline must be like that may be the one of a batch though nothing in it says so. */
interface Doubt {
  readonly commit: string;
  /** Nothing later can be it; milliseconds since 1970. */
  readonly until: number;
  readonly parameter: string;
  readonly project: string;
}

/** Pages of pipelines, 20 on each, that are searched: what was started in two weeks where one is every five minutes. */
const searchedPages = 250;

/**
 * The pipeline of a batch: that of its branch where the push starts it, and never that one where a call does. The API
 * shows the parameters of a pipeline only to projects of the GitHub App; for others
 * the batch's id stands in the compiled configuration, where the project's job uses it, or in the branch's name.
 * @throws UserError E-CI where there are more pipelines than are searched, and for one that may be it or not
 */
export async function findPipeline(
  api: CircleciApi,
  { batchId, since, trigger, doubt }: Wanted,
): Promise<string | undefined> {
  if (trigger === 'push') return pushedPipeline(api, { batchId, since });
  const marks = wholeWord(batchId);
  const beyond = () => cutSearch({ service: 'CircleCI', looked: `${searchedPages * 20} pipelines`, batchId });
  let unnamed: Pipeline | undefined;
  for await (const pipeline of api.pipelines({ pages: searchedPages, beyond })) {
    if (pipeline.created_at < since) break;
    if (pipeline.trigger?.type === 'webhook') continue;
    if (builtBy(pipeline).branch === branchOf(batchId)) return pipeline.id;
    if (marks.test(JSON.stringify(pipeline.trigger_parameters ?? {}))) return pipeline.id;
    if (!mayBeOurs(pipeline)) continue;
    const configuration = await api.configuration(pipeline.id);
    if (marks.test(configuration)) return pipeline.id;
    if (doubt !== undefined && isInDoubt(pipeline, doubt) && !anyBatch.test(configuration))
      unnamed = pipeline;
  }
  if (doubt !== undefined && unnamed !== undefined) throw unclear(batchId, unnamed, doubt);
  return undefined;
}

/** The id of any batch, in a configuration that uses it. */
const anyBatch = /(?<![\w-])r-\w+-b\d+(?![\w-])/;

/**
 * Of projects of the GitHub App the parameters are shown, so that none is in doubt; nor is what another batch has a branch
 * for: the same change of the same revision is one commit, in every lane and round.
 */
function isInDoubt(pipeline: Pipeline, { commit, until }: Doubt): boolean {
  const { trigger_parameters: shown, created_at: createdAt } = pipeline;
  const built = builtBy(pipeline);
  return shown === undefined && createdAt <= until && built.commit === commit && !isOwnBranch(built.branch);
}

function unclear(batchId: string, { number }: Pipeline, { parameter, project }: Doubt): UserError {
  return new UserError(
    'E-CI',
    `Pipeline ${number} of ${project} was started on CircleCI when \`${batchId}\` was to be, and its answer was lost. The configuration does not use \`${parameter}\`, so nobody can tell whether they are one, and it is not started a second time. Look at that pipeline, cancel it if it is nobody's, let the repeat job use \`${parameter}\`, and ask again.`,
  );
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
