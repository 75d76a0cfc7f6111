import type { AdfNode } from '../../src/trackers/jira/adf-node.ts';

/**
 * What each node may hold and has to say, of the nodes that comments use; after Atlassian's description of its
 * document format, which Jira Cloud holds comments to.
 */
const blocks = ['paragraph', 'bulletList', 'table', 'codeBlock', 'panel'];
const children: Readonly<Record<string, readonly string[]>> = {
  doc: [...blocks, 'expand'],
  expand: blocks,
  panel: ['paragraph', 'bulletList'],
  paragraph: ['text', 'mention'],
  bulletList: ['listItem'],
  listItem: ['paragraph'],
  table: ['tableRow'],
  tableRow: ['tableHeader', 'tableCell'],
  tableHeader: ['paragraph'],
  tableCell: ['paragraph'],
  codeBlock: ['text'],
  text: [],
  mention: [],
};
const mayBeEmpty = new Set(['paragraph', 'text', 'mention']);
const marks: Readonly<Record<string, readonly string[]>> = { strong: [], code: [], link: ['href'] };
const panelTypes = ['info', 'note', 'warning', 'success', 'error'];

/** What Jira would refuse of a document, and where; empty when nothing. */
export function faultsOfAdf(node: AdfNode, path = 'doc'): readonly string[] {
  const content = node.content ?? [];
  const allowed = children[node.type];
  if (allowed === undefined) return [`${path}: no such node as ${node.type}`];
  const own: string[] = [];
  if (content.length === 0 && !mayBeEmpty.has(node.type)) own.push(`${path}: is empty`);
  if (node.type === 'doc' && node.version !== 1) own.push(`${path}: has no version`);
  if (node.type === 'text') own.push(...textFaults(node, path));
  if (node.type === 'panel' && !panelTypes.includes(String(node.attrs?.['panelType'])))
    own.push(`${path}: no such panel`);
  if (node.type === 'mention' && typeof node.attrs?.['id'] !== 'string') own.push(`${path}: mentions nobody`);
  if (node.type === 'tableRow' && new Set(content.map(({ type }) => type)).size > 1)
    own.push(`${path}: mixes cells`);
  const inside = content.flatMap((child, index) => {
    const at = `${path}/${index}:${child.type}`;
    const wrong = allowed.includes(child.type) ? [] : [`${at}: is not allowed in ${node.type}`];
    return [...wrong, ...faultsOfAdf(child, at)];
  });
  return [...own, ...inside];
}

function textFaults({ text, marks: given = [] }: AdfNode, path: string): readonly string[] {
  const faults = text === undefined || text === '' ? [`${path}: has no text`] : [];
  for (const { type, attrs = {} } of given) {
    if (marks[type]?.join() !== Object.keys(attrs).join()) faults.push(`${path}: the mark ${type} is wrong`);
  }
  return faults;
}

/** Every node of a document, outer ones first. */
export function allNodes(node: AdfNode): readonly AdfNode[] {
  return [node, ...(node.content ?? []).flatMap(allNodes)];
}

/** What somebody reads, with a line end behind each block. */
export function readingOf(node: AdfNode): string {
  if (node.type === 'text') return node.text ?? '';
  if (node.type === 'mention') return `@${String(node.attrs?.['id'])}`;
  const inside = (node.content ?? []).map(readingOf).join('');
  const title = typeof node.attrs?.['title'] === 'string' ? `▸ ${node.attrs['title']}\n` : '';
  return ['paragraph', 'codeBlock', 'expand'].includes(node.type) ? `${title}${inside}\n` : inside;
}
