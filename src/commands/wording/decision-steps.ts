import { code, strong, text, type Block, type Inline } from '../../model/document.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import type { DecisionMade } from '../contract/decisions.ts';
import { visible } from '../language/fault.ts';
import { grouped } from './common.ts';

/** What a decision still lacks, or why that is done no more; it is decided all the same: the ledger has it. */
export function stepBlocks({ missing, overtaken, skipped = [] }: DecisionMade): readonly Block[] {
  const left = skipped.map(skippedBlock);
  if (overtaken !== undefined) return [...left, overtakenBlock(overtaken)];
  if (missing === undefined || missing.steps.length === 0) return left;
  const is = missing.steps.length === 1 ? 'this step is' : 'these steps are';
  const next = missing.isTriedAgain
    ? 'It is tried again once an hour for a week, and this comment says when it is done.'
    : 'It is not tried any more: do it by hand.';
  return [
    ...left,
    { kind: 'paragraph', text: [strong('Decided'), text(`; ${is} missing. ${next}`)] },
    { kind: 'list', items: missing.steps.map((step) => [text(visible(shorten(plainLine(step), 500)))]) },
  ];
}

type Later = NonNullable<DecisionMade['overtaken']>;

function skippedBlock({ tie, ...later }: Later & { readonly tie: string }): Block {
  return {
    kind: 'paragraph',
    text: [
      strong('Left out:'),
      text(` ${visible(shorten(plainLine(tie), 500))}, since it would overrule `),
      ...entryOf(later),
      text('.'),
    ],
  };
}

function overtakenBlock(later: Later): Block {
  return {
    kind: 'paragraph',
    text: [
      strong('Overtaken'),
      text(' by '),
      ...entryOf(later),
      text(': what was missing until then is not done any more.'),
    ],
  };
}

function entryOf({ number, what, by }: Later): readonly Inline[] {
  return [
    text(`entry ${grouped(number)} of the ledger, `),
    code(what.replace('-', ' ')),
    text(' by '),
    code(visible(by)),
  ];
}
