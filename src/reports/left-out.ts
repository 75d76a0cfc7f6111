import type { LeftOut } from '../model/inspection.ts';
import { count } from './numbers.ts';

/** What was counted but not kept, in words; nothing where nothing was. */
export function leftInWords({ cases, failures, stacks, untabled }: LeftOut): readonly string[] {
  const words: readonly (readonly [number, string])[] = [
    [cases, 'cases that did not fail were counted, but not looked at for iterations'],
    [failures, 'failures were counted, but not grouped'],
    [stacks, 'failures were grouped by their messages alone'],
    [untabled, 'cases are missing in the table of tests'],
  ];
  return words.filter(([number]) => number > 0).map(([number, what]) => `${count(number)} ${what}`);
}
