import type { FoundRun } from '../../model/advice.ts';
import type { BlockerFacts, Release } from '../../model/blocker.ts';
import { withProposals } from '../../releases/proposals.ts';

/** Whether a revision of a repository holds a commit; undefined where nobody can tell. */
export type Holds = (
  repository: string,
  pair: { readonly revision: string; readonly commit: string },
) => Promise<boolean | undefined>;

/** Where commits are looked for. */
interface Place {
  readonly repository: string;
  readonly release: Release;
  readonly holds: Holds;
}

/**
 * Tells which commits that came up since the newest fix was merged do not hold it: what fails there does not fail again.
 * Only where the release's branch is known to hold it by now; a fix that came there in another way, as by a cherry-pick,
 * is told by time alone.
 */
export async function withOlder(facts: BlockerFacts, place: Place): Promise<BlockerFacts> {
  const older = await olderAmong(facts, (merged) => commitsSince(merged, facts), place);
  return older.length === 0 ? facts : { ...facts, older };
}

/** The same of any commits. @param commitsAfter those that came up after a moment */
export async function olderAmong(
  facts: BlockerFacts,
  commitsAfter: (moment: string) => readonly string[],
  { repository, release, holds }: Place,
): Promise<readonly string[]> {
  const merged = withProposals(facts).ticket.pullRequests.filter(({ state }) => state === 'merged');
  const [newest] = merged.toSorted((a, b) => (b.mergedAt ?? '').localeCompare(a.mergedAt ?? ''));
  const { mergedAt, mergeCommit: commit } = newest ?? {};
  if (mergedAt === undefined || commit === undefined || release.branch === undefined) return [];
  const since = commitsAfter(mergedAt);
  if (since.length === 0 || (await holds(repository, { revision: release.branch, commit })) !== true)
    return [];
  const older: string[] = [];
  for (const revision of since)
    if ((await holds(repository, { revision, commit })) === false) older.push(revision);
  return older;
}

/** Commits of runs and of failures of ordinary CI after a moment. */
function commitsSince(moment: string, { found, ciFailures }: BlockerFacts): readonly string[] {
  const runs = found.filter(({ at }) => at > moment).flatMap(commitsOf);
  const builds = ciFailures.filter(({ at }) => at > moment).flatMap(({ commit }) => commit ?? []);
  return [...new Set([...runs, ...builds])];
}

function commitsOf({ commit, finding }: FoundRun): readonly string[] {
  if (finding.kind !== 'compare') return commit === undefined ? [] : [commit];
  const { before, after } = finding.comparison;
  return [before, after].flatMap(({ side }) => side.commit ?? []);
}
