import type { Circumstances, ProposedFix, TestBuilds } from '../model/advice.ts';
import type { LinkedPullRequest } from '../model/blocker.ts';
import type { FlakyTest } from '../model/history.ts';
import type { ListedRelease } from '../model/release.ts';
import { parseSelector } from '../model/selector.ts';
import { compareVersions } from '../releases/versions.ts';
import { casesOf } from '../results/selector-match.ts';
import type { Store } from '../store/store.ts';
import type { KnownOfTicket } from './known-of-ticket.ts';
import { readList } from './history/list.ts';
import { skipsIfKnown } from './skips.ts';

/** Where to look for what is known of a ticket's test beside its runs. */
export interface Surroundings {
  readonly store: Store;
  readonly known: KnownOfTicket;
  /** `owner/name`: history is kept under this name. */
  readonly repository: string;
  /** A clone and the branch the release is built from; absent where there is none. */
  readonly clone?: { readonly path: string; readonly revision: string };
  readonly windowDays: number;
}

const dayMs = 86_400_000;

/**
 * What skips a test, what it did to ordinary builds, which fix is proposed, which release waits: of several none, as
 * nobody can say which one is meant. What fails is left out.
 */
export async function circumstancesOf(test: string, around: Surroundings): Promise<Circumstances> {
  const { known, clone } = around;
  const [skips, builds] = await Promise.all([
    clone === undefined ? [] : skipsIfKnown(test, { repository: clone.path, revision: clone.revision }),
    buildsOf(test, around).catch(() => undefined),
  ]);
  const [release, ...others] = known.releases;
  const isOnly = release !== undefined && others.length === 0;
  const later = isOnly ? laterThan(release, known.listed ?? []) : undefined;
  return {
    skips,
    ...(builds === undefined ? {} : { builds }),
    ...(known.pulls === undefined ? {} : { fixes: fixesOf(known.pulls) }),
    ...(isOnly ? { release } : {}),
    ...(later === undefined ? {} : { laterRelease: later }),
  };
}

/** The next release after one, of those that are not out; undefined where nobody can say which that is. */
export function laterThan(release: string, all: readonly ListedRelease[]): string | undefined {
  const later = all.filter(({ name, isOut }) => !isOut && (compareVersions(name, release) ?? 0) > 0);
  return later.map(({ name }) => name).toSorted((a, b) => compareVersions(a, b) ?? 0)[0];
}

/** Undefined where no history is kept, or the test never failed in it. */
async function buildsOf(
  test: string,
  { store, repository, windowDays }: Surroundings,
): Promise<TestBuilds | undefined> {
  if ((await store.history.span(repository)) === undefined) return undefined;
  const list = await readList(store, { project: repository, windowMs: windowDays * dayMs, knownIssues: [] });
  return testBuilds(test, list.failing, windowDays);
}

/** Several classes of one name count together where the selector does not tell them apart. */
export function testBuilds(
  test: string,
  failing: readonly FlakyTest[],
  days: number,
): TestBuilds | undefined {
  const asked = parseSelector(test).parts.flatMap((part) => {
    const cases = failing.map(({ history }) => ({ ...caseOf(history.test), key: history.test }));
    return casesOf(part, cases).map((found) => cases.find((one) => one === found)?.key);
  });
  const own = failing.filter(({ history }) => asked.includes(history.test));
  if (own.length === 0) return undefined;
  // Variants of one test fail in the same builds: the largest count of one is certain, their sum is not.
  const most = (of: 'redBuilds' | 'alone'): number => Math.max(...own.map(({ cost }) => cost?.[of] ?? 0));
  const lanes = new Map<string, { lane: string; executed: number; failed: number }>();
  for (const { lane, passed, failed } of own.flatMap(({ history }) => history.branches)) {
    const before = lanes.get(lane) ?? { lane, executed: 0, failed: 0 };
    lanes.set(lane, { lane, executed: before.executed + passed + failed, failed: before.failed + failed });
  }
  return { days, red: most('redBuilds'), alone: most('alone'), lanes: [...lanes.values()] };
}

/** A test of the history as a report would name it. */
function caseOf(test: string) {
  const at = test.indexOf('#');
  return {
    suite: '',
    file: '',
    classname: at === -1 ? '' : test.slice(0, at),
    name: at === -1 ? test : test.slice(at + 1),
    durationMs: undefined,
    outcome: 'failed' as const,
    problems: [],
    attempts: [],
    skipMessage: undefined,
  };
}

function fixesOf(pulls: readonly LinkedPullRequest[]): readonly ProposedFix[] {
  return pulls
    .filter(({ state, isMention }) => state !== 'closed' && isMention !== true)
    .map(({ number, state, mergedAt }) => ({
      name: `#${number}`,
      isMerged: state === 'merged',
      ...(mergedAt === undefined ? {} : { mergedAt }),
    }));
}
