import { isMadeOf } from '../../model/pieces.ts';
import type { SelectorPart, TestSelector } from '../../model/selector.ts';
import type { ProjectSettings } from '../contract/settings.ts';

/**
 * The lanes that a test can run in, in the order of the project's file: those that say they are for it, else those that
 * say nothing; all where none is left. Several tests at once are of one kind. Pure.
 */
export function lanesFor(
  { parts }: TestSelector,
  { lanes = [], laneTests = {} }: Pick<ProjectSettings, 'lanes' | 'laneTests'>,
): readonly string[] {
  const patternsOf = (lane: string) => (Object.hasOwn(laneTests, lane) ? laneTests[lane] : undefined);
  const meant = lanes.filter((lane) => {
    const patterns = patternsOf(lane);
    return patterns !== undefined && parts.length > 0 && parts.every((part) => isFor(patterns, part));
  });
  if (meant.length > 0) return meant;
  const open = lanes.filter((lane) => patternsOf(lane) === undefined);
  return open.length > 0 ? open : lanes;
}

/** A pattern names a class or file with all it holds, or one test of it. */
function isFor(patterns: readonly string[], { text, container }: SelectorPart): boolean {
  const names = (pattern: string): boolean => matches(pattern, text) || matches(pattern, container);
  const [not, yes] = [true, false].map((isNot) => patterns.filter((one) => one.startsWith('!') === isNot));
  return (yes ?? []).some(names) && !(not ?? []).some((one) => names(one.slice(1)));
}

/** With `*` for anything. */
function matches(pattern: string, name: string): boolean {
  return isMadeOf(pattern.split('*'), name);
}
