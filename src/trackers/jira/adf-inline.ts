import type { Inline } from '../../model/document.ts';
import { plainText } from '../../model/plain-text.ts';
import type { AdfNode } from './adf-node.ts';

/** Inlines as nodes of one paragraph: each text in one line, none of them empty, and no white space at the ends. */
export function inlineNodes(inlines: readonly Inline[]): readonly AdfNode[] {
  const nodes: AdfNode[] = [];
  for (const inline of inlines) {
    const node = nodeOf(inline);
    if (node.text !== '') nodes.push(node);
  }
  return trimmed(nodes);
}

/** Inlines as a title, which holds nothing but text. */
export function titleOf(inlines: readonly Inline[]): string {
  return inlines.map((inline) => (inline.kind === 'person' ? inline.login : inline.text)).join('');
}

function nodeOf(inline: Inline): AdfNode {
  switch (inline.kind) {
    case 'text':
      return { type: 'text', text: oneLine(inline.text) };
    case 'strong':
      return { type: 'text', text: oneLine(inline.text), marks: [{ type: 'strong' }] };
    case 'code':
      return literal(inline.text);
    case 'link':
      return linked(inline);
    case 'person':
      // An account's id has no other characters; a name is no id, and becomes nobody's mention.
      return /^[\w:-]{1,128}$/.test(inline.login)
        ? { type: 'mention', attrs: { id: inline.login } }
        : literal(inline.login);
  }
}

function literal(text: string): AdfNode {
  return { type: 'text', text: oneLine(text), marks: [{ type: 'code' }] };
}

/** Only http and https, and no name before the host: anything else is the text alone. */
function linked({ text, url }: Extract<Inline, { kind: 'link' }>): AdfNode {
  const label = oneLine(text);
  if (!URL.canParse(url)) return { type: 'text', text: label };
  const { protocol, username, password, href } = new URL(url);
  const isSafe = ['http:', 'https:'].includes(protocol) && username === '' && password === '';
  if (!isSafe) return { type: 'text', text: label };
  return {
    type: 'text',
    text: label.trim() === '' ? 'link' : label,
    marks: [{ type: 'link', attrs: { href } }],
  };
}

function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ');
}

function trimmed(nodes: readonly AdfNode[]): readonly AdfNode[] {
  const at = (index: number): AdfNode[] => {
    const node = nodes[index];
    if (node === undefined) return [];
    if (node.text === undefined) return [node];
    const start = index === 0 ? node.text.trimStart() : node.text;
    const text = index === nodes.length - 1 ? start.trimEnd() : start;
    return text === '' ? [] : [{ ...node, text }];
  };
  return nodes.flatMap((_, index) => at(index));
}
