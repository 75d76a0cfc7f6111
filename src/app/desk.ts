import { isDeepStrictEqual } from 'node:util';
import type { CommandContext, RunRequest } from '../commands/contract/context.ts';
import { writeRevision, type Revision } from '../commands/language/revision.ts';
import { readProjectConfig, type ProjectConfig } from '../config/project.ts';
import type { Lane } from '../config/lanes.ts';
import { advicePolicy } from '../config/policy.ts';
import { projectFile } from '../config/project-file.ts';
import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import { mayShow, type Comment, type Right, type TrackerName } from '../model/ticket.ts';
import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import type { CodeHost } from '../trackers/code-host/code-host.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { runSettingsSchema, type RunSettings } from '../worker/parts.ts';
import { linksOf } from './links.ts';
import { foundRuns, recommend } from '../worker/recommendation.ts';
import { testStatistics } from '../worker/test-statistics.ts';
import type { Findings } from '../worker/releases/facts.ts';
import { newRunId } from '../worker/run-id.ts';
import { codeOf } from './code-of.ts';
import { lanesAsked } from './lanes.ts';
import { decisionsOf } from './decisions.ts';
import { digestsOf } from './digests-of.ts';
import { progressOf } from './progress-of.ts';
import { addRuns } from './extending.ts';
import { bounded, budgetsOn, payFor } from './budgeting.ts';
import { shownSettings } from './shown-settings.ts';
import { adviceTerms, skipsFor } from './surroundings.ts';
import { version } from './version.ts';
import { cloneOf, repositoryOf } from './trackers.ts';
import { overlaySettings } from './overlay-settings.ts';

/** What commands are carried out with. */
export interface Desk {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly queue: Queue;
  readonly tracker: Tracker;
  /** Any tracker this server has an account in. @throws UserError E-CONFIG */
  readonly trackers: (name: TrackerName) => Tracker;
  /** Where changes of code are proposed; absent without an account there. */
  readonly host?: CodeHost;
  readonly now: () => Date;
  /** What ended runs found out. */
  readonly findings: Findings;
}

/**
 * Everything the commands of one comment may know and do. The author's right is asked for first: nothing is read,
 * stored or queued before.
 * @throws UserError E-CONFIG when the project has no usable settings.
 */
export async function contextOf(comment: Comment, desk: Desk): Promise<CommandContext> {
  const { store } = desk;
  const { ticket } = comment;
  const right = await rightOf(comment, desk);
  const project = await projectOf(comment, desk);
  const shown = await budgetsOn({ ticket, person: comment.author.login }, { ...desk, project });
  // What was asked where few can read is no one else's business.
  const isShown = (run: RepeatRun): boolean => mayShow(run.ticket.visibility, ticket.visibility);
  return {
    comment,
    right,
    settings: {
      defaultCount: project.limits.defaultRuns,
      maxCount: project.limits.maxRuns,
      commandWord: desk.config.commandWord,
      releaseManagers: project.policy.releaseManagers,
      lanes: project.lanes.map(({ name }) => name),
    },
    about: { version: version(), settings: shownSettings(project, shown) },
    startRun: (request) => startRun(bounded(request, { ...desk, project }), project, { ...desk, comment }),
    activeRuns: async () => (await store.runs.activeOn(ticket)).filter(isShown),
    latestRun: async () => (await store.runs.on(ticket)).find(isShown),
    async findRun(id) {
      const run = await store.runs.get(id);
      return run !== undefined && isShown(run) ? run : undefined;
    },
    async cancelRun(id) {
      await store.runs.requestCancel(id, { by: comment.author.login, at: desk.now().toISOString() });
      await desk.queue.add({ kind: 'run', id });
    },
    async recommendation({ text: test }) {
      return recommend({ ticket, test }, store, await adviceTerms({ ticket, test }, project, desk));
    },
    skips: async ({ text: test }) => skipsFor({ ticket, test }, desk),
    ...decisionsOf(comment, project, {
      ...desk,
      code: async () => codeOf(comment.ticket, desk),
      repositoryOf: (place) => repositoryOf(place, desk.config),
    }),
    digests: digestsOf(comment, project, desk),
    statistics: async ({ text }) => testStatistics(await foundRuns({ ticket, test: text }, store)),
    permits: {
      all: () => store.permits.of(ticket),
      give: (login) =>
        store.permits.add(ticket, { login, by: comment.author.login, at: desk.now().toISOString() }),
      takeBack: (login) => store.permits.remove(ticket, login),
    },
    addRuns: (request) => addRuns(request, { ...desk, comment, project }),
    links: linksOf(comment, desk),
    progressOf: async (id) => progressOf(await store.iterations.of(id), await store.runs.get(id), desk.now()),
  };
}

/** What a role allows; a permit lets people run who could only read. */
async function rightOf({ ticket, author }: Comment, { store, tracker }: Desk): Promise<Right> {
  const right = await tracker.rightOf(ticket, author);
  if (right !== 'read' || author.isBot) return right;
  return (await store.permits.has(ticket, author.login)) ? 'run' : right;
}

async function projectOf({ ticket }: Comment, { tracker }: Desk): Promise<ProjectConfig> {
  const text = await tracker.readProjectFile(ticket, projectFile);
  if (text !== undefined) return readProjectConfig(text);
  throw new UserError(
    'E-CONFIG',
    `${ticket.project} has no ${projectFile} on its default branch yet, so I don't know how a test is run here. \`retrial init\` in a clone writes a first version.`,
  );
}

async function startRun(
  request: RunRequest,
  project: ProjectConfig,
  desk: Desk & { readonly comment: Comment },
): Promise<{ readonly run: RepeatRun; readonly alreadyActive?: boolean }> {
  const { store, queue, now } = desk;
  const revision = await revisionOf(request, desk);
  const asked = await store.runs.byComment(request.ticket.tracker, request.commentId);
  const shared = {
    ...(await questionSettings(request, desk)),
    ...overlaySettings(request.overlays, {
      project,
      testsFrom: await testsFromOf(request, desk),
      canPush: cloneOf(repositoryOf(request.ticket, desk.config), desk.config).push !== undefined,
    }),
  };
  const wanted = lanesAsked(request.lanes, project).map((lane) => ({
    lane: lane.name,
    settings: { ...settingsFor(request, { project, lane }, desk.config), ...shared },
  }));
  for (const { lane, settings } of wanted) {
    const same = await sameRun({ request, revision, lane, settings }, store);
    if (same !== undefined && !asked.some(({ id }) => id === same.id))
      return { run: same, alreadyActive: true };
  }
  await payFor({ ...request, lanes: wanted.map(({ lane }) => lane) }, { ...desk, project });
  const run: Omit<RepeatRun, 'id' | 'lane'> = {
    ticket: request.ticket,
    commentId: request.commentId,
    requestedBy: request.requestedBy,
    selector: request.selector,
    revision,
    asked: request.count,
    service: project.service.name,
    stage: 'prepare',
    state: 'active',
    createdAt: now().toISOString(),
    ...(request.note === undefined ? {} : { note: request.note }),
    ...(request.question === undefined ? {} : { question: request.question.kind }),
  };
  const created = await createRuns(run, wanted, { store, line: request.line });
  for (const { id } of created) await queue.add({ kind: 'run', id });
  const [first] = created;
  if (first === undefined) throw new RangeError('a request names at least one lane');
  return { run: first };
}

/** A run for each lane, all of them before any is queued. */
async function createRuns(
  run: Omit<RepeatRun, 'id' | 'lane'>,
  wanted: readonly { readonly lane: string; readonly settings: RunSettings }[],
  { store, line }: { readonly store: Store; readonly line: number },
): Promise<readonly RepeatRun[]> {
  const created: RepeatRun[] = [];
  for (const { lane, settings } of wanted) {
    const asked = { run: { ...run, id: newRunId(), lane }, line, settings };
    created.push((await store.runs.create(asked)).run);
  }
  return created;
}

/** An active run that asks the same of the same test and revision. */
async function sameRun(
  asked: { request: RunRequest; revision: string; lane: string; settings: RunSettings },
  store: Store,
): Promise<RepeatRun | undefined> {
  const { request, revision, lane, settings } = asked;
  for (const run of await store.runs.activeOn(request.ticket)) {
    if (run.selector.text !== request.selector.text || run.revision !== revision) continue;
    if (run.lane !== lane) continue;
    if (!mayShow(run.ticket.visibility, request.ticket.visibility)) continue;
    const other = runSettingsSchema.parse(await store.runs.settings(run.id));
    const isSame =
      run.question === request.question?.kind && isDeepStrictEqual(other.question, settings.question);
    if (isSame && isDeepStrictEqual(other.overlays, settings.overlays)) return run;
  }
  return undefined;
}

/** The name of what to test, resolved by the worker. Heads of forks are not run: their code gets nothing here. */
async function revisionOf(
  request: Pick<RunRequest, 'revision'>,
  { comment, tracker }: Pick<Desk, 'tracker'> & { readonly comment: Comment },
): Promise<string> {
  const { revision } = request;
  if (revision?.kind === 'name') return revision.name;
  if (revision?.kind === 'fork') throw forkRefused(writeRevision(revision));
  const ticket =
    revision === undefined ? comment.ticket : { ...comment.ticket, key: String(revision.number) };
  const found = await tracker.defaultRevision(ticket, revision !== undefined || comment.isPullRequest);
  if (found.isFork) throw forkRefused(`#${ticket.key}`);
  return found.revision;
}

/** The name of the revision whose tests are wished for; a fork's tests are a fork's code. */
async function testsFromOf(
  { overlays }: RunRequest,
  desk: Desk & { readonly comment: Comment },
): Promise<string | undefined> {
  return overlays?.testsFrom === undefined ? undefined : revisionOf({ revision: overlays.testsFrom }, desk);
}

/** A question with the names of its revisions. */
async function questionSettings(
  { question }: RunRequest,
  { comment, tracker }: Desk & { readonly comment: Comment },
): Promise<Pick<RunSettings, 'question'>> {
  if (question === undefined) return {};
  if (question.kind === 'bisect') return { question: { ...question, good: await named(question.good) } };
  if (question.kind !== 'compare') return { question };
  const { base, ...rest } = question;
  if (base !== undefined) return { question: { ...rest, base: await named(base) } };
  const main = await tracker.defaultRevision(comment.ticket, false);
  return { question: { ...rest, branchedFrom: main.revision } };

  async function named(revision: Revision): Promise<string> {
    return revisionOf({ revision }, { comment, tracker });
  }
}

function forkRefused(name: string): UserError {
  return new UserError(
    'E-REF',
    `${name} is code of a fork, and this machine runs only code of the repository itself. Push it to a branch here and use \`ref=BRANCH\`.`,
  );
}

function settingsFor(
  request: RunRequest,
  { project, lane }: { readonly project: ProjectConfig; readonly lane: Lane },
  config: ServerConfig,
): RunSettings {
  const repository = repositoryOf(request.ticket, config);
  const clone = cloneOf(repository, config);
  const timeout = request.timeoutMs === undefined ? {} : { timeout: `${request.timeoutMs}ms` };
  return {
    repository: clone.path,
    slug: repository,
    fetch: clone.fetch,
    ...(clone.push === undefined ? {} : { push: clone.push }),
    settings: { ...Object(lane.settings), ...timeout },
    knownIssues: [...project.knownIssues],
    policy: advicePolicy(project.policy),
    quiet: request.quiet,
  };
}
