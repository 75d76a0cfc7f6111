import type { CountedOddly } from '../model/counted-oddly.ts';
import { plural } from './numbers.ts';

/** A sentence for each kind of iteration that counts in another way than its path, or the end of its report, says. */
export function oddWords(odd: CountedOddly): readonly string[] {
  const { failedAsPassed, passedAsFailed, skippedAsFailed, cutShort } = odd;
  return [
    ...(failedAsPassed === 0 ? [] : [`${marked(failedAsPassed, 'passed')} failed: counted as failed.`]),
    ...noFailure(passedAsFailed, 'passed'),
    ...noFailure(skippedAsFailed, 'skipped'),
    ...cutShortWords(cutShort).map((words) => `${words}.`),
  ];
}

/** That some iterations passed only as far as is known; empty for none. */
export function cutShortWords(times: number): readonly string[] {
  if (times === 0) return [];
  const whose = times === 1 ? 'its report' : 'their reports';
  return [`${plural(times, 'iteration')} passed up to where ${whose} broke off: counted as passed`];
}

function noFailure(times: number, counted: string): readonly string[] {
  if (times === 0) return [];
  return [`${marked(times, 'failed')} ${times === 1 ? 'holds' : 'hold'} no failure: counted as ${counted}.`];
}

function marked(times: number, as: string): string {
  const words = times === 1 ? ['is', 'its path'] : ['are', 'their paths'];
  return `${plural(times, 'iteration')} ${words[0]} marked ${as} by ${words[1]} but`;
}
