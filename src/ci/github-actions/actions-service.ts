import type { ActionsPlace } from '../../github/actions-place.ts';
import { Actions } from '../../github/actions.ts';
import type { WorkflowRun } from '../../github/actions-shapes.ts';
import { RetryableError, UserError } from '../../model/errors.ts';
import { httpClient } from '../http/client.ts';
import { allowance, downloadsOf, removeDownloads } from '../remote/downloads.ts';
import { dueAt, lookOf, type Look } from '../remote/pace.ts';
import { wholeWord } from '../remote/parameters.ts';
import { branchOf, configureCommand } from '../remote/pushing.ts';
import type { BatchFile } from '../remote/batch-file.ts';
import type {
  BatchJob,
  BatchProgress,
  BatchRequest,
  CheckedPlace,
  CiFinding,
  CiParts,
  CiService,
  Collected,
  RemoteRevision,
} from '../service.ts';
import type { OrdinaryBuilds } from '../remote/ordinary.ts';
import { advice, checkActions } from './check.ts';
import { filesOfArtifact, firstToGo, logsOf } from './files.ts';
import { orderFor } from './order.ts';
import { ordinaryRuns } from './ordinary.ts';
import { actionsSettings, type ActionsSettings } from './settings.ts';
import { batchJobs, progressOf, repeating, spentBy } from './state.ts';

/** How long GitHub may hide a new run from its lists, and how long the client may hold a request back; milliseconds. */
const lagMs = 120_000 + 120_000;
/** When a run whose id GitHub did not tell is looked for, in milliseconds. */
const soonMs = 5_000;

/** What this process has seen of a run. Losing it costs calls and nothing else. */
interface Seen extends Look {
  readonly progress: BatchProgress;
}

interface Case {
  readonly ref: string;
  readonly request: BatchRequest;
  readonly actions: Actions;
  readonly at: ActionsPlace;
  readonly settings: ActionsSettings;
}

/** Batches as runs of a workflow on GitHub Actions. A batch's reference is the id of its run. */
export class ActionsService implements CiService {
  readonly lagMs: number;
  readonly ordinary: OrdinaryBuilds;
  readonly #parts: CiParts;
  readonly #seen = new Map<string, Seen>();
  #actions: Actions | undefined;

  constructor(parts: CiParts) {
    this.#parts = parts;
    this.lagMs = parts.lagMs ?? lagMs;
    const { folder } = parts;
    this.ordinary = ordinaryRuns({ actions: () => this.#client(), client: () => this.#storage(), folder });
  }

  needs(settings: unknown): 'ref' | 'push' {
    return actionsSettings.parse(settings).trigger === 'push' ? 'push' : 'ref';
  }

  configuring(request: BatchRequest): readonly string[] | undefined {
    return configureCommand(request, actionsSettings.parse(request.settings));
  }

  async trigger(request: BatchRequest): Promise<string> {
    const { settings, actions, at } = this.#open('', request);
    const id = await actions.dispatch(at, orderFor(request, settings));
    if (id !== undefined) return String(id);
    throw new RetryableError('GitHub took the request and did not say which run it became', {
      retryAfterMs: soonMs,
    });
  }

  async find(batchId: string, request: BatchRequest): Promise<string | undefined> {
    const { actions, at, settings } = this.#open('', request);
    const since = Date.parse(request.batch.attemptedAt ?? '') - this.lagMs;
    const marks = wholeWord(batchId);
    const pushed = settings.trigger === 'push' ? { branch: branchOf(batchId) } : {};
    const runs = await actions.runs(at, settings.workflow, { since, ...pushed });
    const found = runs.find((run) =>
      'branch' in pushed ? run.head_branch === pushed.branch : marks.test(run.display_title),
    );
    return found === undefined ? undefined : String(found.id);
  }

  async poll(ref: string, request: BatchRequest): Promise<BatchProgress> {
    const seen = await this.#look(this.#open(ref, request));
    const { progress } = seen;
    if (progress.state !== 'running') return progress;
    return { ...progress, againInMs: dueAt(seen, request, this.#parts.leastLookMs) - this.#now() };
  }

  async collect(ref: string, _: ReadonlySet<number>, request: BatchRequest): Promise<Collected> {
    const one = this.#open(ref, request);
    const { progress } = await this.#look(one);
    if (progress.state === 'running') return [];
    const { actions, at, settings } = one;
    const all = await actions.jobs(at, Number(ref));
    const place = { actions, at, client: this.#storage(), allowance: allowance() };
    const folder = downloadsOf(this.#parts.folder, request.batch.id);
    const logs = logsOf(all, { ...place, folder });
    if (progress.state === 'broken') return { files: [], jobs: [], logs, ...spentBy(all) };
    const artifacts = await actions.artifacts(at, Number(ref));
    const files: BatchFile[] = [];
    const missing: BatchJob[] = [];
    const own = artifacts.filter(({ name }) => name.startsWith(settings.artifacts));
    for (const artifact of own) {
      const found = await filesOfArtifact(artifact, { ...place, folder });
      if ('files' in found) files.push(...found.files);
      else missing.push({ name: artifact.name, machine: artifact.name, state: 'gone', loss: found.gone });
    }
    const jobs = [...missing, ...batchJobs(repeating(all, settings))];
    const layout = settings.layout === undefined ? {} : { layout: settings.layout };
    return { files, jobs, logs, ...layout, ...firstToGo(own), ...spentBy(all) };
  }

  async cancel(ref: string, request: BatchRequest): Promise<void> {
    const { actions, at } = this.#open(ref, request);
    await actions.cancel(at, Number(ref));
    this.#seen.delete(ref);
  }

  async release(ref: string, request: BatchRequest): Promise<void> {
    await removeDownloads(this.#parts.folder, request.batch.id);
    this.#seen.delete(ref);
  }

  async endBuildsOf(branch: string, { remote }: Pick<BatchRequest, 'remote'>): Promise<void> {
    const actions = this.#client();
    const at = placeOf(remote);
    for (const { id, status, head_branch: own } of await actions.runsOn(at, branch))
      if (own === branch && status !== 'completed') await actions.cancel(at, id);
  }

  async check(settings?: unknown, place: CheckedPlace = {}): Promise<CiFinding> {
    return checkActions(settings, place, this.#access() === undefined ? undefined : this.#client());
  }

  async close(): Promise<void> {
    this.#seen.clear();
  }

  /** One call while it runs, and one more once it is over. */
  async #look(one: Case): Promise<Seen> {
    const { ref, actions, at, settings, request } = one;
    const before = this.#seen.get(ref);
    if (before !== undefined && before.progress.state !== 'running') return before;
    if (before !== undefined && this.#now() < dueAt(before, request, this.#parts.leastLookMs)) return before;
    const run = await actions.run(at, Number(ref));
    const age = this.#now() - run.created_at;
    const isRunning = run.status !== 'completed';
    const moved = movedOn(run, request);
    if (isRunning && (moved !== undefined || age > settings.deadline)) await actions.cancel(at, run.id);
    const jobs = isRunning || moved !== undefined ? [] : await actions.jobs(at, run.id);
    const progress: BatchProgress =
      moved === undefined
        ? progressOf(run, jobs, { count: request.batch.count, settings })
        : { state: 'broken', finished: 0, broken: { what: moved, output: '' } };
    // A run that waits for a machine may be refused, and nobody is told of that.
    const look = lookOf(
      {
        now: this.#now(),
        ageMs: age,
        deadlineMs: settings.deadline,
        isOnlyEndLeft: run.status === 'in_progress',
      },
      { request, before, leastMs: this.#parts.leastLookMs },
    );
    const seen = { progress, ...look };
    this.#seen.set(ref, seen);
    return seen;
  }

  #open(ref: string, request: BatchRequest): Case {
    const settings = actionsSettings.parse(request.settings);
    return { ref, request, settings, actions: this.#client(), at: placeOf(request.remote) };
  }

  #client(): Actions {
    const access = this.#access();
    if (access === undefined)
      throw new UserError('E-CI', `This server cannot use GitHub Actions yet. ${advice}`);
    this.#actions ??= new Actions(access);
    return this.#actions;
  }

  #access() {
    const { github, variables = {} } = this.#parts;
    const token = variables['GITHUB_ACTIONS_TOKEN'];
    if (token !== undefined) return { token, apiUrl: this.#apiUrl() };
    return github === undefined ? undefined : { identity: github };
  }

  #apiUrl(): string {
    const { github, variables = {} } = this.#parts;
    return variables['GITHUB_API_URL'] ?? github?.apiUrl ?? 'https://api.github.com';
  }

  /** Artifacts lie on another host, which takes no token. */
  #storage() {
    return httpClient({ service: 'GitHub', baseUrl: this.#apiUrl(), credentials: {}, advice });
  }

  #now(): number {
    return (this.#parts.now?.() ?? new Date()).getTime();
  }
}

/** @throws UserError for a repository that nobody named */
function placeOf(remote: RemoteRevision | undefined): ActionsPlace {
  const [owner, repo] = (remote?.fork ?? remote?.slug)?.split('/') ?? [];
  if (owner === undefined || repo === undefined)
    throw new UserError('E-CI', 'Which repository is it on GitHub? The server does not know.');
  // An installation acts in the repositories of its own account only.
  const known = remote?.fork === undefined ? remote?.installation : undefined;
  return { owner, repo, ...(known === undefined ? {} : { installation: known }) };
}

/** A branch that moved on between the question and the answer: what was built is not what was asked. */
function movedOn({ head_sha: built }: WorkflowRun, { commit }: BatchRequest): string | undefined {
  if (commit === undefined || built === commit) return undefined;
  return `GitHub built ${built.slice(0, 9)} instead of ${commit.slice(0, 9)}: the branch moved on`;
}
