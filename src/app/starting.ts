import { isDeepStrictEqual } from 'node:util';
import type { RunRequest } from '../commands/contract/context.ts';
import type { Lane } from '../config/lanes.ts';
import { advicePolicy } from '../config/policy.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
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
import { chosenRevision, revisionNamed } from './revisions.ts';
import { overlaySettings } from './overlay-settings.ts';
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
  const { revision, why } = await chosenRevision(request, { ...desk, project });
  const asked = await store.runs.byComment(request.ticket.tracker, request.commentId);
  const testsFrom = request.overlays?.testsFrom;
  const shared = {
    ...(why === undefined ? {} : { revisionWhy: why }),
    ...(await questionSettings(request, desk)),
    ...overlaySettings(request.overlays, {
      project,
      testsFrom: testsFrom === undefined ? undefined : await revisionNamed(testsFrom, desk),
      canPush: cloneOf(repositoryOf(request.ticket, desk.config), desk.config).push !== undefined,
    }),
  };
  const wanted = lanesAsked(request.lanes, project).map((lane) => ({
    lane: lane.name,
    settings: { ...settingsFor(request, { project, lane }, desk.config), ...shared },
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

/** A question with the names of its revisions. */
async function questionSettings(
  { question }: RunRequest,
  { comment, tracker }: Starting,
): Promise<Pick<RunSettings, 'question'>> {
  if (question === undefined) return {};
  if (question.kind === 'bisect')
    return { question: { ...question, good: await revisionNamed(question.good, { comment, tracker }) } };
  if (question.kind !== 'compare') return { question };
  const { base, ...rest } = question;
  if (base !== undefined)
    return { question: { ...rest, base: await revisionNamed(base, { comment, tracker }) } };
  const main = await tracker.defaultRevision(comment.ticket, false);
  return { question: { ...rest, branchedFrom: main.revision } };
}

function settingsFor(
  request: RunRequest,
  { project, lane }: { readonly project: ProjectConfig; readonly lane: Lane },
  config: ServerConfig,
): RunSettings {
  const repository = repositoryOf(request.ticket, config);
  const clone = cloneOf(repository, config);
  return {
    repository: clone.path,
    ...(clone.url === undefined ? {} : { origin: clone.url }),
    slug: repository,
    fetch: clone.fetch,
    ...(clone.push === undefined ? {} : { push: clone.push }),
    settings: askedSettings(request, { project, settings: lane.settings }),
    knownIssues: [...project.knownIssues],
    policy: advicePolicy(project.policy),
    quiet: request.quiet,
  };
}
