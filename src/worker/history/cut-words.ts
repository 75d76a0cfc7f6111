import type { CutList } from '../../store/cut-lists.ts';

/** What may be missing because a list was too long, as a sentence without its full stop. */
export function cutWords({ service, since, words }: Pick<CutList, 'service' | 'since' | 'words'>): string {
  return `builds on ${service} since ${since.slice(0, 10)} may be missing: ${words.join('; ')}`;
}
