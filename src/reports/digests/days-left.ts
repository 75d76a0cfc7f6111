import { strong, text, type Block } from '../../model/document.ts';
import { day } from '../blockers-words.ts';
import { plural } from '../numbers.ts';

const dayMs = 86_400_000;

/** How far a day is: "12 days to 1 Dec 2026", "today", "3 days over". @param date YYYY-MM-DD */
export function daysLeft(date: string, now: string): Block {
  const days = Math.round((Date.parse(date) - Date.parse(now.slice(0, 10))) / dayMs);
  if (days === 0)
    return { kind: 'paragraph', text: [strong('The release is today'), text(` (${day(date)}).`)] };
  const words = days > 0 ? `${plural(days, 'day')} to the release` : `${plural(-days, 'day')} past the date`;
  return { kind: 'paragraph', text: [strong(words), text(` (${day(date)}).`)] };
}
