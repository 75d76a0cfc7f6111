import type { Block, Document, Inline } from '../../model/document.ts';
import { plainText, shorten } from '../../model/plain-text.ts';

/** One way to make a document shorter. */
type Cut = (document: Document) => Document;

const leftOut: Block = {
  kind: 'paragraph',
  text: [{ kind: 'text', text: 'The rest was too long for one comment.' }],
};

/**
 * Ways to shorten a document, each in place of the one before and stronger: traces (code in folds) first, then
 * tables in folds, then rows of the tables in sight, then everything. Cutting the document and not its Markdown
 * means that nothing is ever cut inside a fence, a tag or a pair of surrogates.
 */
export const cuts: readonly Cut[] = [
  ...[8000, 2000, 500, 0].map((characters) => inFolds((block) => cutCode(block, characters))),
  ...[20, 5].map((rows) => inFolds((block) => cutRows(cutCode(block, 0), rows))),
  ...[20, 5].map((rows) => everywhere((block) => cutRows(cutCode(block, 2000), rows))),
  everywhere((block) => cutTexts(cutRows(cutCode(block, 500), 5), { each: 200, items: 20 })),
  ...[20, 5, 1].map((blocks) => keepFirst(blocks)),
];

function inFolds(cut: (block: Block) => Block): Cut {
  return (document) => ({
    ...document,
    blocks: document.blocks.map((block) => (block.kind === 'fold' ? deeply(block, cut) : block)),
  });
}

function everywhere(cut: (block: Block) => Block): Cut {
  return (document) => ({ ...document, blocks: document.blocks.map((block) => deeply(block, cut)) });
}

function deeply(block: Block, cut: (block: Block) => Block): Block {
  const shorter = cut(block);
  if (shorter.kind !== 'fold') return shorter;
  return { ...shorter, blocks: shorter.blocks.map((inner) => deeply(inner, cut)) };
}

/** Folds go, and of the rest only the beginning stays. */
function keepFirst(blocks: number): Cut {
  const cut = everywhere((block) => cutTexts(cutRows(cutCode(block, 200), 3), { each: 100, items: 5 }));
  return (document) => {
    const inSight = document.blocks.filter(({ kind }) => kind !== 'fold').slice(0, blocks);
    const { blocks: kept, ...rest } = cut({ ...document, blocks: inSight });
    return { ...rest, blocks: [...kept, leftOut] };
  };
}

/** Keeps a code block's head and tail; with 0 characters only its size is told. */
function cutCode(block: Block, characters: number): Block {
  if (block.kind !== 'code') return block;
  const text = plainText(block.text);
  if (text.length <= characters) return block;
  if (characters === 0) return { kind: 'code', text: `… ${text.length} characters left out` };
  const head = shorten(text, Math.ceil(characters / 2));
  const tail = text.slice(-Math.floor(characters / 2)).replace(/^[\udc00-\udfff]/, '');
  return {
    kind: 'code',
    text: `${head}\n… ${text.length - head.length - tail.length + 1} characters left out …\n${tail}`,
  };
}

function cutRows(block: Block, rows: number): Block {
  if (block.kind !== 'table' || block.rows.length <= rows) return block;
  const note = `showing ${rows} of ${block.rows.length}`;
  return { ...block, rows: [...block.rows.slice(0, rows), [[{ kind: 'text', text: note }]]] };
}

function cutTexts(block: Block, { each, items }: { readonly each: number; readonly items: number }): Block {
  const line = (inlines: readonly Inline[]): readonly Inline[] => inlines.slice(0, items).map(cut);
  const cut = (inline: Inline): Inline => {
    if (inline.kind === 'person') return inline.login.length > each ? { kind: 'text', text: '…' } : inline;
    if (inline.kind === 'link' && inline.url.length > 2000)
      return { kind: 'text', text: shorten(inline.text, each) };
    return { ...inline, text: shorten(inline.text, each) };
  };
  switch (block.kind) {
    case 'headline':
    case 'paragraph':
      return { ...block, text: line(block.text) };
    case 'list':
      return { ...block, items: block.items.slice(0, items).map(line) };
    case 'table':
      return {
        ...block,
        columns: block.columns
          .slice(0, items)
          .map((column) => ({ ...column, title: shorten(column.title, each) })),
        rows: block.rows.map((row) => row.slice(0, items).map(line)),
      };
    case 'fold':
      return { ...block, summary: line(block.summary), blocks: block.blocks.slice(0, items) };
    case 'code':
      return block;
  }
}
