import { code, strong, text, type Block, type Inline } from '../model/document.ts';
import type { Action, Advice } from '../model/advice.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { percentAtMost } from './numbers.ts';

/** What an action is called in a sentence. */
export const actionWords: Readonly<Record<Action, string>> = {
  'run-more': 'run more before deciding',
  'fix-before-release': 'fix it before the release',
  'fix-later': 'fix it, but it need not hold up the release',
  ignore: 'it can be ignored, with a ticket that follows up',
  quarantine: 'quarantine it: it keeps running, and turns no build red',
  defer: 'defer it: this release need not wait for it',
  relink: 'track it elsewhere',
  'repair-environment': 'repair the environment first',
  merge: 'merge the fix, then accept it',
  close: 'it can be closed',
};

/** What the evidence points to, in one line; nothing without advice. */
export function adviceLine(advice: Advice | undefined): readonly Block[] {
  if (advice === undefined) return [];
  const { action, reason } = advice;
  return [
    {
      kind: 'paragraph',
      text: [
        strong('Advice:'),
        text(` ${actionWords[action]}`),
        ...ticketsInline(advice),
        text(`: ${reason}.`),
      ],
    },
  ];
}

/** The tickets that people's own rules name, in brackets; nothing without. */
export function ticketsInline({ tickets = [] }: Advice): readonly Inline[] {
  if (tickets.length === 0) return [];
  const named = tickets.flatMap((ticket, at): Inline[] => [
    text(at === 0 ? ' (' : ', '),
    code(shorten(plainLine(ticket), 80)),
  ]);
  return [...named, text(')')];
}

/** What else speaks, what would overturn it, and by which rules. */
export function adviceDetails(advice: Advice | undefined): readonly Block[] {
  if (advice === undefined) return [];
  const start = [...otherWords(advice), text(' '), ...policy(advice)];
  return [{ kind: 'paragraph', text: [...start, text('A person decides.')] }];
}

/** What else speaks, and what would overturn it. */
export function otherVotes(advice: Advice | undefined): readonly Block[] {
  return advice === undefined ? [] : [{ kind: 'paragraph', text: otherWords(advice) }];
}

/** Rules that vote for the same are no others: they speak for the advice. */
function otherWords({ action, others, wouldChange }: Advice): readonly Inline[] {
  const same = others.filter((vote) => vote.action === action).map(({ reason }) => reason);
  const rest = others
    .filter((vote) => vote.action !== action)
    .map((vote) => `${actionWords[vote.action]}: ${vote.reason}`);
  const also = (words: string, said: readonly string[]): string =>
    said.length === 0 ? '' : ` ${words}: ${said.join('; ')}.`;
  return [
    strong('What would change the advice:'),
    text(` ${wouldChange}${also('Also for it', same)}${also('Other rules say', rest)}`),
  ];
}

/** The rate that a project lives with; nothing where none was measured. */
export function tolerated({ tolerance }: Advice): readonly Inline[] {
  if (tolerance === undefined) return [];
  const words = `This project lives with a failure rate of ${percentAtMost(tolerance)} (`;
  return [text(words), code('policy.tolerance'), text('). ')];
}

function policy(advice: Advice): readonly Inline[] {
  const { policy: name } = advice;
  const limit = tolerated(advice);
  return name === undefined
    ? limit
    : [...limit, text('By policy '), code(shorten(plainLine(name), 80)), text('. ')];
}
