import { code, strong, text, type Block } from '../../model/document.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import type { DecisionMade } from '../contract/decisions.ts';
import { visible } from '../language/fault.ts';
import { grouped } from './common.ts';

/** What a decision still lacks, or why that is done no more; it is decided all the same: the ledger has it. */
export function stepBlocks({ missing, overtaken }: DecisionMade): readonly Block[] {
  if (overtaken !== undefined) return [overtakenBlock(overtaken)];
  if (missing === undefined || missing.steps.length === 0) return [];
  const is = missing.steps.length === 1 ? 'this step is' : 'these steps are';
  const next = missing.isTriedAgain
    ? 'It is tried again once an hour for a week, and this comment says when it is done.'
    : 'It is not tried any more: do it by hand.';
  return [
    { kind: 'paragraph', text: [strong('Decided'), text(`; ${is} missing. ${next}`)] },
    { kind: 'list', items: missing.steps.map((step) => [text(visible(shorten(plainLine(step), 500)))]) },
  ];
}

function overtakenBlock({ number, what, by }: NonNullable<DecisionMade['overtaken']>): Block {
  return {
    kind: 'paragraph',
    text: [
      strong('Overtaken'),
      text(` by entry ${grouped(number)} of the ledger, `),
      code(what.replace('-', ' ')),
      text(' by '),
      code(visible(by)),
      text(': what was missing until then is not done any more.'),
    ],
  };
}
