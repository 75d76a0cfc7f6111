import { code, text, type Inline } from '../../model/document.ts';
import type { Build, TestClass } from '../../model/history.ts';
import { plainLine } from '../../model/plain-text.ts';

/**
 * "since 2026-03-05 at c0ffee123, passed last at beef12345": where a broken test broke; empty for any other.
 * @param dayOf how the document writes the day of an ISO time
 */
export function sinceInline(
  { brokenSince, lastPassed }: TestClass,
  dayOf: (at: string) => string,
): readonly Inline[] {
  if (brokenSince === undefined) return [];
  const since = [text(`since ${dayOf(brokenSince.at)}`), ...commitOf(brokenSince)];
  if (lastPassed === undefined) return [...since, text(', no pass known before')];
  const passed = commitOf(lastPassed);
  return [
    ...since,
    text(', passed last'),
    ...(passed.length > 0 ? passed : [text(` on ${dayOf(lastPassed.at)}`)]),
  ];
}

function commitOf({ commit }: Build): readonly Inline[] {
  return commit === '' ? [] : [text(' at '), code(plainLine(commit).slice(0, 9))];
}
