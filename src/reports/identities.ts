import { count } from './numbers.ts';
import type { Counts } from '../model/iteration.ts';

/**
 * Both identities of a finished run, as every report prints them.
 * @throws RangeError when the counts contradict them: a counting bug, never shown as a number.
 */
export function identities(counts: Counts): readonly [asked: string, executed: string] {
  const { asked, executed, passed, failed, skipped, lost } = counts;
  if (asked !== executed + skipped + lost || executed !== passed + failed) {
    throw new RangeError(`counts do not add up: ${JSON.stringify(counts)}`);
  }
  return [
    `${count(asked)} asked = ${count(executed)} executed + ${count(skipped)} skipped + ${count(lost)} lost`,
    `${count(executed)} executed = ${count(passed)} passed + ${count(failed)} failed`,
  ];
}
