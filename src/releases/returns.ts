import { isAbout } from './checks.ts';
import type { KnownRuns } from './known-runs.ts';
import { byTime } from './observations.ts';
import { isOnBranch, mergedAt, type VerifiedFix } from './verification.ts';

/** A failure on code that was to be without it. */
export interface FailedAgain {
  readonly at: string;
  /** Absent for one of ordinary CI. */
  readonly run?: string;
  /** How often ordinary CI saw the like since the fix; absent where it did not. */
  readonly ci?: { readonly failures: number; readonly last: string };
}

/** again: as what was fixed. otherwise: in a way nobody saw before. */
export interface Returned extends FailedAgain {
  readonly kind: 'again' | 'otherwise';
}

interface Failure extends FailedAgain {
  readonly signatures: readonly string[];
}

/** The oldest failure after a verification, on code that holds the fix. */
export function failuresAfter(fix: VerifiedFix, known: KnownRuns): Returned | undefined {
  const { facts, release, seen } = known;
  // Without a merge the fix is in the release once its ticket is closed, or once somebody accepted it unseen.
  const landed = mergedAt(facts) ?? facts.ticket.closedAt ?? (fix.check === undefined ? fix.at : undefined);
  const isLanded = (at: string): boolean => landed !== undefined && at > landed;
  const since = (lane: string): string => fix.lanes.find((one) => one.lane === lane)?.at ?? fix.at;
  const runs = seen.filter(
    (one) =>
      one.at > since(one.lane) &&
      one.counts.failed > 0 &&
      !one.isChanged &&
      (one.role === 'fix' || (isOnBranch(one, release) && isLanded(one.at))),
  );
  const ci = ciFailures(known).filter(({ at }) => at > fix.at && isLanded(at));
  const told = byTime<Failure>([...runs, ...ci]).flatMap(({ at, run, signatures }): readonly Returned[] => {
    const kind = kindOfReturn(signatures, fix);
    return kind === undefined ? [] : [{ at, ...(run === undefined ? {} : { run }), kind }];
  });
  const first = told.find(({ kind }) => kind === 'again') ?? told[0];
  return first === undefined
    ? undefined
    : { ...first, ...inCi(told.filter(({ kind }) => kind === first.kind)) };
}

function inCi(failures: readonly FailedAgain[]): Pick<FailedAgain, 'ci'> {
  const all = failures.filter(({ run }) => run === undefined);
  const last = all.at(-1)?.at;
  return last === undefined ? {} : { ci: { failures: all.length, last } };
}

/**
 * The newest failure of the release's branch since it holds a fix that nobody checked in full, as what was seen before.
 * @param unshown lanes in which it was not shown gone, though it was in others: then closing its ticket says it is fixed
 */
export function stillFailing(known: KnownRuns, unshown: readonly string[]): FailedAgain | undefined {
  const { facts, release, seen } = known;
  const landed = mergedAt(facts) ?? (unshown.length > 0 ? facts.ticket.closedAt : undefined);
  if (landed === undefined) return undefined;
  const own = seen.filter(
    ({ role, isChanged, counts }) => role === 'release' && !isChanged && counts.failed > 0,
  );
  const before = [...own, ...ciFailures(known)].filter(({ at }) => at <= landed);
  const meant = facts.causes ?? before.flatMap(({ signatures }) => signatures);
  const after = [...own.filter((one) => isOnBranch(one, release)), ...ciFailures(known)].filter(
    ({ at, signatures }) => at > landed && isAbout(signatures, meant),
  );
  const failures = byTime<Failure>(after);
  const newest = failures.at(-1);
  if (newest === undefined) return undefined;
  return { at: newest.at, ...(newest.run === undefined ? {} : { run: newest.run }), ...inCi(failures) };
}

/** How many runs of the release's branch were clean in a row up to now, counted after a moment. */
export function cleanRunsAfter(moment: string, { seen, release }: KnownRuns): number {
  const own = seen.filter((one) => one.at > moment && isOnBranch(one, release));
  const failed = own.findLastIndex(({ counts }) => counts.failed > 0);
  return own.slice(failed + 1).reduce((sum, { counts }) => sum + counts.executed, 0);
}

/** Without those of builds that are known not to hold the newest fix. */
function ciFailures({ facts, origins }: KnownRuns): readonly Failure[] {
  return facts.ciFailures
    .filter(({ commit }) => commit === undefined || !origins.older.includes(commit))
    .map(({ at, signature }) => ({ at, signatures: signature === undefined ? [] : [signature] }));
}

/** A failure that nobody grouped may be any; one that was known beside the fixed one is no news. */
function kindOfReturn(
  signatures: readonly string[],
  { gone, others }: VerifiedFix,
): Returned['kind'] | undefined {
  if (signatures.length === 0 || gone.length === 0) return 'again';
  if (signatures.some((id) => gone.includes(id))) return 'again';
  return signatures.some((id) => !others.includes(id)) ? 'otherwise' : undefined;
}
