import type { Release } from '../../model/blocker.ts';
import { UserError } from '../../model/errors.ts';
import type { ListedRelease } from '../../model/release.ts';
import type { ProjectRef } from '../../model/ticket.ts';
import { branchOf, predecessorOf } from '../../releases/versions.ts';
import type { Tracker } from '../../trackers/tracker.ts';

/**
 * A release with what the project's settings leave out, as far as it is found: the release before by its number, branches
 * by their names, and else the default one for its own. A branch that patch releases share is the newer one's alone.
 */
export async function wholeRelease(
  { project, release }: { readonly project: ProjectRef; readonly release: Release },
  all: readonly ListedRelease[],
  tracker: Pick<Tracker, 'branches' | 'defaultRevision'>,
): Promise<Release> {
  const before = predecessorOf(
    release.name,
    all.map(({ name }) => name),
  );
  const predecessor = release.predecessor ?? (before === undefined ? undefined : { name: before });
  const isWhole =
    release.branch !== undefined && (predecessor === undefined || predecessor.branch !== undefined);
  const branches = isWhole ? [] : ((await tracker.branches?.(project)) ?? []);
  const named = (name: string): string | undefined => branchOf(name, branches, project.project);
  const branch = release.branch ?? named(release.name) ?? (await defaultBranch(project, tracker));
  const found = predecessor?.branch ?? (predecessor === undefined ? undefined : named(predecessor.name));
  const old = found === branch ? undefined : found;
  return {
    ...release,
    ...(branch === undefined ? {} : { branch }),
    ...(predecessor === undefined
      ? {}
      : { predecessor: { name: predecessor.name, ...(old === undefined ? {} : { branch: old }) } }),
  };
}

/** Undefined where nobody knows the project's code. */
async function defaultBranch(
  project: ProjectRef,
  tracker: Pick<Tracker, 'defaultRevision'>,
): Promise<string | undefined> {
  try {
    return (await tracker.defaultRevision({ ...project, key: '0' }, false)).revision;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
