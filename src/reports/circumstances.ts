import { code, strong, text, type Block, type Inline } from '../model/document.ts';
import type { Circumstances, TestBuilds } from '../model/advice.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { count, percent } from './numbers.ts';
import { skipInline } from './skips.ts';

const mostLanes = 5;

/** What is known of a test beside what a table says: its skips, and its lanes in ordinary builds; nothing without any. */
export function circumstances({ skips = [], builds }: Circumstances): readonly Block[] {
  const items = [...skips.slice(0, 3).map(skipInline), ...(builds === undefined ? [] : lanesInline(builds))];
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function lanesInline({ lanes }: TestBuilds): readonly (readonly Inline[])[] {
  const known = lanes.filter(({ executed }) => executed > 0).toSorted((a, b) => b.failed - a.failed);
  if (known.length < 2) return [];
  const shown = known
    .slice(0, mostLanes)
    .flatMap(({ lane, failed, executed }, at): readonly Inline[] => [
      text(at === 0 ? ' ' : ', '),
      code(shorten(plainLine(lane), 60) || 'no name'),
      text(` ${count(failed)} of ${count(executed)} (${percent(failed / executed)})`),
    ]);
  return [[strong('By lane'), text(', in ordinary builds:'), ...shown, text('.')]];
}
