import { join } from 'node:path';
import { prepareCommit, preparedSides } from '../checkouts/prepared.ts';
import { worktreeHome } from '../checkouts/worktrees.ts';
import type { BatchRequest } from '../ci/service.ts';
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
  const made = await prepareCommit({
    repository,
    base: commit,
    runId: run.id,
    side: batch.id,
    selector,
    overlays: [{ kind: 'configure', name, command, env: {}, timeoutMs: configureMs }],
    folder: join(worktreeHome(repository, run.id), 'configured'),
    environment,
  });
  return made.commit;
}

/**
 * Pushes the branch of a batch, which starts it. Its build is found in the service's lists, and nothing else ever starts
 * it.
 * @throws UserError E-CI where no branch may be pushed, or where one that was pushed long ago has started nothing
 */
export async function startByPush(
  { settings, request }: PushedBatch,
  commit: string,
  parts: WorkerParts,
): Promise<void> {
  const { push, repository } = settings;
  const { batch } = request;
  if (push === undefined) {
    throw new UserError(
      'E-CI',
      'Here batches begin when their branch is pushed (`trigger: push`), and this server may push none: its operator has to say where throw-away branches may go, with `push:` beside the repository in the server’s settings.',
    );
  }
  const place = { batch, commit, clone: repository, remote: push.to };
  const { ref, isNew } = await pushed(place, parts);
  if (isNew || batch.attemptedAt === undefined) return;
  throw new UserError(
    'E-CI',
    `The branch \`${ref.name}\` was pushed, and its push started nothing: let the CI build branches that are named \`retrial/…\`, or start batches with \`trigger: api\`.`,
  );
}
