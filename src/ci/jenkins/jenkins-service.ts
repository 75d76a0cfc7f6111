import { UserError } from '../../model/errors.ts';
import { Pause } from '../../model/pause.ts';
import type { HttpClient } from '../http/client.ts';
import { checkAllowed } from '../remote/allowed.ts';
import { removeDownloads } from '../remote/downloads.ts';
import { dueAt, inWords, limitsOf, lookOf, type Look } from '../remote/pace.ts';

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
import type { JenkinsBuild } from './answers.ts';
import { jenkinsApi, type JenkinsApi } from './api.ts';
import { branchJobs } from './branch-job.ts';
import { checkJenkins, faultOfJob } from './check.ts';
import { jenkinsClient, jenkinsRoot } from './client.ts';
import { filesOf, unbegun } from './files.ts';
import { findItem } from './find.ts';
import { follow, unqueued, type Trail, type Whereabouts } from './follow.ts';
import { ordinaryJobs } from './ordinary.ts';
import { orderFor } from './order.ts';
import { jenkinsSettings, type JenkinsSettings } from './settings.ts';
import { uses } from '../remote/parameters.ts';
import { broken, builtOtherwise, progressOf, stopWordAfter } from './state.ts';

/** How long a trigger whose answer was lost may be under way; Jenkins hides nothing from its lists. Milliseconds. */
const lagMs = 60_000;
/** The longest time between two looks at what waits, so that its build is known before its queue item is forgotten. */
const queueLookMs = 120_000;

/** What this process has seen of a batch. Losing it costs calls and nothing else. */
interface Seen extends Look {
  readonly progress: BatchProgress;
  readonly build?: JenkinsBuild;
  /** Of a build that is over, or that was given up. */
  readonly artifacts?: readonly string[];
  /** It heeds no word: what it has brought so far counts. */
  readonly isEndless?: boolean;
  /** Since when Jenkins has known nothing of it. */
  readonly unknownSince?: number;
}

interface Case {
  readonly ref: string;
  readonly request: BatchRequest;
  readonly api: JenkinsApi;
  readonly settings: JenkinsSettings;
}

type Pending = { ageMs: number; before: Seen | undefined; isOnlyEndLeft: boolean };

/** Batches as builds of a Jenkins job. A batch's reference is the id of its queue item, which its build keeps too. */
export class JenkinsService implements CiService {
  readonly limits: CiLimits;
  readonly ordinary: Required<CiService>['ordinary'];
  readonly endBuildsOf: Required<CiService>['endBuildsOf'];
  readonly #parts: CiParts;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #client: () => HttpClient;
  readonly #seen = new Map<string, Seen>();
  readonly #stopping = new Stopping();

  constructor(parts: CiParts) {
    this.#parts = parts;
    this.limits = limitsOf(parts, lagMs);
    this.#variables = parts.variables ?? {};
    const pause = new Pause();
    this.#client = () => jenkinsClient(this.#variables, pause);
    this.ordinary = ordinaryJobs(parts, this.#client);
    this.endBuildsOf = branchJobs(this.#variables, this.#client);
  }

  needs(settings: unknown): 'commit' | 'ref' {
    return uses(jenkinsSettings.parse(settings).parameters, 'ref') ? 'ref' : 'commit';
  }

  async trigger(request: BatchRequest): Promise<string> {
    const { settings, api } = this.#open('', request);
    const order = orderFor(request, settings);
    const fault = faultOfJob(await api.job(), settings);
    if (fault !== undefined) throw new UserError('E-CI', `${fault}.`);
    return String(await api.trigger(order));
  }

  async find(batchId: string, request: BatchRequest): Promise<string | undefined> {
    const { api, settings } = this.#open('', request);
    const parameter = settings.batchParameter;
    const item = await findItem(api, { batchId, parameter, since: this.#since(request) });
    return item === undefined ? undefined : String(item);
  }

  async poll(ref: string, request: BatchRequest): Promise<BatchProgress> {
    const seen = await this.#look(this.#open(ref, request));
    if (seen.progress.state !== 'running') return seen.progress;
    return { ...seen.progress, againInMs: dueAt(seen, request, this.limits) - this.#now() };
  }

  async collect(ref: string, _: ReadonlySet<number>, request: BatchRequest): Promise<Collected> {
    const one = this.#open(ref, request);
    const { progress, build, artifacts = [], isEndless = false } = await this.#look(one);
    if (progress.state === 'running') return [];
    const { settings } = one;
    if (build === undefined)
      return { files: [], jobs: progress.state === 'broken' ? [] : [unbegun(settings.job)] };
    const found = filesOf(build, artifacts, {
      client: this.#client(),
      root: jenkinsRoot(this.#variables),
      settings,
      batch: request.batch,
      folder: this.#parts.folder,
    });
    if (progress.state === 'broken' && !isEndless) return { ...found, files: [], jobs: [] };
    const layout = settings.layout === undefined ? {} : { layout: settings.layout };
    return { ...found, runs: settings.runs, ...layout };
  }

  async cancel(ref: string, request: BatchRequest): Promise<void> {
    const one = this.#open(ref, request);
    this.#seen.delete(ref);
    const build = await unqueued(one.api, this.#trail(one));
    if (build !== undefined) await this.#stopping.tell(ref, this.#now(), stopFor(one.api, build));
  }

  async release(ref: string, request: BatchRequest): Promise<void> {
    await removeDownloads(this.#parts.folder, request.batch.id);
    this.#seen.delete(ref);
    this.#stopping.forget(ref);
  }

  async check(settings?: unknown): Promise<CiFinding> {
    return checkJenkins(settings, { variables: this.#variables, client: this.#client });
  }

  async close(): Promise<void> {
    this.#seen.clear();
    this.#stopping.clear();
  }

  async #look(one: Case): Promise<Seen> {
    const before = this.#seen.get(one.ref);
    const isDue = (last: Seen): boolean => this.#now() >= dueAt(last, one.request, this.limits);
    if (before !== undefined && (before.progress.state !== 'running' || !isDue(before))) return before;
    const place = await follow(one.api, this.#trail(one, before?.build));
    const seen = await this.#read(one, place, before);
    this.#seen.set(one.ref, seen);
    return seen;
  }

  async #read(one: Case, place: Whereabouts, before: Seen | undefined): Promise<Seen> {
    const ended = (progress: BatchProgress): Seen => ({ progress, ...this.#lastLook(one) });
    if (place.kind === 'deleted') return ended(broken(`build ${place.number} was deleted on Jenkins`));
    if (place.kind === 'build') return this.#readBuild(one, place.build, before);
    if (place.kind !== 'unknown') {
      const { deadline, job } = one.settings;
      const age = this.#now() - (place.item.since ?? this.#now());
      if (age > deadline) {
        const build = place.kind === 'waiting' ? await unqueued(one.api, this.#trail(one)) : undefined;
        if (build !== undefined) return this.#readBuild(one, build, before);
        return ended(broken(`no build of \`${job}\` began on Jenkins within ${inWords(deadline)}`));
      }
      // Jenkins remembers for minutes only what left its queue.
      if (place.kind === 'cancelled') return ended({ state: 'cancelled', finished: 0 });
      const seen = this.#goesOn(one, { ageMs: age, before, isOnlyEndLeft: false });
      return { ...seen, lookAgainAt: Math.min(seen.lookAgainAt, seen.lookedAt + queueLookMs) };
    }
    const unknownSince = before?.unknownSince ?? this.#now();
    const isLost = this.#now() - unknownSince > this.limits.lagMs;
    if (isLost) return ended(broken(`Jenkins knows nothing of it any more, neither queued nor as a build`));
    return { ...this.#goesOn(one, { ageMs: 0, before, isOnlyEndLeft: false }), unknownSince };
  }

  async #readBuild(one: Case, build: JenkinsBuild, before: Seen | undefined): Promise<Seen> {
    const { settings, api, request } = one;
    if (build.result === undefined) {
      const age = this.#now() - build.startedAt;
      if (age > settings.deadline) await this.#stopping.tellAtLook(one.ref, this.#now(), stopFor(api, build));
      const progress = progressOf(build, { count: request.batch.count, hasResults: false });
      const named = `build ${build.number} does not end on Jenkins`;
      const vain = this.#stopping.inVain(one.ref, this.#now(), named);
      if (vain === undefined)
        return { ...this.#goesOn(one, { ageMs: age, before, isOnlyEndLeft: true }), progress, build };
      return this.#lastOf(one, build, broken(vain, { url: build.url }));
    }
    return this.#lastOf(one, build);
  }

  /** What a build came to that is over, or that is given up as endless; one of another commit came to nothing. */
  async #lastOf({ api, request, ...one }: Case, build: JenkinsBuild, endless?: BatchProgress): Promise<Seen> {
    const artifacts = await api.artifacts(build.number);
    const hasResults =
      artifacts.some((path) => /\.xml(?:\.xz)?$/i.test(path)) || (await api.hasTests(build.number));
    const seen = { build, artifacts, ...this.#lastLook({ api, request, ...one }) };
    const otherwise = builtOtherwise(build, { request, settings: one.settings, hasResults });
    if (otherwise !== undefined) return { ...seen, progress: broken(otherwise, { url: build.url }) };
    if (endless !== undefined) return { ...seen, progress: endless, isEndless: true };
    return { ...seen, progress: progressOf(build, { count: request.batch.count, hasResults }) };
  }

  /** What is not over yet; only of a build that began will the end be told. */
  #goesOn({ request, settings }: Case, found: Pending): Seen {
    const { before, ...rest } = found;
    const all = { now: this.#now(), deadlineMs: settings.deadline, ...rest };
    const look = lookOf(all, { request, before, limits: this.limits });
    return { progress: { state: 'running', finished: 0 }, ...look };
  }

  #lastLook({ request }: Case): Look {
    return { lookedAt: this.#now(), lookAgainAt: this.#now(), wokenAt: request.batch.wokenAt };
  }

  #trail({ ref, request, settings }: Case, build?: JenkinsBuild): Trail {
    const wanted = {
      batchId: request.batch.id,
      parameter: settings.batchParameter,
      since: this.#since(request),
      item: Number(ref),
    };
    return build === undefined ? wanted : { ...wanted, number: build.number };
  }

  #since({ batch }: BatchRequest): number {
    return Date.parse(batch.attemptedAt ?? '') - this.limits.lagMs;
  }

  #open(ref: string, request: BatchRequest): Case {
    const settings = jenkinsSettings.parse(request.settings);
    const { job } = settings;
    const { JENKINS_JOBS: list } = this.#variables;
    const claim = { name: job, repository: request.remote?.slug };
    checkAllowed(claim, { kind: 'Jenkins job', variable: 'JENKINS_JOBS', list });
    return { ref, request, settings, api: jenkinsApi(this.#client(), job) };
  }

  #now(): number {
    return (this.#parts.now?.() ?? new Date()).getTime();
  }
}

/** Tells a build to stop, more firmly the longer it has been told. */
function stopFor(api: JenkinsApi, { number, result }: JenkinsBuild): (forMs: number) => Promise<void> {
  return async (forMs) => (result === undefined ? api.stop(number, stopWordAfter(forMs)) : undefined);
}
