import type { Action } from '../../model/advice.ts';
import type { Policy } from '../../model/policy.ts';
import * as registry from '../registry.ts';

/**
 * Heavier votes win. What says that there is no evidence comes first, then what says that it is about something else,
 * then what the evidence says; asking for more comes last, since it overturns nothing.
 */
const usualWeights: Readonly<Record<Action, number>> = {
  'repair-environment': 90,
  relink: 80,
  'fix-before-release': 70,
  merge: 60,
  close: 60,
  ignore: 50,
  quarantine: 40,
  defer: 30,
  'fix-later': 20,
  'run-more': 10,
};

/** What only a low failure rate speaks for. */
export const lettingGo: ReadonlySet<Action> = new Set(['ignore', 'quarantine', 'defer', 'merge', 'close']);

/** What a project may weigh: actions, and single rules by the names of the registry. */
export const adviceNames: readonly string[] = [...Object.keys(usualWeights), ...Object.keys(registry)];

/** How heavy a rule's vote for an action is; what a project says of the rule goes before what it says of the action. */
export function weightOf(rule: string, action: Action, { weights = {} }: Policy): number {
  return own(weights, rule) ?? own(weights, action) ?? usualWeights[action];
}

function own(weights: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(weights, name) ? weights[name] : undefined;
}
