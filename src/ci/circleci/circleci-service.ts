import { UserError } from '../../model/errors.ts';
import { Pause } from '../../model/pause.ts';
import { httpClient, type HttpClient } from '../http/client.ts';
import { ownHostsIn } from '../http/trust.ts';
import { removeDownloads } from '../remote/downloads.ts';
import { dueAt, limitsOf, lookOf, type Look } from '../remote/pace.ts';
import { configureCommand } from '../remote/pushing.ts';
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
import type { Pipeline } from './answers.ts';
import { approve, endWorkflows } from './acts.ts';
import { circleciApi, type CircleciApi } from './api.ts';
import { advice, checkCircleci } from './check.ts';
import { countedOf, type Counted } from './counting.ts';
import { filesOf } from './files.ts';
import { ordinaryWorkflows } from './ordinary.ts';
import { findPipeline } from './find.ts';
import { orderFor } from './order.ts';
import { isPublic, pageOf, projectFor } from './project.ts';
import { circleciSettings, type CircleciSettings } from './settings.ts';
import { neverEnded, progressOf } from './state.ts';

/** How long CircleCI may hide a new pipeline from its lists, and how long a request may be under way; milliseconds. */
const lagMs = 120_000 + 30_000;

/** What this process has seen of a pipeline. Losing it costs calls and nothing else. */
interface Seen extends Look, Counted {
  readonly pipeline: Pipeline;
}

interface Case {
  readonly ref: string;
  readonly request: BatchRequest;
  readonly api: CircleciApi;
  readonly slug: string;
  readonly settings: CircleciSettings;
}

/** Batches as pipelines of CircleCI, by its API v2. A batch's reference is the id of its pipeline. */
export class CircleciService implements CiService {
  readonly limits: CiLimits;
  readonly ordinary: Required<CiService>['ordinary'];
  readonly #parts: CiParts;
  readonly #pause = new Pause();
  readonly #seen = new Map<string, Seen>();
  readonly #stopping = new Stopping();

  constructor(parts: CiParts) {
    this.#parts = parts;
    this.limits = limitsOf(parts, lagMs);
    this.ordinary = ordinaryWorkflows(parts, () => this.#client());
  }

  needs(settings: unknown): 'ref' | 'push' {
    return circleciSettings.parse(settings).trigger === 'push' ? 'push' : 'ref';
  }

  configuring(request: BatchRequest): readonly string[] | undefined {
    return configureCommand(request, circleciSettings.parse(request.settings));
  }

  async trigger(request: BatchRequest): Promise<string> {
    const { settings, api } = this.#open('', request);
    return api.trigger(orderFor(request, settings));
  }

  async find(batchId: string, request: BatchRequest): Promise<string | undefined> {
    const { api, settings, slug: project } = this.#open('', request);
    const { lagMs } = this.limits;
    const attemptedAt = Date.parse(request.batch.attemptedAt ?? '');
    const wanted = { batchId, since: attemptedAt - lagMs, trigger: settings.trigger };
    const until = attemptedAt + lagMs;
    if (request.commit === undefined || !(this.#now() >= until)) return findPipeline(api, wanted);
    const doubt = { commit: request.commit, until, parameter: settings.batchParameter, project };
    return findPipeline(api, { ...wanted, doubt });
  }

  async poll(ref: string, request: BatchRequest): Promise<BatchProgress> {
    const one = this.#open(ref, request);
    const seen = await this.#look(one);
    const { state, pipeline, note } = seen;
    const url = pageOf(this.#baseUrl(), one.slug, pipeline.number);
    const progress = {
      ...progressOf(state, request.batch.count),
      ...(url === undefined ? {} : { url }),
      ...(note === undefined ? {} : { note }),
    };
    if (progress.state !== 'running') return progress;
    return { ...progress, againInMs: dueAt(seen, request, this.limits) - this.#now() };
  }

  async collect(ref: string, _: ReadonlySet<number>, request: BatchRequest): Promise<Collected> {
    const one = this.#open(ref, request);
    const { state, pipeline } = await this.#look(one);
    if (state.kind === 'running') return [];
    const { deadline: deadlineMs } = one.settings;
    const due = { at: pipeline.created_at + deadlineMs, deadlineMs };
    const layout = one.settings.layout === undefined ? {} : { layout: one.settings.layout };
    const place = { folder: this.#parts.folder, isPublic: isPublic(this.#baseUrl()), due };
    return { ...(await filesOf(state, { ...one, ...place, client: this.#client() })), ...layout };
  }

  async cancel(ref: string, request: BatchRequest): Promise<void> {
    const { api } = this.#open(ref, request);
    this.#seen.delete(ref);
    await this.#stopping.tell(ref, this.#now(), async () => endWorkflows(api, ref));
  }

  /** Workflows that wait for an approval nobody will give would wait for 90 days. */
  async release(ref: string, request: BatchRequest): Promise<void> {
    const { api } = this.#open(ref, request);
    for (const { id, status } of await api.workflows(ref)) if (status === 'on_hold') await api.cancel(id);
    await removeDownloads(this.#parts.folder, request.batch.id);
    this.#seen.delete(ref);
    this.#stopping.forget(ref);
  }

  async endBuildsOf(branch: string, place: Pick<BatchRequest, 'remote' | 'settings'>): Promise<void> {
    const { api } = this.#openPlace(place);
    for await (const { id } of api.pipelinesOf(branch)) await endWorkflows(api, id);
  }

  async check(settings?: unknown, { slug }: CheckedPlace = {}): Promise<CiFinding> {
    const client = this.#token() === undefined ? undefined : this.#client();
    const allowed = this.#parts.variables?.['CIRCLECI_PROJECTS'];
    return checkCircleci(settings, { client, repository: slug, allowed });
  }

  async close(): Promise<void> {
    this.#seen.clear();
    this.#stopping.clear();
  }

  /** Asks no more than what may have changed: the pipeline once, its workflows until the job runs, then its jobs. */
  async #look(one: Case): Promise<Seen> {
    const before = this.#seen.get(one.ref);
    if (before !== undefined && before.state.kind !== 'running') return before;
    if (before !== undefined && this.#now() < dueAt(before, one.request, this.limits)) return before;
    const pipeline = before?.workflow === undefined ? await one.api.pipeline(one.ref) : before.pipeline;
    const counted = await countedOf(pipeline, { ...one, before, now: this.#now() });
    const age = this.#now() - pipeline.created_at;
    const state = await this.#acted(one, counted, age);
    // Before the job runs there may be approvals to give, and nobody is told of those.
    const isOnlyEndLeft = state.kind === 'running' && state.isStarted;
    const look = lookOf(
      { now: this.#now(), ageMs: age, deadlineMs: one.settings.deadline, isOnlyEndLeft },
      { request: one.request, before, limits: this.limits },
    );
    const seen: Seen = { pipeline, ...counted, state, ...look };
    this.#seen.set(one.ref, seen);
    return seen;
  }

  /** Approves what waits for it, and ends what cannot count or takes too long. @returns what that leaves of it */
  async #acted(one: Case, { state, workflow }: Counted, age: number): Promise<Counted['state']> {
    const { api, ref, settings } = one;
    if (state.kind === 'broken') await endWorkflows(api, ref);
    if (state.kind !== 'running') return state;
    if (age > settings.deadline)
      await this.#stopping.tellAtLook(ref, this.#now(), async () => endWorkflows(api, ref));
    else if (workflow !== undefined && !this.#stopping.isTold(ref))
      for (const job of state.approve) await approve(api, workflow, job);
    const vain = this.#stopping.inVain(ref, this.#now(), 'the pipeline does not end on CircleCI');
    return vain === undefined ? state : neverEnded(state, vain);
  }

  #open(ref: string, request: BatchRequest): Case {
    return { ref, request, ...this.#openPlace(request) };
  }

  #openPlace(place: Pick<BatchRequest, 'remote' | 'settings'>): Omit<Case, 'ref' | 'request'> {
    const settings = circleciSettings.parse(place.settings);
    const slug = projectFor({
      named: settings.project,
      repository: place.remote?.fork ?? place.remote?.slug,
      allowed: this.#parts.variables?.['CIRCLECI_PROJECTS'],
    });
    return { settings, slug, api: circleciApi(this.#client(), slug) };
  }

  #client(): HttpClient {
    const token = this.#token();
    if (token === undefined) throw new UserError('E-CI', `This server cannot use CircleCI yet. ${advice}`);
    return httpClient({
      service: 'CircleCI',
      baseUrl: this.#baseUrl(),
      pause: this.#pause,
      credentials: { 'circle-token': token },
      tokenHosts: ['.circle-artifacts.com'],
      storageHosts: ['.circle-artifacts.com', '.circleci.com', 's3'],
      ownHosts: ownHostsIn(this.#parts.variables),
      advice,
    });
  }

  #baseUrl(): string {
    return (this.#parts.variables?.['CIRCLECI_URL'] ?? 'https://circleci.com/api/v2').replace(/\/+$/, '');
  }

  #token(): string | undefined {
    return this.#parts.variables?.['CIRCLECI_TOKEN'];
  }

  #now(): number {
    return (this.#parts.now?.() ?? new Date()).getTime();
  }
}
