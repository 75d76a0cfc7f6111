import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** What GitHub looks for in rendered text, outside code and links; each by its own documentation of autolinks. */
const alive: readonly RegExp[] = [
  /(?<![\w`])@[a-z\d][\w-]*/i,
  /#\d/,
  /\bgh-\d/i,
  /\b[A-Za-z]\w*-\d/,
  /\bGHSA-\w/i,
  /:[\w+-]+:/,
  /\b(?:https?|ftp):\/\//i,
  /\bwww\.\w/i,
  /\w@\w/,
  /\b[\da-f]{7,40}\b/i,
];

/** A comment as GitHub's parser sees it. */
export function readMarkdown(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** Every node with its ancestors, outermost first. */
export function nodesOf(root: Root): readonly { readonly node: Nodes; readonly above: readonly Nodes[] }[] {
  const visit = (node: Nodes, above: readonly Nodes[]): ReturnType<typeof nodesOf> => {
    const inside = 'children' in node ? node.children : [];
    return [{ node, above }, ...inside.flatMap((child) => visit(child, [...above, node]))];
  };
  return visit(root, []);
}

/** Texts in which GitHub would find something to link, to call or to replace, but for the one person called. */
export function findAlive(root: Root, person?: string): string[] {
  return nodesOf(root).flatMap(({ node, above }) => {
    const isSearched = node.type === 'text' && !above.some(({ type }) => type === 'link');
    if (!isSearched) return [];
    const called = person === undefined ? node.value : node.value.replaceAll(calling(person), '');
    return alive.some((pattern) => pattern.test(called)) ? [node.value] : [];
  });
}

/** All text of a tree as it is seen, without the gaps that keep it inert. */
export function seenText(root: Root): string {
  return nodesOf(root)
    .map(({ node }) => (node.type === 'text' || node.type === 'inlineCode' ? node.value : ''))
    .join('')
    .replaceAll('\u200b', '');
}

/** The person's mention where it is nothing else: no part of a longer name, a team or an address. */
function calling(person: string): RegExp {
  return new RegExp(`(?<![\\w@])@${person}(?![\\w/-])`, 'g');
}
