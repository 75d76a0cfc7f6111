import { isDeepStrictEqual } from 'node:util';
import type { RunRequest } from '../commands/contract/context.ts';
import { forkCloneOf } from '../checkouts/fork-heads.ts';
import type { Lane } from '../config/lanes.ts';
import { advicePolicy } from '../config/policy.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { RepositoryConfig } from '../config/repositories.ts';
import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import type { ForkHead } from '../model/fork-head.ts';
import { circumstanceWords } from '../model/manner.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { RevisionWhy } from '../model/revision-why.ts';
import { mayShow, type Comment } from '../model/ticket.ts';
import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { runSettingsSchema, type RunSettings } from '../worker/parts.ts';
import { newRunId } from '../worker/run-id.ts';
import { askedSettings, projectVia } from './asked-settings.ts';
import { payFor } from './budgeting.ts';
import { lanesAsked } from './lanes.ts';
import { ordersOf } from './previews.ts';
import { chosenRevision, revisionNamed, type ChosenRevision } from './revisions.ts';
import { overlaySettings } from './overlay-settings.ts';
import { branchOfRelease } from './ticket-branch.ts';
import { cloneOf, repositoryOf } from './trackers.ts';

/** What runs are started with. */
interface Starting {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly queue: Queue;
  readonly tracker: Tracker;
  readonly now: () => Date;
  readonly comment: Comment;
}

/**
 * Starts a run in each lane that is asked for: in all of them, or in none when the same is active in one already or its
 * budget does not allow them.
 * @throws UserError E-VALUE, E-REF, E-OVERLAY, E-BUDGET, and for what no service would be asked
 */
export async function startRun(
  request: RunRequest,
  given: ProjectConfig,
  desk: Starting,
): Promise<{ readonly run: RepeatRun; readonly alreadyActive?: boolean; readonly why?: RevisionWhy }> {
  const { store, queue, now } = desk;
  const project = projectVia(given, request.manner?.via);
  const chosen = await chosenRevision(request, { ...desk, project });
  const { revision, why } = chosen;
  const others = await otherRevisions(request, { ...desk, project });
  const forks = forksOf([chosen, ...Object.values(others)]);
  const asked = await store.runs.byComment(request.ticket.tracker, request.commentId);
  const shared = {
    ...(why === undefined ? {} : { revisionWhy: why }),
    ...(await questionSettings(request, others, { ...desk, project })),
    ...overlaySettings(request.overlays, {
      project,
      testsFrom: others.testsFrom?.revision,
      canPush: cloneOf(repositoryOf(request.ticket, desk.config), desk.config).push !== undefined,
    }),
  };
  const wanted = lanesAsked(request.lanes, project).map((lane) => ({
    lane: lane.name,
    settings: { ...settingsFor(request, { project, lane, forks }, desk.config), ...shared },
  }));
  for (const one of wanted) {
    const same = await sameRun({ request, revision, service: project.service.name, ...one }, store);
    if (same !== undefined && !asked.some(({ id }) => id === same.id))
      return { run: same, alreadyActive: true };
  }
  if (asked.length === 0) ordersOf(request, { revision }, { project, config: desk.config });
  const paid = await payFor({ ...request, lanes: wanted.map(({ lane }) => lane) }, { ...desk, project });
  const due = paidLanes(wanted, paid);
  const run = runAsked(request, {
    revision,
    service: project.service.name,
    createdAt: now().toISOString(),
  });
  const created = await createRuns(run, due, { store, line: request.line });
  for (const { id } of created) await queue.add({ kind: 'run', id });
  const [first] = created;
  if (first === undefined) throw new RangeError('a command is charged for at least one lane');
  return { run: first, ...(why === undefined ? {} : { why }) };
}

/** A run as it is asked for, before it has an id and a lane. */
function runAsked(
  { ticket, commentId, requestedBy, selector, count, note, manner, question }: RunRequest,
  place: Pick<RepeatRun, 'revision' | 'service' | 'createdAt'>,
): Omit<RepeatRun, 'id' | 'lane'> {
  return {
    ticket,
    commentId,
    requestedBy,
    selector,
    asked: count,
    stage: 'prepare',
    state: 'active',
    ...place,
    ...(note === undefined ? {} : { note }),
    ...(manner === undefined ? {} : { manner }),
    ...(question === undefined ? {} : { question: question.kind }),
  };
}

/**
 * A delivery that comes again finds the lanes that its command was charged for: what the project's file names since then
 * is nobody's wish.
 * @throws UserError E-VALUE when it names none of them any more
 */
export function paidLanes<Wanted extends { readonly lane: string }>(
  wanted: readonly Wanted[],
  paid: readonly string[],
): readonly Wanted[] {
  const due = wanted.filter(({ lane }) => paid.includes(lane));
  if (due.length > 0) return due;
  throw new UserError(
    'E-VALUE',
    "The project's lanes changed while this command was taken, and those it was meant for are gone. Ask for it again.",
  );
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
  asked: { request: RunRequest; revision: string; service: string; lane: string; settings: RunSettings },
  store: Store,
): Promise<RepeatRun | undefined> {
  const { request, revision, service, lane, settings } = asked;
  for (const run of await store.runs.activeOn(request.ticket)) {
    if (run.selector.text !== request.selector.text || run.revision !== revision) continue;
    if (run.lane !== lane || run.service !== service) continue;
    if (!isDeepStrictEqual(circumstancesOf(run), circumstancesOf(request))) continue;
    if (!mayShow(run.ticket.visibility, request.ticket.visibility)) continue;
    const other = runSettingsSchema.parse(await store.runs.settings(run.id));
    const isSame =
      run.question === request.question?.kind && isDeepStrictEqual(other.question, settings.question);
    if (isSame && isDeepStrictEqual(other.overlays, settings.overlays)) return run;
  }
  return undefined;
}

function circumstancesOf({ manner = {} }: Pick<RunRequest, 'manner'>): readonly string[] {
  return circumstanceWords(manner);
}

/** The revisions that a request names beside its own. */
interface Others {
  readonly good?: ChosenRevision;
  readonly base?: ChosenRevision;
  readonly testsFrom?: ChosenRevision;
}

async function otherRevisions(
  { question, overlays }: RunRequest,
  around: Parameters<typeof revisionNamed>[1],
): Promise<Others> {
  const desk = { ...around, ...(question === undefined ? {} : { question }) };
  const good = question?.kind === 'bisect' ? question.good : undefined;
  const base = question?.kind === 'compare' ? question.base : undefined;
  const testsFrom = overlays?.testsFrom;
  return {
    ...(good === undefined ? {} : { good: await revisionNamed(good, desk) }),
    ...(base === undefined ? {} : { base: await revisionNamed(base, desk) }),
    ...(testsFrom === undefined ? {} : { testsFrom: await revisionNamed(testsFrom, desk) }),
  };
}

/** A question with the names of its revisions. */
async function questionSettings(
  { question }: RunRequest,
  { good, base: named }: Others,
  { comment, tracker, project }: Starting & { readonly project: ProjectConfig },
): Promise<Pick<RunSettings, 'question'>> {
  if (question === undefined) return {};
  if (question.kind === 'bisect') return { question: { ...question, good: good?.revision } };
  if (question.kind !== 'compare') return { question };
  const { base: _, release, ...rest } = question;
  if (named !== undefined) return { question: { ...rest, base: named.revision } };
  const place = { ticket: comment.ticket, tracker, project };
  const branchedFrom =
    release === undefined
      ? (await tracker.defaultRevision(comment.ticket, false)).revision
      : await branchOfRelease(release, place);
  return { question: { ...rest, branchedFrom } };
}

function settingsFor(
  request: RunRequest,
  {
    project,
    lane,
    forks,
  }: { readonly project: ProjectConfig; readonly lane: Lane; readonly forks: readonly ForkHead[] },
  config: ServerConfig,
): RunSettings {
  const repository = repositoryOf(request.ticket, config);
  return {
    ...codePlace(cloneOf(repository, config), forks),
    slug: repository,
    settings: askedSettings(request, { project, settings: lane.settings }),
    knownIssues: [...project.knownIssues],
    policy: advicePolicy(project.policy),
    quiet: request.quiet,
  };
}

/** Where the code comes from and may go; that of forks is kept apart and goes nowhere. Pure. */
export function codePlace(
  { path, url, fetch, push }: RepositoryConfig,
  forks: readonly ForkHead[],
): Pick<RunSettings, 'repository' | 'origin' | 'fetch' | 'push' | 'forks'> {
  if (forks.length > 0) {
    if (url === undefined) throw new RangeError('code of forks has a clone that the server keeps');
    const apart = forkCloneOf({ path, url });
    return { repository: apart.path, origin: apart.url, fetch, forks: [...forks] };
  }
  return {
    repository: path,
    ...(url === undefined ? {} : { origin: url }),
    fetch,
    ...(push === undefined ? {} : { push }),
  };
}

function forksOf(revisions: readonly ChosenRevision[]): readonly ForkHead[] {
  const found = revisions.flatMap(({ fork }) => (fork === undefined ? [] : [fork]));
  return [...new Map(found.map((fork) => [`${fork.pull} ${fork.commit}`, fork])).values()];
}
