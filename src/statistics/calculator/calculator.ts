import { UserError } from '../../model/errors.ts';
import { argumentError, checkArguments } from './arguments.ts';
import { decisionStatistics } from './decision-statistics.ts';
import { nearestName } from '../../model/nearest-name.ts';
import { rateStatistics } from './rate-statistics.ts';
import type { Statistic } from './statistic.ts';

/** Every function of the calculator, for help texts; `callStatistic` takes their names. */
export const statistics: readonly Statistic[] = [...rateStatistics, ...decisionStatistics];

/**
 * Computes one named statistic: behind `retrial stats NAME key=value …` and each line of its JSONL input.
 * @param given an object of arguments by name, as parsed from JSON
 * @returns plain JSON data; null stands where there is no finite answer
 * @throws UserError for an unknown name (with the nearest one), or an argument that is unknown, missing, ill-typed or out of range
 */
export function callStatistic(name: string, given: unknown): unknown {
  const names = statistics.map((statistic) => statistic.name);
  const statistic = statistics.find((candidate) => candidate.name === name);
  if (statistic === undefined) {
    const near = nearestName(name, names);
    const hint = near === undefined ? `known: ${names.join(', ')}` : `did you mean ${near}?`;
    throw new UserError('E-STATISTIC', `there is no statistic “${name.slice(0, 60)}”; ${hint}`);
  }
  const values = checkArguments(statistic.arguments, given);
  try {
    return statistic.call(values);
  } catch (error) {
    if (error instanceof RangeError) throw argumentError(`${name}: ${error.message}`);
    throw error;
  }
}
