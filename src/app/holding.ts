import { isFullId, isHeldBy } from '../checkouts/ancestry.ts';
import type { ServerConfig } from '../config/server.ts';
import type { Holds } from '../worker/releases/older.ts';
import { freshen } from './trackers.ts';

/** A clone that did not know an answer is brought up to date this often at most. */
const freshMs = 10 * 60_000;
/** Then it begins anew. */
const mostAnswers = 10_000;

/** Asks this server's clones which commits they hold; of two full ids once. Without a clone nobody can tell. */
export function createHolds({ repositories }: Pick<ServerConfig, 'repositories'>, now: () => Date): Holds {
  const known = new Map<string, boolean>();
  const asked = new Map<string, number>();
  const isFresh = (repository: string): boolean => {
    const time = now().getTime();
    if (time - (asked.get(repository) ?? Number.NEGATIVE_INFINITY) < freshMs) return true;
    asked.set(repository, time);
    return false;
  };
  return async (repository, pair) => {
    const clone = repositories[repository];
    if (clone === undefined) return undefined;
    const key = `${repository} ${pair.revision} ${pair.commit}`;
    const told = known.get(key) ?? (await isHeldBy(clone.path, pair).catch(() => undefined));
    let answer = told;
    // A branch moves on, and a clone learns.
    if (answer === undefined || (!answer && !isFullId(pair.revision))) {
      if (isFresh(repository)) return answer;
      await freshen(clone).catch(() => {});
      answer = await isHeldBy(clone.path, pair).catch(() => undefined);
    }
    if (known.size > mostAnswers) known.clear();
    if (answer !== undefined && isFullId(pair.revision)) known.set(key, answer);
    return answer;
  };
}
