import type { z } from 'zod';
import { RefusedRequest, RetryableError, UserError } from '../../model/errors.ts';
import type { HttpAnswer, HttpClient } from '../http/client.ts';
import { everyItem, type Page, type PageLimit } from '../http/pages.ts';
import type { ParameterValue } from '../remote/parameters.ts';
import * as answers from './answers.ts';

/** What a pipeline is started with. */
export interface PipelineOrder {
  readonly ref: { readonly kind: 'branch' | 'tag'; readonly name: string };
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** For the newer of the two ways to trigger. */
  readonly definition?: string;
}

/** The calls of CircleCI's API v2 that are made, for one project. All throw as `HttpClient.call` says. */
export interface CircleciApi {
  /** @throws UserError also when CircleCI answers kindly but starts nothing */
  trigger(order: PipelineOrder): Promise<string>;
  pipeline(id: string): Promise<answers.Pipeline>;
  /** The project's pipelines, newest first, on pages of 20. */
  pipelines(limit: PageLimit): AsyncGenerator<answers.Pipeline>;
  /** Those of a branch, newest first. */
  pipelinesOf(branch: string): AsyncGenerator<answers.Pipeline>;
  /** The configuration of a pipeline as text, parameters filled in. */
  configuration(pipelineId: string): Promise<string>;
  /** Undefined when the account sees no such workflow. */
  workflow(id: string): Promise<answers.Workflow | undefined>;
  workflows(pipelineId: string): Promise<readonly answers.Workflow[]>;
  jobs(workflowId: string): Promise<readonly answers.Job[]>;
  job(number: number): Promise<answers.JobDetails>;
  artifacts(number: number): Promise<readonly answers.Artifact[]>;
  /** Page by page: there may be more than fit into memory. */
  tests(number: number): AsyncGenerator;
  approve(workflowId: string, approvalRequestId: string): Promise<void>;
  cancel(workflowId: string): Promise<void>;
}

/** Pages of a branch's pipelines that are read: a batch's own branch has few. */
const branchPages = 10;

/** @param slug three segments, each encoded by itself: CircleCI does not know an encoded slash */
export function circleciApi(client: HttpClient, slug: string): CircleciApi {
  const project = slug.split('/').map(encodeURIComponent).join('/');

  function page<Item>(path: string, schema: z.ZodType<Page<Item>>) {
    return async (token: string | undefined): Promise<Page<Item>> =>
      client.get(token === undefined ? path : withQuery(path, { 'page-token': token }), schema);
  }

  async function list<Item>(path: string, schema: z.ZodType<Page<Item>>): Promise<readonly Item[]> {
    return allOf(everyItem(page(path, schema)));
  }

  return {
    trigger: async (order) => {
      const path = `/project/${project}/pipeline${order.definition === undefined ? '' : '/run'}`;
      const call = { method: 'POST' as const, path, json: bodyOf(order), isStart: true };
      const answer = await client.call(call, [400, 404]);
      const isThere = answer.status !== 404 || (await sees(client, project));
      if (isThere) return startedBy(answer, order);
      throw new UserError('E-CI', `CircleCI shows no project \`${slug}\` to the token of this server.`);
    },
    pipeline: (id) => client.get(`/pipeline/${encodeURIComponent(id)}`, answers.pipeline),
    pipelines: (limit) => everyItem(page(`/project/${project}/pipeline`, answers.pipelines), limit),
    pipelinesOf(branch) {
      const path = withQuery(`/project/${project}/pipeline`, { branch });
      return everyItem(page(path, answers.pipelines), { pages: branchPages });
    },
    async configuration(id) {
      const path = `/pipeline/${encodeURIComponent(id)}/config`;
      return JSON.stringify((await client.getIfThere(path, answers.configuration)) ?? {});
    },
    workflow: (id) => client.getIfThere(`/workflow/${encodeURIComponent(id)}`, answers.workflow),
    workflows: (id) => list(`/pipeline/${encodeURIComponent(id)}/workflow`, answers.workflows),
    jobs: (id) => list(`/workflow/${encodeURIComponent(id)}/job`, answers.jobs),
    job: (number) => client.get(`/project/${project}/job/${number}`, answers.jobDetails),
    artifacts: (number) => list(`/project/${project}/${number}/artifacts`, answers.artifacts),
    tests: (number) => everyItem(page(`/project/${project}/${number}/tests`, answers.tests)),
    async approve(workflow, request) {
      const path = `/workflow/${encodeURIComponent(workflow)}/approve/${encodeURIComponent(request)}`;
      // Somebody else was faster, or the job went away: the next look shows which.
      await client.call({ method: 'POST', path }, [400, 404, 409]);
    },
    async cancel(workflow) {
      const path = `/workflow/${encodeURIComponent(workflow)}/cancel`;
      await client.call({ method: 'POST', path }, [400, 404, 409]);
    },
  };
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(query).toString()}`;
}

function bodyOf({ ref, parameters, definition }: PipelineOrder): object {
  const place = { [ref.kind]: ref.name };
  if (definition === undefined) return { ...place, parameters };
  return { definition_id: definition, config: place, checkout: place, parameters };
}

/** Whether the token sees the project: CircleCI answers 404 for a parameter that is not declared, too. */
async function sees(client: HttpClient, project: string): Promise<boolean> {
  return (await client.getIfThere(`/project/${project}`, answers.project)) !== undefined;
}

/**
 * Only 201 says that a pipeline started; any other 2xx says why none did. One that says neither may have started, and is
 * asked for by the batch's id before anything else is done.
 */
function startedBy({ status, json }: HttpAnswer, { parameters }: PipelineOrder): string {
  const created = status === 201 ? answers.creation.safeParse(json).data : undefined;
  if (created !== undefined) return created.id;
  const { message }: { message?: unknown } = Object(json);
  const said = typeof message === 'string' && message !== '' ? ` It says: "${message.slice(0, 200)}".` : '';
  if (status === 201 || (status < 300 && said === ''))
    throw new RetryableError('CircleCI took the request and did not say which pipeline it became');
  if (status < 300) throw new RefusedRequest('E-CI', `CircleCI took the request and started nothing.${said}`);
  const names = Object.keys(parameters).map((name) => `\`${name}\``);
  throw new RefusedRequest(
    'E-CI',
    `CircleCI refused to start a pipeline.${said} It answers like this also when a parameter is not declared: the configuration of this revision must declare ${names.join(', ')}.`,
  );
}

async function allOf<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
