import { UserError } from '../../model/errors.ts';
import { Pause } from '../../model/pause.ts';
import { httpClient, type HttpClient } from '../http/client.ts';
import { ownHostsIn } from '../http/trust.ts';
import { checkAllowed } from '../remote/allowed.ts';
import { removeDownloads } from '../remote/downloads.ts';
import { machineTimeOf } from '../remote/machine-time.ts';
import { dueAt, endedLate, limitsOf, lookOf, type Look } from '../remote/pace.ts';
import { uses } from '../remote/parameters.ts';
import { branchOf as ownBranch, configureCommand } from '../remote/pushing.ts';
import { Stopping } from '../remote/stopping.ts';
import type {
  BatchProgress,
  BatchRequest,
  CiFinding,
  CiLimits,
  CiParts,
  CiService,
  Collected,
} from '../service.ts';
import { buildkiteApi, type BuildkiteApi } from './api.ts';
import { advice, checkBuildkite } from './check.ts';
import { filesOf, logsOf } from './files.ts';
import { orderFor } from './order.ts';
import { buildkiteSettings, type BuildkiteSettings } from './settings.ts';
import { neverEnded, progressOf, stateOf, type BuildState } from './state.ts';

/** How long Buildkite may hide a new build from its lists, and how long a request may be under way; milliseconds. */
const lagMs = 120_000 + 30_000;

/** What this process has seen of a build. Losing it costs calls and nothing else. */
interface Seen extends Look {
  readonly state: BuildState;
  readonly url: string;
  /** What machines took for it, for building too. */
  readonly spent: ReturnType<typeof machineTimeOf>;
  /** It ended without the step at the last look; a step that was just unblocked may still add it. */
  readonly wasAbsent: boolean;
  readonly createdAt: number;
  readonly endedAt?: number;
}

interface Case {
  readonly ref: string;
  readonly request: BatchRequest;
  readonly api: BuildkiteApi;
  readonly settings: BuildkiteSettings;
}

/** Batches as builds of a Buildkite pipeline. A batch's reference is the number of its build. */
export class BuildkiteService implements CiService {
  readonly limits: CiLimits;
  readonly #parts: CiParts;
  readonly #pause = new Pause();
  /** By the batch: builds of two pipelines may have one number. */
  readonly #seen = new Map<string, Seen>();
  readonly #stopping = new Stopping();

  constructor(parts: CiParts) {
    this.#parts = parts;
    this.limits = limitsOf(parts, lagMs);
  }

  needs(settings: unknown): 'commit' | 'ref' | 'push' {
    const { env, branch = '', trigger } = buildkiteSettings.parse(settings);
    if (trigger === 'push') return 'push';
    return uses({ ...env, branch }, 'ref') ? 'ref' : 'commit';
  }

  configuring(request: BatchRequest): readonly string[] | undefined {
    return configureCommand(request, buildkiteSettings.parse(request.settings));
  }

  async trigger(request: BatchRequest): Promise<string> {
    const { settings, api } = this.#open('', request);
    const number = await api.trigger(orderFor(request, settings));
    return String(number);
  }

  async find(batchId: string, request: BatchRequest): Promise<string | undefined> {
    const { api, settings } = this.#open('', request);
    const { trigger, batchMetadata } = settings;
    const found =
      trigger === 'push'
        ? await api.buildsOf(ownBranch(batchId))
        : await api.buildsWith(batchMetadata, batchId);
    const oldest = found.at(-1);
    return oldest === undefined ? undefined : String(oldest);
  }

  async poll(ref: string, request: BatchRequest): Promise<BatchProgress> {
    const seen = await this.#look(this.#open(ref, request));
    const { state, url } = seen;
    const progress = { ...progressOf(state, request.batch.count), ...(url === '' ? {} : { url }) };
    if (progress.state !== 'running') return progress;
    return { ...progress, againInMs: dueAt(seen, request, this.limits) - this.#now() };
  }

  async collect(ref: string, _: ReadonlySet<number>, request: BatchRequest): Promise<Collected> {
    const one = this.#open(ref, request);
    const { state, spent, createdAt, endedAt = 0 } = await this.#look(one);
    if (state.kind === 'running') return [];
    const { layout, step, deadline: deadlineMs } = one.settings;
    const due = { at: createdAt + deadlineMs, deadlineMs };
    const place = {
      api: one.api,
      client: this.#client(),
      baseUrl: this.#baseUrl(),
      number: Number(ref),
      request,
      settings: one.settings,
      folder: this.#parts.folder,
      due,
    };
    if (state.kind !== 'over' && state.jobs === undefined) {
      const logs = state.failed === undefined ? [] : logsOf(state.failed, place);
      return { files: [], jobs: [], logs, ...spent };
    }
    const { jobs = [] } = state;
    if (state.kind === 'over' && jobs.length === 0) {
      const loss = endedAt > due.at ? endedLate(deadlineMs, false) : 'it was cancelled on Buildkite';
      return { files: [], jobs: [{ name: step, machine: 'buildkite', state: 'canceled', loss }], ...spent };
    }
    const found = await filesOf(jobs, place);
    return { ...found, ...spent, ...(layout === undefined ? {} : { layout }) };
  }

  async cancel(ref: string, request: BatchRequest): Promise<void> {
    const { api } = this.#open(ref, request);
    const { id } = request.batch;
    this.#seen.delete(id);
    await this.#stopping.tell(id, this.#now(), async () => api.cancel(Number(ref)));
  }

  /** A build that waits at a block step nobody needs would be listed as blocked for good. */
  async release(ref: string, request: BatchRequest): Promise<void> {
    await this.#open(ref, request).api.cancel(Number(ref));
    await removeDownloads(this.#parts.folder, request.batch.id);
    this.#seen.delete(request.batch.id);
    this.#stopping.forget(request.batch.id);
  }

  async endBuildsOf(branch: string, place: Pick<BatchRequest, 'remote' | 'settings'>): Promise<void> {
    await this.#openPlace(place).api.endAllOf(branch);
  }

  async check(settings?: unknown): Promise<CiFinding> {
    return checkBuildkite(settings, { variables: this.#variables(), client: () => this.#client() });
  }

  async close(): Promise<void> {
    this.#seen.clear();
    this.#stopping.clear();
  }

  /** One call, and one more for each block step that is to be opened. */
  async #look(one: Case): Promise<Seen> {
    const { ref, api, settings, request } = one;
    const before = this.#seen.get(request.batch.id);
    if (
      before !== undefined &&
      (before.state.kind !== 'running' || this.#now() < dueAt(before, request, this.limits))
    )
      return before;
    const build = await api.build(Number(ref));
    const age = this.#now() - build.createdAt;
    const said = stateOf(build, settings);
    const wasAbsent = before?.wasAbsent === true;
    const state = await this.#acted(one, settled(said, wasAbsent), age);
    // A build that waits, or for a gate, may need more than its end to be heard of.
    const isOnlyEndLeft = build.state === 'running' && said.kind === 'running' && said.unblock.length === 0;
    const found = { now: this.#now(), ageMs: age, deadlineMs: settings.deadline, isOnlyEndLeft };
    const { url, createdAt, endedAt } = build;
    const seen: Seen = {
      ...lookOf(found, { request, before, limits: this.limits }),
      state,
      url,
      // Waiting at a gate takes no machine.
      spent: machineTimeOf(build.jobs.filter(({ type }) => type === 'script')),
      wasAbsent: said.kind === 'absent',
      createdAt,
      ...(endedAt === undefined ? {} : { endedAt }),
    };
    this.#seen.set(request.batch.id, seen);
    return seen;
  }

  /** Opens gates that the test needs, and ends what cannot count or takes too long. @returns what that leaves of it */
  async #acted(one: Case, state: BuildState, age: number): Promise<BuildState> {
    const { api, ref, settings, request } = one;
    const { id } = request.batch;
    if (state.kind === 'broken') await api.cancel(Number(ref));
    if (state.kind !== 'running') return state;
    if (age > settings.deadline)
      await this.#stopping.tellAtLook(id, this.#now(), async () => api.cancel(Number(ref)));
    else if (!this.#stopping.isTold(id))
      for (const gate of state.unblock) await api.unblock(Number(ref), gate.id);
    const vain = this.#stopping.inVain(id, this.#now(), 'the build does not end on Buildkite');
    return vain === undefined ? state : neverEnded(state, vain);
  }

  #open(ref: string, request: BatchRequest): Case {
    return { ref, request, ...this.#openPlace(request) };
  }

  #openPlace(place: Pick<BatchRequest, 'remote' | 'settings'>): Pick<Case, 'api' | 'settings'> {
    const settings = buildkiteSettings.parse(place.settings);
    const { pipeline } = settings;
    const list = this.#variables()['BUILDKITE_PIPELINES'];
    const claim = { name: pipeline, repository: place.remote?.slug };
    checkAllowed(claim, { kind: 'Buildkite pipeline', variable: 'BUILDKITE_PIPELINES', list });
    return { settings, api: buildkiteApi(this.#client(), pipeline) };
  }

  #client(): HttpClient {
    const token = this.#variables()['BUILDKITE_TOKEN'];
    if (token === undefined) throw new UserError('E-CI', `This server cannot use Buildkite yet. ${advice}`);
    return httpClient({
      service: 'Buildkite',
      baseUrl: this.#baseUrl(),
      pause: this.#pause,
      credentials: { authorization: `Bearer ${token}` },
      storageHosts: ['.buildkite.com', '.buildkiteartifacts.com', 's3'],
      ownHosts: ownHostsIn(this.#variables()),
      advice,
    });
  }

  #baseUrl(): string {
    return (this.#variables()['BUILDKITE_URL'] ?? 'https://api.buildkite.com/v2').replace(/\/+$/, '');
  }

  #variables(): Readonly<Record<string, string>> {
    return this.#parts.variables ?? {};
  }

  #now(): number {
    return (this.#parts.now?.() ?? new Date()).getTime();
  }
}

/** What a build's state is worth after what was seen before. */
function settled(state: BuildState, wasAbsent: boolean): BuildState {
  return state.kind === 'absent' && !wasAbsent ? { kind: 'running', unblock: [], jobs: [] } : state;
}
