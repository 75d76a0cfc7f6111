import { UserError } from '../../model/errors.ts';
import type { ProjectSettings } from '../contract/settings.ts';
import type { LaneFacts } from '../keys/lanes.ts';

/** The ways to choose lanes; a lane is chosen by all that are given. */
export interface LaneArguments {
  readonly lane?: readonly string[];
  readonly jdk?: readonly string[];
  readonly matrix?: LaneFacts;
}

/**
 * The lanes that a command chooses, in the order of the project's file where facts choose them; undefined where it leaves
 * the choice to the project. Pure.
 * @throws UserError E-VALUE where no lane fits
 */
export function lanesChosen(
  { lane, jdk, matrix = {} }: LaneArguments,
  { lanes = [], matrix: all = {} }: ProjectSettings,
): readonly string[] | undefined {
  const wanted = [...(jdk === undefined ? [] : [['jdk', jdk] as const]), ...Object.entries(matrix)];
  if (wanted.length === 0) return lane;
  const fitting = (lane ?? lanes).filter((name) => {
    const facts = Object.hasOwn(all, name) ? all[name] : undefined;
    return wanted.every(([fact, values]) => facts !== undefined && hasOne(facts, fact, values));
  });
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
