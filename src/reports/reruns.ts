import { strong, text, type Inline } from '../model/document.ts';
import type { RunFacts } from './repeat-report.ts';

/** What to know of a runner that runs again by itself what failed, and tells of the last end alone; nothing of others. */
export function rerunItems({ reruns }: Pick<RunFacts, 'reruns'>): readonly (readonly Inline[])[] {
  if (reruns !== true) return [];
  const why = ': the runner runs again by itself what fails, and what passes then counts as passed here.';
  return [[strong('The true failure rate may be higher'), text(why)]];
}
