import { text, type Block } from '../model/document.ts';
import { plainText } from '../model/plain-text.ts';
import type { Audience, RunFacts } from './repeat-report.ts';

/** How the source was changed where a skip was taken off: folded on a ticket. Nothing where none was. */
export function skipDiffBlocks({ skipDiff = '' }: RunFacts, audience: Audience): readonly Block[] {
  if (skipDiff === '') return [];
  const title = [text('How the skip was taken off')];
  const diff: Block = { kind: 'code', text: plainText(skipDiff) };
  if (audience === 'ticket') return [{ kind: 'fold', summary: title, blocks: [diff] }];
  return [{ kind: 'paragraph', text: [...title, text(':')] }, diff];
}
