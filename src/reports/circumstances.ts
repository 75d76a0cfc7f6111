import { code, strong, text, type Block, type Inline } from '../model/document.ts';
import type { Circumstances, TestBuilds } from '../model/advice.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { count, percent, plural } from './numbers.ts';
import { skipInline } from './skips.ts';

const mostLanes = 5;
const mostFixes = 5;

/** What is known of a test beside a ticket's runs: its skips, its cost, its proposed fixes; nothing without any. */
export function circumstances({ skips = [], builds, fixes = [] }: Circumstances): readonly Block[] {
  const items = [
    ...skips.slice(0, 3).map(skipInline),
    ...(builds === undefined ? [] : buildsInline(builds)),
    ...(fixes.length === 0 ? [] : [fixesInline(fixes)]),
  ];
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function buildsInline({ days, red, alone, lanes }: TestBuilds): readonly (readonly Inline[])[] {
  const cost = [
    strong('Cost:'),
    text(
      ` ${plural(red, 'red build')} in ${plural(days, 'day')}, ${count(alone)} of them failed for nothing else.`,
    ),
  ];
  const known = lanes.filter(({ executed }) => executed > 0).toSorted((a, b) => b.failed - a.failed);
  if (known.length < 2) return [cost];
  const shown = known
    .slice(0, mostLanes)
    .flatMap(({ lane, failed, executed }, at): readonly Inline[] => [
      text(at === 0 ? ' ' : ', '),
      code(shorten(plainLine(lane), 60) || 'no name'),
      text(` ${count(failed)} of ${count(executed)} (${percent(failed / executed)})`),
    ]);
  return [cost, [strong('By lane'), text(', in ordinary builds:'), ...shown, text('.')]];
}

function fixesInline(fixes: NonNullable<Circumstances['fixes']>): readonly Inline[] {
  const shown = fixes
    .slice(0, mostFixes)
    .flatMap(({ name, isMerged }, at): readonly Inline[] => [
      text(at === 0 ? ' ' : ', '),
      code(shorten(plainLine(name), 100)),
      text(isMerged ? ' (merged)' : ' (open)'),
    ]);
  return [strong('Pull requests'), text(' that name this ticket:'), ...shown, text('.')];
}
