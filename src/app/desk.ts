import type { CommandContext, RunRequest } from '../commands/contract/context.ts';
import type { Reckoning } from '../commands/contract/reckoning.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import { mayShow, type Comment, type Right, type TicketRef, type TrackerName } from '../model/ticket.ts';
import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import type { CodeHost } from '../trackers/code-host/code-host.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { languageOf } from './language.ts';
import { runsForks, vouchFor } from './fork-heads.ts';
import { holdersIn } from './holders.ts';
import { linksOf } from './links.ts';
import { foundRuns } from '../worker/recommendation.ts';
import { ordinaryOf } from '../worker/history/of-test.ts';
import { inWindow, testStatistics } from '../worker/test-statistics.ts';
import type { CiMemory } from '../worker/releases/ci-counts.ts';
import type { Findings } from '../worker/releases/facts.ts';
import type { Holds } from '../worker/releases/older.ts';
import { codeOf } from './code-of.ts';
import { decisionsOf } from './decisions.ts';
import { digestsOf } from './digests-of.ts';
import { progressOf, queuePlaceOf } from './progress-of.ts';
import { addRuns, reckonAdding } from './extending.ts';
import { projectVia } from './asked-settings.ts';
import { bounded, budgetsOn, reckon } from './budgeting.ts';
import { settingsFor } from './project-settings.ts';
import { shownSettings } from './shown-settings.ts';
import { ordersOf } from './previews.ts';
import { chosenRevision } from './revisions.ts';
import { recommendationOn } from './recommending.ts';
import { skipsFor } from './surroundings.ts';
import { version } from './version.ts';
import { branchOfRelease } from './ticket-branch.ts';
import { startRun } from './starting.ts';
import { unskipPreview } from './unskip-preview.ts';
import { jiraProjectOf, repositoryOf } from './trackers.ts';

/** How far back ordinary CI is looked at: with the week that runs eight bars, as the digest draws them. */
const usualWindowMs = 7 * 7 * 86_400_000;

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
  /** What was counted of ordinary CI for the boards. */
  readonly counted?: CiMemory;
  readonly holds?: Holds;
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
  const found = await settingsFor(ticket, desk);
  const { project } = found;
  const shown = await budgetsOn({ ticket, person: comment.author.login }, { ...desk, project });
  return {
    comment,
    right,
    settings: shortSettings(project, desk.config, ticket),
    about: { version: version(), settings: shownSettings(found, shown, desk.config) },
    startRun: (request) => startRun(bounded(request, { ...desk, project }), project, { ...desk, comment }),
    ...runsOf(comment, desk),
    recommendation: async ({ text: test }, release) =>
      recommendationOn({ ticket, test, release }, project, desk),
    skips: async ({ text: test }) => skipsFor({ ticket, test }, project, desk),
    ...decisionsOf(comment, project, {
      ...desk,
      code: async () => codeOf(comment.ticket, { ...desk, project }),
      repositoryOf: (place) => repositoryOf(place, desk.config),
    }),
    digests: digestsOf(comment, project, desk),
    async statistics({ text }, { release, ...window }) {
      const place = { ticket, project, tracker: desk.tracker };
      const only = release === undefined ? {} : { revision: await branchOfRelease(release, place) };
      const runs = await foundRuns({ ticket, test: text }, store);
      return testStatistics(inWindow(runs, { ...window, ...only }, desk.now().getTime()));
    },
    ordinary: async ({ text: test }, { lastMs = usualWindowMs }) => {
      const [project, until] = [repositoryOf(ticket, desk.config), desk.now().getTime()];
      return ordinaryOf({ project, test, from: until - lastMs, until }, store);
    },
    reckon: async (request) => reckonWith(request, { ...desk, comment, project, right }),
    permits: permitsOf(comment, desk),
    addRuns: (request) => addRuns(request, { ...desk, comment, project }),
    reckonAdding: (request) => reckonAdding(request, { ...desk, comment, project }),
    links: linksOf(comment, desk),
    async progressOf(id) {
      const progress = progressOf(await store.iterations.of(id), await store.runs.get(id), desk.now());
      const queuePlace = queuePlaceOf(id, await store.runs.unfinished());
      return queuePlace === undefined ? progress : { ...progress, queuePlace };
    },
  };
}

/** The runs of a ticket, as somebody who comments there may see and stop them. */
function runsOf(
  { author, ticket }: Comment,
  { store, queue, now }: Desk,
): Pick<CommandContext, 'activeRuns' | 'runsHere' | 'latestRun' | 'findRun' | 'cancelRun'> {
  // What was asked where few can read is no one else's business.
  const isShown = (run: RepeatRun): boolean => mayShow(run.ticket.visibility, ticket.visibility);
  return {
    activeRuns: async () => (await store.runs.activeOn(ticket)).filter(isShown),
    runsHere: async () => (await store.runs.on(ticket)).filter(isShown),
    latestRun: async () => store.runs.newest(ticket, isShown),
    async findRun(id) {
      const run = await store.runs.get(id);
      return run !== undefined && isShown(run) ? run : undefined;
    },
    async cancelRun(id) {
      await store.runs.requestCancel(id, { by: author.login, at: now().toISOString() });
      await queue.add({ kind: 'run', id });
    },
  };
}

/**
 * What a run would cost, at which revision, and what CI would be sent. Parameters, variables and code may hold what is not
 * for everybody.
 */
async function reckonWith(
  request: RunRequest,
  desk: Desk & { readonly comment: Comment; readonly project: ProjectConfig; readonly right: Right },
): Promise<Reckoning> {
  const via = { ...desk, project: projectVia(desk.project, request.manner?.via) };
  const chosen = await chosenRevision(request, via);
  const cost = await reckon(bounded(request, desk), desk);
  const { revision, fork } = chosen;
  if (desk.right === 'read') return { ...cost, revision, orders: [] };
  // Code of a fork is fetched once it is run, so its skips can't be shown before.
  const skipDiff = fork === undefined ? await unskipPreview(request, revision, desk.config) : '';
  return { ...cost, revision, orders: ordersOf(request, chosen, desk), skipDiff };
}

function permitsOf(comment: Comment, desk: Desk): CommandContext['permits'] {
  const { ticket, author } = comment;
  const { store, now } = desk;
  return {
    all: () => store.permits.of(ticket),
    async give(login) {
      await vouchFor(login, { ...desk, comment });
      await store.permits.add(ticket, { login, by: author.login, at: now().toISOString() });
    },
    takeBack: (login) => store.permits.remove(ticket, login),
  };
}

/** What commands need to know of a project to be understood. */
function shortSettings(
  project: ProjectConfig,
  config: ServerConfig,
  ticket: TicketRef,
): CommandContext['settings'] {
  const { policy, quarantine } = project;
  const holders = holdersIn(ticket, config);
  const statusAfter = jiraProjectOf(ticket, config)?.statusAfter;
  const repository = repositoryOf(ticket, config);
  return {
    ...languageOf(project),
    commandWord: config.commandWord,
    repository,
    ...(config.dryRun ? { isDry: true } : {}),
    ...(runsForks(ticket, config) ? { runsForks: true } : {}),
    ...(holders === undefined ? {} : { holders }),
    ...(statusAfter === undefined ? {} : { statusAfter }),
    releaseManagers: policy.releaseManagers,
    hasQuarantine: quarantine !== undefined,
  };
}

/** What a role allows; a permit lets people run who could only read. */
async function rightOf({ ticket, author }: Comment, { store, tracker }: Desk): Promise<Right> {
  const right = await tracker.rightOf(ticket, author);
  if (right !== 'read' || author.isBot) return right;
  return (await store.permits.has(ticket, author.login)) ? 'run' : right;
}
