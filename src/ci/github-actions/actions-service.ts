import type { ActionsPlace } from '../../github/actions-place.ts';
import { Actions } from '../../github/actions.ts';
import { RetryableError, UserError } from '../../model/errors.ts';
import { httpClient } from '../http/client.ts';
import { ownHostsIn } from '../http/trust.ts';
import { allowance, downloadsOf, removeDownloads } from '../remote/downloads.ts';
import { dueAt, limitsOf, lookOf, wasRerun, type Look } from '../remote/pace.ts';
import { wholeWord } from '../remote/parameters.ts';
import { branchOf, configureCommand } from '../remote/pushing.ts';
import { cutSearch } from '../remote/search.ts';
import { Stopping } from '../remote/stopping.ts';
import type {
  BatchProgress,
  BatchRequest,
  CheckedPlace,
  CiFinding,
  CiLimits,
  CiParts,
  CiService,
  Collected,
} from '../service.ts';
import type { OrdinaryBuilds } from '../remote/ordinary.ts';
import { allRuns } from './all-runs.ts';
import { firstAttempt, type Attempt } from './attempts.ts';
import { advice, checkActions } from './check.ts';
import { artifactBudget, filesOfArtifacts, firstToGo, logsOf } from './files.ts';
import { orderFor } from './order.ts';
import { ordinaryRuns } from './ordinary.ts';
import { actionsSettings, type ActionsSettings } from './settings.ts';
import { placeOf } from './place.ts';
import { batchJobs, machinesOf, movedOn, progressOf, repeating, spentBy } from './state.ts';

/** How long GitHub may hide a new run from its lists, and how long the client may hold a request back; milliseconds. */
const lagMs = 120_000 + 120_000;
/** How long a run may take to stop before it is ended by force, in milliseconds. */
const forceMs = 300_000;
/** When a run whose id GitHub did not tell is looked for, in milliseconds. */
const soonMs = 5_000;

/** What this process has seen of a run. Losing it costs calls and nothing else. */
interface Seen extends Look {
  readonly progress: BatchProgress;
  readonly attempt: Attempt;
  /** It heeds no word: what it has brought so far counts. */
  readonly isEndless: boolean;
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
  readonly limits: CiLimits;
  readonly ordinary: OrdinaryBuilds;
  readonly #parts: CiParts;
  readonly #seen = new Map<string, Seen>();
  readonly #stopping = new Stopping();
  #actions: Actions | undefined;

  constructor(parts: CiParts) {
    this.#parts = parts;
    this.limits = limitsOf(parts, lagMs);
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
    const since = Date.parse(request.batch.attemptedAt ?? '') - this.limits.lagMs;
    const marks = wholeWord(batchId);
    const pushed = settings.trigger === 'push' ? { branch: branchOf(batchId) } : {};
    const { runs, isCut } = await allRuns(
      (time) => actions.runs(at, settings.workflow, { ...time, ...pushed }),
      since,
    );
    const found = runs.findLast((run) =>
      'branch' in pushed ? run.head_branch === pushed.branch : marks.test(run.display_title),
    );
    if (found === undefined && isCut)
      throw cutSearch({ service: 'GitHub', looked: `${runs.length} runs`, batchId });
    return found === undefined ? undefined : String(found.id);
  }

  async poll(ref: string, request: BatchRequest): Promise<BatchProgress> {
    const seen = await this.#look(this.#open(ref, request));
    const { progress } = seen;
    if (progress.state !== 'running') return progress;
    return { ...progress, againInMs: dueAt(seen, request, this.limits) - this.#now() };
  }

  async collect(ref: string, _: ReadonlySet<number>, request: BatchRequest): Promise<Collected> {
    const one = this.#open(ref, request);
    const { progress, attempt, isEndless } = await this.#look(one);
    if (progress.state === 'running') return [];
    const { run, until = Infinity } = attempt;
    const { actions, at, settings } = one;
    const all = await actions.jobs(at, Number(ref), 1);
    const folder = downloadsOf(this.#parts.folder, request.batch.id);
    const bounds = { allowance: allowance(), budget: artifactBudget() };
    const place = { actions, at, client: this.#storage(), folder, ...bounds };
    const logs = logsOf(all, place);
    if (progress.state === 'broken' && !isEndless) return { files: [], jobs: [], logs, ...spentBy(all) };
    const own = (await actions.artifacts(at, Number(ref))).filter(
      ({ name, created_at: made = 0 }) => name.startsWith(settings.artifacts) && made < until,
    );
    const { files, missing } = await filesOfArtifacts(own, place, request.isLastTry === true);
    const due = { at: run.created_at + settings.deadline, deadlineMs: settings.deadline };
    const jobs = [...missing, ...batchJobs(repeating(all, settings), { machines: machinesOf(all), due })];
    const layout = settings.layout === undefined ? {} : { layout: settings.layout };
    return { files, jobs, logs, ...layout, ...firstToGo(own), ...spentBy(all) };
  }

  async cancel(ref: string, request: BatchRequest): Promise<void> {
    this.#seen.delete(ref);
    await this.#stopping.tell(ref, this.#now(), stopFor(this.#open(ref, request)));
  }

  async release(ref: string, request: BatchRequest): Promise<void> {
    await removeDownloads(this.#parts.folder, request.batch.id);
    this.#seen.delete(ref);
    this.#stopping.forget(ref);
  }

  async endBuildsOf(branch: string, { remote }: Pick<BatchRequest, 'remote'>): Promise<void> {
    const actions = this.#client();
    const at = placeOf(remote);
    for (const { id, status, head_branch: own } of await actions.runsOn(at, branch))
      if (own === branch && status !== 'completed') await actions.cancel(at, id);
  }

  hearsEveryPush(): boolean {
    return this.#access() !== undefined;
  }

  async check(settings?: unknown, place: CheckedPlace = {}): Promise<CiFinding> {
    return checkActions(settings, place, this.#access() === undefined ? undefined : this.#client());
  }

  async close(): Promise<void> {
    this.#seen.clear();
    this.#stopping.clear();
  }

  /** One call while it runs, and one more once it is over. */
  async #look(one: Case): Promise<Seen> {
    const { ref, actions, at, settings, request } = one;
    const before = this.#seen.get(ref);
    if (before !== undefined && before.progress.state !== 'running') return before;
    if (before !== undefined && this.#now() < dueAt(before, request, this.limits)) return before;
    const attempt = await firstAttempt(Number(ref), one);
    const { run, until } = attempt;
    const age = this.#now() - run.created_at;
    const isRunning = run.status !== 'completed';
    const moved = movedOn(run, request);
    if (isRunning && (moved !== undefined || age > settings.deadline))
      await this.#stopping.tellAtLook(ref, this.#now(), stopFor(one));
    const vain = this.#stopping.inVain(ref, this.#now(), 'the run does not end on GitHub');
    const endless = isRunning ? vain : undefined;
    const fault = moved ?? endless;
    const jobs = isRunning || fault !== undefined ? [] : await actions.jobs(at, run.id, 1);
    const progress: BatchProgress =
      fault === undefined
        ? progressOf(run, jobs, { count: request.batch.count, settings })
        : { state: 'broken', finished: 0, broken: { what: fault, output: '' } };
    // A run that waits for a machine may be refused, and nobody is told of that.
    const look = lookOf(
      {
        now: this.#now(),
        ageMs: age,
        deadlineMs: settings.deadline,
        isOnlyEndLeft: run.status === 'in_progress',
      },
      { request, before, limits: this.limits },
    );
    const rerun = wasRerun('GitHub', { counted: 1, all: until === undefined ? 1 : 2 });
    const note = rerun === undefined ? {} : { note: rerun };
    const isEndless = moved === undefined && endless !== undefined;
    const seen = { progress: { ...progress, ...note }, attempt, isEndless, ...look };
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
    return httpClient({
      service: 'GitHub',
      baseUrl: this.#apiUrl(),
      credentials: {},
      storageHosts: ['.blob.core.windows.net', '.actions.githubusercontent.com', 'codeload.github.com'],
      ownHosts: ownHostsIn(this.#parts.variables),
      advice,
    });
  }

  #now(): number {
    return (this.#parts.now?.() ?? new Date()).getTime();
  }
}

/** Tells a run to stop, by force once it has not heeded that. */
function stopFor({ ref, actions, at }: Case): (forMs: number) => Promise<void> {
  return async (forMs) => actions.cancel(at, Number(ref), forMs > forceMs);
}
