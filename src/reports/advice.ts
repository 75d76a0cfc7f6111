import { code, strong, text, type Block, type Inline } from '../model/document.ts';
import type { Action, Advice } from '../model/advice.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { percentAtMost } from './numbers.ts';

const words: Readonly<Record<Action, string>> = {
  'run-more': 'run more before deciding',
  'fix-before-release': 'fix it before the release',
  'fix-later': 'fix it, but it need not hold up the release',
  ignore: 'it can be ignored, with a ticket that follows up',
  relink: 'track it elsewhere',
  'repair-environment': 'repair the environment first',
  close: 'it can be closed',
};

/** What the evidence points to, in one line; nothing without advice. */
export function adviceLine(advice: Advice | undefined): readonly Block[] {
  if (advice === undefined) return [];
  const { action, reason, tickets = [] } = advice;
  const where = tickets.flatMap((ticket, at): Inline[] => [
    text(at === 0 ? ' (' : ', '),
    code(shorten(plainLine(ticket), 80)),
  ]);
  const end = where.length === 0 ? [] : [text(')')];
  return [
    {
      kind: 'paragraph',
      text: [strong('Advice:'), text(` ${words[action]}`), ...where, ...end, text(`: ${reason}.`)],
    },
  ];
}

/** What else speaks, what would overturn it, and by which rules. */
export function adviceDetails(advice: Advice | undefined): readonly Block[] {
  if (advice === undefined) return [];
  const others = advice.others.map(({ action, reason }) => `${words[action]}: ${reason}`);
  const also = others.length === 0 ? '' : ` Other rules say: ${others.join('; ')}.`;
  const label = strong('What would change the advice:');
  const start = [label, text(` ${advice.wouldChange}${also} `), ...policy(advice)];
  return [{ kind: 'paragraph', text: [...start, text('A person decides.')] }];
}

function policy({ tolerance }: Advice): readonly Inline[] {
  if (tolerance === undefined) return [];
  const words = `This project lives with a failure rate of ${percentAtMost(tolerance)} (`;
  return [text(words), code('policy.tolerance'), text('). ')];
}
