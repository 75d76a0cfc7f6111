import { RetryableError } from '../../model/errors.ts';
import type { HttpClient } from '../http/client.ts';
import { everyItem } from '../http/pages.ts';
import { cutSearch } from '../remote/search.ts';
import * as answers from './answers.ts';
import { isOver } from './state.ts';

/** What a build is started with. */
export interface BuildOrder {
  readonly commit: string;
  readonly branch: string;
  readonly message: string;
  readonly env: Readonly<Record<string, string>>;
  readonly metaData: Readonly<Record<string, string>>;
}

/** The calls of Buildkite's REST API v2 that are made, for one pipeline. All throw as `HttpClient.call` says. */
export interface BuildkiteApi {
  /** @returns the number of the build, which its paths hold; they do not hold its id. */
  trigger(order: BuildOrder): Promise<number>;
  /** Numbers of the builds with this meta-data, newest first. */
  buildsWith(metaName: string, value: string): Promise<readonly number[]>;
  /** Numbers of the builds of this branch, newest first. */
  buildsOf(branch: string): Promise<readonly number[]>;
  /** Ends what goes on or waits on this branch, in every pipeline of the organization that the token sees. */
  endAllOf(branch: string): Promise<void>;
  /** With the attempts that were retried, which Buildkite hides unless asked. */
  build(number: number): Promise<answers.BuildkiteBuild>;
  /** Artifacts of a build, or of one of its jobs. */
  artifacts(number: number, job?: string): Promise<readonly answers.BuildkiteArtifact[]>;
  /** Where an artifact is downloaded, below the base; it redirects to storage for 60 seconds. */
  downloadPath(number: number, artifact: answers.BuildkiteArtifact): string;
  /** Where a job's log lies as plain text, below the base. */
  logPath(number: number, job: string): string;
  unblock(number: number, job: string): Promise<void>;
  cancel(number: number): Promise<void>;
  /** Whether the token sees the pipeline's builds. */
  isVisible(): Promise<boolean>;
}

/** The most that Buildkite puts on a page. */
const pageSize = 100;

/** What the server's token may do. */
export async function scopesOf(client: HttpClient): Promise<readonly string[]> {
  return (await client.get('/access-token', answers.tokenAnswer)).scopes;
}

/** @param pipeline `organization/pipeline` */
export function buildkiteApi(client: HttpClient, pipeline: string): BuildkiteApi {
  const [organization = '', slug = ''] = pipeline.split('/').map(encodeURIComponent);
  const builds = `/organizations/${organization}/pipelines/${slug}/builds`;
  return {
    async trigger({ commit, branch, message, env, metaData }) {
      const filters = { ignore_pipeline_branch_filters: true };
      const json = { commit, branch, message, env, meta_data: metaData, ...filters };
      const answer = await client.call({ method: 'POST', path: builds, json, isStart: true });
      const made = answers.creationAnswer.safeParse(answer.json).data;
      if (answer.status === 201 && made !== undefined) return made.number;
      throw new RetryableError('Buildkite took the request and did not say which build it became');
    },
    buildsWith: (metaName, value) => buildsWith(client, builds, { metaName, value }),
    async buildsOf(branch) {
      const query = new URLSearchParams({ branch, per_page: String(pageSize), exclude_jobs: 'true' });
      const found = await client.get(`${builds}?${query.toString()}`, answers.buildsAnswer);
      return found.filter((one) => one.branch === branch).map(({ number }) => number);
    },
    endAllOf: (branch) => endAllOf(client, organization, branch),
    build: (number) => client.get(`${builds}/${number}?include_retried_jobs=true`, answers.buildAnswer),
    artifacts: (number, job) =>
      artifactsBelow(client, `${builds}/${number}${job === undefined ? '' : `/jobs/${job}`}`),
    downloadPath: (number, { jobId, id }) => `${builds}/${number}/jobs/${jobId}/artifacts/${id}/download`,
    logPath: (number, job) => `${builds}/${number}/jobs/${job}/log.txt`,
    async unblock(number, job) {
      // Somebody else was faster, or the build ended: the next look shows which.
      const path = `${builds}/${number}/jobs/${job}/unblock`;
      await client.call({ method: 'PUT', path }, [400, 404, 422]);
    },
    async cancel(number) {
      await client.call({ method: 'PUT', path: `${builds}/${number}/cancel` }, [400, 404, 422]);
    },
    isVisible: async () =>
      (await client.getIfThere(`${builds}?per_page=1&exclude_jobs=true`, answers.buildsAnswer)) !== undefined,
  };
}

async function endAllOf(client: HttpClient, organization: string, branch: string): Promise<void> {
  const query = new URLSearchParams({ branch, per_page: String(pageSize), exclude_jobs: 'true' });
  const all = `/organizations/${organization}/builds?${query.toString()}`;
  for (const one of await client.get(all, answers.buildsAnswer)) {
    if (one.branch !== branch || isOver(one)) continue;
    const own = encodeURIComponent(one.pipeline?.slug ?? '');
    const path = `/organizations/${organization}/pipelines/${own}/builds/${one.number}/cancel`;
    await client.call({ method: 'PUT', path }, [400, 404, 422]);
  }
}

/** @throws UserError E-CI where a page is full of others: whoever answers does not search by meta-data */
async function buildsWith(
  client: HttpClient,
  builds: string,
  { metaName, value }: { readonly metaName: string; readonly value: string },
): Promise<readonly number[]> {
  const query = new URLSearchParams({
    [`meta_data[${metaName}]`]: value,
    per_page: String(pageSize),
    exclude_jobs: 'true',
  });
  const found = await client.get(`${builds}?${query.toString()}`, answers.buildsAnswer);
  const own = found.filter(({ meta_data: meta }) => meta[metaName] === value);
  if (own.length === 0 && found.length >= pageSize)
    throw cutSearch({ service: 'Buildkite', looked: `${found.length} builds`, batchId: value });
  return own.map(({ number }) => number);
}

async function artifactsBelow(
  client: HttpClient,
  place: string,
): Promise<readonly answers.BuildkiteArtifact[]> {
  const all: answers.BuildkiteArtifact[] = [];
  const pages = everyItem(async (page = '1') => {
    const path = `${place}/artifacts?per_page=${pageSize}&page=${page}`;
    const { size, artifacts } = await client.get(path, answers.artifactsAnswer);
    return { items: artifacts, next: size < pageSize ? undefined : String(Number(page) + 1) };
  });
  for await (const artifact of pages) all.push(artifact);
  return all;
}
