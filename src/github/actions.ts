import type { Octokit } from 'octokit';
import { z } from 'zod';
import { messageOf } from '../model/errors.ts';
import { Pauses } from '../model/pause.ts';
import { type ActionsAccount, appAccount, tokenAccount } from './actions-account.ts';
import { fileText } from './actions-file.ts';
import { type ActionsPlace, named } from './actions-place.ts';
import * as shapes from './actions-shapes.ts';
import type { Span, WorkflowArtifact, WorkflowJob, WorkflowRun } from './actions-shapes.ts';
import { connect, connectWithToken, once, type GitHubIdentity } from './connection.ts';
import { asked, heard, ofStart, Refusal, understood, unless } from './refusal.ts';

/** Who speaks: the App, or whoever a token belongs to. */
export type ActionsAccess =
  | { readonly identity: GitHubIdentity }
  | { readonly token: string; readonly apiUrl: string };

/** What starts a run of a workflow. */
export interface Dispatch {
  /** File name of the workflow. */
  readonly workflow: string;
  /** A branch or tag. */
  readonly ref: string;
  /** At most 25. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Pages of a hundred that are read of a list. */
const maxPages = 20;

/**
 * GitHub Actions, in our own nouns. Nothing is sent twice by the client.
 * Paths and fields: GitHub's OpenAPI description, version 2022-11-28. All throw RetryableError for what passes and
 * UserError E-CI for what GitHub refuses.
 */
export class Actions {
  readonly #access: ActionsAccess;
  readonly #installations = new Map<string, number>();
  #app: ReturnType<typeof connect> | undefined;
  #client: Octokit | undefined;
  /** A limit is that of a token, or of an installation, of which an account has one. */
  readonly #pauses = new Pauses();
  /** Older GitHub Enterprise Servers do not know the parameter. */
  #knowsRunDetails = true;

  constructor(access: ActionsAccess) {
    this.#access = access;
  }

  /**
   * @returns the run's id where GitHub tells it; else the run comes to light in `runs`.
   * @throws a RefusedRequest where another branch, or one whose workflow is another, may be taken
   */
  async dispatch(place: ActionsPlace, { workflow, ref, inputs }: Dispatch): Promise<number | undefined> {
    const route = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
    const details = this.#knowsRunDetails ? { return_run_details: true } : {};
    const body = { ...named(place), workflow_id: workflow, ref, inputs, ...details, ...once };
    try {
      const { data } = await this.#ask(place, `start ${workflow}`, (client) => client.request(route, body));
      const started = z.object({ workflow_run_id: z.number() }).safeParse(data);
      return started.data?.workflow_run_id;
    } catch (error) {
      if (!this.#knowsRunDetails || !/return_run_details|permitted key/.test(messageOf(error)))
        throw ofStart(error);
      this.#knowsRunDetails = false;
      return this.dispatch(place, { workflow, ref, inputs });
    }
  }

  /** Runs that were started since a time (milliseconds since 1970), by hand or API or by the push of a branch, newest first. */
  async runs(
    place: ActionsPlace,
    workflow: string,
    { branch, ...time }: Span & { readonly branch?: string },
  ): Promise<readonly WorkflowRun[]> {
    const route = 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs';
    const created = shapes.createdIn(time);
    const by = branch === undefined ? { event: 'workflow_dispatch' } : { event: 'push', branch };
    return this.#runs(place, route, { workflow_id: workflow, ...by, ...created });
  }

  /** The text of a file on the default branch; undefined where it is not, or may not be seen. */
  async file(place: ActionsPlace, path: string): Promise<string | undefined> {
    const read = async () => this.#ask(place, 'read a file', (one) => fileText(one, place, path));
    return unless([403, 404], read);
  }

  /** Runs of every workflow on a branch, whatever started them, newest first. */
  async runsOn(place: ActionsPlace, branch: string): Promise<readonly WorkflowRun[]> {
    return this.#runs(place, 'GET /repos/{owner}/{repo}/actions/runs', { branch });
  }

  /** Runs that are over and were created in a time, both ends included, newest first; GitHub lists 1,000. */
  async endedRuns(place: ActionsPlace, time: Span): Promise<readonly WorkflowRun[]> {
    const wanted = { status: 'completed', ...shapes.createdIn(time) };
    return this.#runs(place, 'GET /repos/{owner}/{repo}/actions/runs', wanted);
  }

  /** The commit that a tag stands for; undefined without a tag of that name, or where the token may not see. */
  async tagged(place: ActionsPlace, name: string): Promise<string | undefined> {
    const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
    const wanted = { ...named(place), ref: `tags/${name}`, ...once };
    return unless([403, 404, 422], async () => {
      const { data } = await this.#ask(place, 'read a tag', (client) => client.request(route, wanted));
      return understood('read a tag', shapes.commit, data).sha;
    });
  }

  /** Open pull requests of a fork's branch, by the commit they stand at. */
  async pullsOf(place: ActionsPlace, fork: { readonly owner: string; readonly branch: string }) {
    const route = 'GET /repos/{owner}/{repo}/pulls';
    const wanted = { ...named(place), state: 'open' as const, head: `${fork.owner}:${fork.branch}`, ...once };
    const { data } = await this.#ask(place, 'list pull requests', (client) => client.request(route, wanted));
    return understood('list pull requests', shapes.pullList, data);
  }

  async run(place: ActionsPlace, id: number): Promise<WorkflowRun> {
    const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
    const wanted = { ...named(place), run_id: id, ...once };
    const { data } = await this.#ask(place, 'read a run', (client) => client.request(route, wanted));
    return understood('read a run', shapes.workflowRun, data);
  }

  /** A run as an attempt of it went; undefined when GitHub has it no more. */
  async attempt(place: ActionsPlace, id: number, attempt: number): Promise<WorkflowRun | undefined> {
    const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}';
    const wanted = { ...named(place), run_id: id, attempt_number: attempt, ...once };
    return unless([404], async () => {
      const { data } = await this.#ask(place, 'read an attempt', (client) => client.request(route, wanted));
      return understood('read an attempt', shapes.workflowRun, data);
    });
  }

  async jobs(place: ActionsPlace, id: number, attempt: number): Promise<readonly WorkflowJob[]> {
    const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs';
    const wanted = { ...named(place), run_id: id, attempt_number: attempt };
    return this.#pages(place, 'list jobs', async (client, page) => {
      const { data } = await client.request(route, { ...wanted, ...page });
      return understood('list jobs', shapes.jobList, data).jobs;
    });
  }

  async artifacts(place: ActionsPlace, id: number): Promise<readonly WorkflowArtifact[]> {
    const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts';
    return this.#pages(place, 'list artifacts', async (client, page) => {
      const { data } = await client.request(route, { ...named(place), run_id: id, ...page });
      return understood('list artifacts', shapes.artifactList, data).artifacts;
    });
  }

  /**
   * Where the zip of an artifact, or the log of a job that ended, can be had for a minute, without a token; undefined once
   * GitHub has it no more.
   */
  async addressOf(
    place: ActionsPlace,
    file: `artifacts/${number}/zip` | `jobs/${number}/logs`,
  ): Promise<string | undefined> {
    const route = `GET /repos/{owner}/{repo}/actions/${file}`;
    const request = { retries: 0, redirect: 'manual' as const, parseSuccessResponseBody: false };
    try {
      const { headers } = await this.#ask(place, 'find a file', (client) =>
        client.request(route, { ...named(place), request }),
      );
      return headers.location;
    } catch (error) {
      if (error instanceof Refusal && [404, 410].includes(error.status)) return undefined;
      throw error;
    }
  }

  /** A run that is over already stays as it is. By force also where its steps want to run to the end, if GitHub knows how. */
  async cancel(place: ActionsPlace, id: number, isByForce = false): Promise<void> {
    const word = isByForce ? 'force-cancel' : 'cancel';
    const wanted = { ...named(place), run_id: id, ...once };
    try {
      await this.#ask(place, 'cancel a run', (client) =>
        client.request(`POST /repos/{owner}/{repo}/actions/runs/{run_id}/${word}` as const, wanted),
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 404 && isByForce) return this.cancel(place, id);
      if (error.status !== 409) throw error;
    }
  }

  /** Who speaks, and what it may not do though it must, in a place as far as GitHub tells; changes nothing. */
  async account(place?: ActionsPlace): Promise<ActionsAccount> {
    if ('token' in this.#access) return tokenAccount(this.#tokenClient());
    return appAccount(this.#ownApp().octokit, place);
  }

  async #runs(
    place: ActionsPlace,
    route: string,
    wanted: Readonly<Record<string, string>>,
  ): Promise<readonly WorkflowRun[]> {
    return this.#pages(place, 'list runs', async (client, page) => {
      const { data } = await client.request(route, { ...named(place), ...wanted, ...page });
      return understood('list runs', shapes.runList, data).workflow_runs;
    });
  }

  async #pages<Item>(
    place: ActionsPlace,
    what: string,
    read: (client: Octokit, page: object) => Promise<readonly Item[]>,
  ): Promise<readonly Item[]> {
    const all: Item[] = [];
    for (let page = 1; page <= maxPages; page += 1) {
      const items = await this.#ask(place, what, (client) => read(client, { per_page: 100, page, ...once }));
      all.push(...items);
      if (items.length < 100) break;
    }
    return all;
  }

  async #ask<Answer>(
    place: ActionsPlace,
    what: string,
    request: (client: Octokit) => Promise<Answer>,
  ): Promise<Answer> {
    const pause = this.#pauses.of('token' in this.#access ? '' : place.owner.toLowerCase());
    return heard(pause, async () => asked(what, async () => request(await this.#clientFor(place))));
  }

  async #clientFor(place: ActionsPlace): Promise<Octokit> {
    if ('token' in this.#access) return this.#tokenClient();
    const key = `${place.owner}/${place.repo}`;
    const known = place.installation ?? this.#installations.get(key);
    if (known !== undefined) return this.#ownApp().getInstallationOctokit(known);
    const route = 'GET /repos/{owner}/{repo}/installation';
    const { data } = await this.#ownApp().octokit.request(route, { ...named(place), ...once });
    const { id } = understood('read the installation', shapes.installation, data);
    this.#installations.set(key, id);
    return this.#ownApp().getInstallationOctokit(id);
  }

  #tokenClient(): Octokit {
    if (!('token' in this.#access)) throw new Error('there is no token');
    this.#client ??= connectWithToken(this.#access.token, this.#access.apiUrl);
    return this.#client;
  }

  #ownApp(): ReturnType<typeof connect> {
    if (!('identity' in this.#access)) throw new Error('there is no App');
    this.#app ??= connect(this.#access.identity);
    return this.#app;
  }
}
