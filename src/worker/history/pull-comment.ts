import type { KnownIssueRule } from '../../failures/known-issues.ts';
import { pullFailures } from '../../history/pull-failures.ts';
import type { PullFailures } from '../../model/pull-failures.ts';
import type { ProjectRef } from '../../model/ticket.ts';
import { pullFailuresDocument } from '../../reports/pull-failures-document.ts';
import { pullPrefix, type NumberedBuild } from '../../store/history-read.ts';
import type { Store } from '../../store/store.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import { linkRules } from '../known.ts';
import { postOnce } from '../posting.ts';

const days = 30;
const dayMs = 86_400_000;

/** Where it is told, and from what. */
export interface PullDesk {
  readonly project: ProjectRef;
  readonly tracker: Tracker;
  readonly knownIssues: readonly KnownIssueRule[];
  readonly store: Store;
  readonly now: () => Date;
}

/**
 * Tells a pull request which of its failures are known flakes and which are new: one comment, begun when something
 * failed and edited from then on.
 */
export async function tellPull(repository: string, pull: number, desk: PullDesk): Promise<void> {
  const { project, tracker, store, now } = desk;
  const found = await readPull(repository, pull, desk);
  if (found === undefined) return;
  const document = pullFailuresDocument(found);
  const ticket = { ...project, key: String(pull) };
  const isBegun = (await store.posts.get({ ticket, topic: document.topic })) !== undefined;
  if (found.failures.length === 0 && !isBegun) return;
  await postOnce({ store, now, tracker: () => tracker }, ticket, document);
}

/** What failed at the newest commit of a pull request, held against what branches know. */
async function readPull(
  repository: string,
  pull: number,
  { store, now, knownIssues }: PullDesk,
): Promise<PullFailures | undefined> {
  const { history } = store;
  const at = now().getTime();
  const window = {
    project: repository,
    from: new Date(at - days * dayMs).toISOString(),
    until: new Date(at + dayMs).toISOString(),
  };
  const here = { ...window, branch: `${pullPrefix}${pull}` };
  const builds = newest(await history.builds(here));
  const [first] = builds;
  if (first === undefined) return undefined;
  const { commit } = first.build;
  const numbers = new Set(builds.map(({ number }) => number));
  const own = {
    sightings: (await history.sightings(here)).filter(({ build }) => build.commit === commit),
    failures: (await history.failures(here)).filter(({ build }) => numbers.has(build)),
  };
  const tests = [...new Set(own.sightings.filter(({ failed }) => failed > 0).map(({ test }) => test))];
  const elsewhere = {
    sightings: tests.length === 0 ? [] : await history.sightings({ ...window, tests }),
    failures: tests.length === 0 ? [] : await history.failures(window),
  };
  const signatures = [...own.failures, ...elsewhere.failures].map(({ signature }) => signature);
  return pullFailures({
    pull,
    commit,
    lanes: lanesOf(builds),
    partialLanes: lanesOf(builds.filter(({ build }) => build.isPartial === true)),
    days,
    own,
    elsewhere,
    signatures: await history.signatures(repository, signatures),
    knownIssues: [...knownIssues, ...(await linkRules(repository, store))],
  });
}

/** The builds of the commit whose build began last. */
function newest(builds: readonly NumberedBuild[]): readonly NumberedBuild[] {
  const last = builds.toSorted((a, b) => Date.parse(a.build.at) - Date.parse(b.build.at)).at(-1);
  return builds.filter(({ build }) => build.commit === last?.build.commit);
}

function lanesOf(builds: readonly NumberedBuild[]): readonly string[] {
  return [...new Set(builds.map(({ build }) => build.lane))].toSorted();
}
