import type { BlockerEvidence } from '../model/blocker.ts';
import type { KnownRuns } from './known-runs.ts';
import { rateOf } from './reproduction.ts';
import type { FailedAgain } from './returns.ts';

/** What a failed fix rests on: the newest failing run since, else ordinary CI. What failed before it tells of no fix. */
export function numbersSince({ at, ci }: FailedAgain, { seen }: KnownRuns): BlockerEvidence | undefined {
  const newest = seen.findLast(
    (one) =>
      one.at >= at &&
      (one.role === 'fix' || one.role === 'release') &&
      one.counts.failed > 0 &&
      !one.isChanged &&
      !one.isOlder,
  );
  if (newest !== undefined) return rateOf(newest.counts, newest.run);
  return ci === undefined ? undefined : { kind: 'ci', ...ci };
}
