import { UserError } from '../../model/errors.ts';
import type { TestSelector } from '../../model/selector.ts';
import type { ProjectSettings } from '../contract/settings.ts';
import { allLanes, type LaneFacts } from '../keys/lanes.ts';
import { lanesFor } from './lanes-for.ts';

/** The ways to choose lanes; a lane is chosen by all that are given. */
export interface LaneArguments {
  readonly lane?: readonly string[];
  readonly jdk?: readonly string[];
  readonly matrix?: LaneFacts;
}

/**
 * The lanes that a command chooses, in the order of the project's file where facts or `all` choose them; undefined where
 * it leaves the choice to the project. Those that are not for the test are chosen by their names alone. Pure.
 * @param test absent where it is not known yet
 * @throws UserError E-VALUE where no lane fits
 */
export function lanesChosen(
  { lane, jdk, matrix = {} }: LaneArguments,
  settings: ProjectSettings,
  test?: TestSelector,
): readonly string[] | undefined {
  const { lanes = [], matrix: all = {} } = settings;
  const own = test === undefined ? lanes : lanesFor(test, settings);
  const named = lane?.includes(allLanes) === true ? own : lane;
  const wanted = [...(jdk === undefined ? [] : [['jdk', jdk] as const]), ...Object.entries(matrix)];
  if (wanted.length === 0) return named ?? (own[0] === lanes[0] ? undefined : own.slice(0, 1));
  const fitsAll = (name: string): boolean => {
    const facts = Object.hasOwn(all, name) ? all[name] : undefined;
    return wanted.every(([fact, values]) => facts !== undefined && hasOne(facts, fact, values));
  };
  const fitting = (named ?? own).filter(fitsAll);
  if (fitting.length > 0) return fitting;
  const typed = [
    ...(lane === undefined ? [] : [`lane=${lane.join(',')}`]),
    ...(jdk === undefined ? [] : [`jdk=${jdk.join(',')}`]),
    ...Object.entries(matrix).map(([fact, values]) => `matrix.${fact}=${values.join(',')}`),
  ];
  throw new UserError('E-VALUE', `No lane of this project fits all of \`${typed.join(' ')}\`.`);
}

function hasOne(facts: Readonly<Record<string, string>>, fact: string, values: readonly string[]): boolean {
  return Object.hasOwn(facts, fact) && values.includes(facts[fact] ?? '');
}
