import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** All that happens within a line. */
const inlineConstructs = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeText',
  'emailAutolink',
  'gfmFootnoteCall',
  'gfmPotentialFootnoteCall',
  'hardBreakEscape',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
  'protocolAutolink',
  'strikethrough',
  'tasklistCheck',
  'wwwAutolink',
];

/** The transforms would replace text by nodes that have no position. */
const mdastExtensions = gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] }));
const blockExtensions = [gfm(), { disable: { null: inlineConstructs } }];
/** A single tilde strikes nothing out here: `HEAD~1` is typed more often. */
const allExtensions = [gfm({ singleTilde: false })];

/** Parses GitHub's Markdown to blocks only. The time hostile text takes grows with its lines and nesting. */
export function parseBlocks(text: string): Root {
  return fromMarkdown(text, { extensions: blockExtensions, mdastExtensions });
}

/** Parses GitHub's Markdown wholly. The time hostile text takes grows with the square of its length. */
export function parseMarkdown(text: string): Root {
  return fromMarkdown(text, { extensions: allExtensions, mdastExtensions });
}
