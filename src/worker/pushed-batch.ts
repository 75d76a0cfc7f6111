import { join } from 'node:path';
import { prepareCommit, preparedSides } from '../checkouts/prepared.ts';
import { worktreeHome } from '../checkouts/worktrees.ts';
import { configuringFiles } from '../ci/remote/pushing.ts';
import type { BatchRequest, CiService } from '../ci/service.ts';
import { UserError } from '../model/errors.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { RunSettings, WorkerParts } from './parts.ts';
import { pushed } from './throw-away.ts';

/** A batch that begins when its branch is pushed. */
export interface PushedBatch {
  readonly run: RepeatRun;
  readonly settings: RunSettings;
  readonly request: BatchRequest;
  /** What writes the batch into the CI's configuration; absent where that says all. */
  readonly command: readonly string[] | undefined;
}

/** How long a program may take to write a batch into the CI's configuration, in milliseconds. */
const configureMs = 120_000;

/** The commits that batches of a run are built at, by the batch, where they are not those of the revision itself. */
export async function configuredCommits(
  { id }: Pick<RepeatRun, 'id'>,
  { repository }: RunSettings,
): Promise<Map<string, string>> {
  return new Map(await preparedSides(repository, id));
}

/**
 * The commit that is pushed for a batch: the revision, with the batch written into the CI's configuration where the
 * project has a program for that.
 * @throws UserError for a program that fails, as for any change that does not apply
 */
export async function configuredCommit(
  { run, settings, request, command }: PushedBatch,
  { environment }: Pick<WorkerParts, 'environment'>,
): Promise<string> {
  const { commit, batch, selector } = request;
  if (commit === undefined) throw new UserError('E-REF', 'A branch points at a commit, and none is named.');
  if (command === undefined) return commit;
  const { repository } = settings;
  const name = shorten(plainLine(command[0] ?? ''), 60);
  const files = configuringFiles(request.settings);
  const limits = { env: {}, timeoutMs: configureMs, ...(files === undefined ? {} : { files }) };
  const made = await prepareCommit({
    repository,
    base: commit,
    runId: run.id,
    side: batch.id,
    selector,
    overlays: [{ kind: 'configure', name, command, ...limits }],
    folder: join(worktreeHome(repository, run.id), 'configured'),
    environment,
  });
  return made.commit;
}

/**
 * Asks whether a batch may begin here, before a program of the tested revision is run for it: the server has to allow
 * pushes, and its service has to let this repository build.
 * @throws UserError E-CI where no branch may be pushed; and as `find` of the service
 */
export async function checkPush(
  { settings, request }: Pick<PushedBatch, 'settings' | 'request'>,
  service: Pick<CiService, 'find'>,
  { now }: Pick<WorkerParts, 'now'>,
): Promise<void> {
  placeToPush(settings);
  if (request.batch.attemptedAt !== undefined) return;
  // Nothing was pushed yet, so nothing is found: the answer is that it may be looked for. The time keeps the look short.
  const batch = { ...request.batch, attemptedAt: now().toISOString() };
  await service.find(batch.id, { ...request, batch });
}

/** Where throw-away branches go. @throws UserError E-CI where the server's operator allows none */
export function placeToPush({ push }: Pick<RunSettings, 'push'>): string {
  if (push !== undefined) return push.to;
  throw new UserError(
    'E-CI',
    'Here batches begin when their branch is pushed (`trigger: push`), and this server may push none: its operator has to say where throw-away branches may go, with `push:` beside the repository in the server’s settings.',
  );
}

/**
 * Pushes the branch of a batch, which starts it. Its build is found in the service's lists, and nothing else ever starts
 * it. A branch that is there though no push is known to have ended well may have been taken just now: its build may still
 * come to light.
 * @throws UserError E-CI where no branch may be pushed, or where one that is known to be there long ago has started nothing
 */
export async function startByPush(
  { settings, request }: PushedBatch,
  commit: string,
  parts: WorkerParts,
): Promise<void> {
  const { batch } = request;
  const place = { batch, commit, clone: settings.repository, remote: placeToPush(settings) };
  const { ref, isNew } = await pushed(place, parts);
  if (isNew || batch.pushedAt === undefined) return;
  throw new UserError(
    'E-CI',
    `The branch \`${ref.name}\` was pushed, and its push started nothing: let the CI build branches that are named \`retrial/…\`, or start batches with \`trigger: api\`.`,
  );
}
