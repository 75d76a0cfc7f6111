import type { TestSelector } from '../../model/selector.ts';

/** A title as a pattern that matches it and nothing else. */
export function literally(title: string): string {
  return title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * The last title of a test as a regular expression, for runners that choose tests by one: some hold it against one title,
 * others against all of a test's titles joined. Empty for a whole file or class.
 */
export function lastTitlePattern({ parts }: TestSelector): string {
  const members = parts.flatMap(({ member }) => (member === undefined ? [] : [member]));
  const last = members.map((member) => literally(member.split(/ > |::/).at(-1) ?? ''));
  return last.length > 1 ? `(?:${last.join('|')})` : last.join('');
}
