import { count } from './numbers.ts';
import type { Counts } from '../model/iteration.ts';

/**
 * Both identities as a sentence: "200 asked = …; 200 executed = …."
 * @throws RangeError when the counts contradict them: a counting bug, never shown as a number.
 */
export function identities(counts: Counts): string {
  const { asked, executed, passed, failed, skipped, lost } = checked(counts);
  const parts = `${count(executed)} executed + ${count(skipped)} skipped + ${count(lost)} lost`;
  return `${count(asked)} asked = ${parts}; ${count(executed)} executed = ${count(passed)} passed + ${count(failed)} failed.`;
}

/**
 * The same shorter: "executed 200 of 200 · skipped 0 · lost 0 · passed 190 · failed 10".
 * @throws RangeError as above
 */
export function identitiesOnScreen(counts: Counts): string {
  const { asked, executed, passed, failed, skipped, lost } = checked(counts);
  const rest = { skipped, lost, passed, failed };
  const parts = Object.entries(rest).map(([name, value]) => `${name} ${count(value)}`);
  return [`executed ${count(executed)} of ${count(asked)}`, ...parts].join(' · ');
}

function checked(counts: Counts): Counts {
  const { asked, executed, passed, failed, skipped, lost } = counts;
  const holds = asked === executed + skipped + lost && executed === passed + failed;
  if (!holds) throw new RangeError(`counts do not add up: ${JSON.stringify(counts)}`);
  return counts;
}
