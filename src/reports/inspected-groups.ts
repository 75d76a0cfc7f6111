import { code, strong, text, type Block, type Inline } from '../model/document.ts';
import type { InspectedContent, InspectedGroup } from '../model/inspection.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { FailureFacet, FailureGroup } from '../model/signature.ts';
import { exampleHead, groupName, knownIssue, scopeInWords } from './failure-groups.ts';
import { count, plural } from './numbers.ts';

const MAX_GROUPS = 20;
const MAX_DETAILED = 5;
const MAX_LINKS = 3;
const EXAMPLE_LINES = 12;

/** Causes with their facets, the most frequent first; the largest with messages and an example. */
export function inspectedGroups({
  groups,
  unit,
}: Pick<InspectedContent, 'groups' | 'unit'>): readonly Block[] {
  if (groups.length === 0) return [];
  const rows = groups.slice(0, MAX_GROUPS).map(({ group }) => row(group));
  const columns = [
    { title: '', align: 'right' as const },
    { title: '', align: 'left' as const },
  ];
  const total = new Set(groups.flatMap(({ group }) => group.iterations)).size;
  const more: Block[] =
    groups.length > MAX_GROUPS
      ? [{ kind: 'paragraph', text: [text(`Showing ${MAX_GROUPS} of ${count(groups.length)} causes.`)] }]
      : [];
  const words = `${plural(groups.length, 'cause')} of ${plural(total, unit === 'iteration' ? 'failed iteration' : 'failure')}`;
  return [
    { kind: 'paragraph', text: [strong('Failures:'), text(` ${words}`)] },
    { kind: 'table', columns, rows },
    ...more,
    ...groups.slice(0, MAX_DETAILED).map(detail),
  ];
}

/** The place goes without saying where the title names it, and so does the method's own body. */
function row(group: FailureGroup): readonly (readonly Inline[])[] {
  const { place: where, title } = group.signature;
  const at =
    where === undefined || title.includes(where) ? [] : [text(' at '), code(shorten(plainLine(where), 120))];
  const isPlain = (group.facets ?? []).length > 1 || (group.scope === 'method' && group.phase === 'call');
  const facet = isPlain ? [] : [text(`, ${scopeInWords(group)}`)];
  return [
    [text(`${count(group.iterations.length)}×`)],
    [groupName(group), ...at, ...facet, ...knownIssue(group)],
  ];
}

function detail(seen: InspectedGroup): Block {
  const { group, first, last, tests } = seen;
  const { facets = [], messages = [], distinctMessages = messages.length } = group;
  const items: (readonly Inline[])[] = [
    [text('signature '), code(group.signature.id)],
    seenInWords(group, first, last),
  ];
  if (tests !== undefined && tests > 1) items.push([text(`in ${count(tests)} tests`)]);
  if (facets.length > 1) items.push([text(facets.map((facet) => facetInWords(group, facet)).join('; '))]);
  if (distinctMessages > 1) items.push(...variants(group, distinctMessages));
  items.push(...linksOf(group));
  const example = group.example.trim() === '' ? [] : [exampleBlock(group)];
  return {
    kind: 'fold',
    summary: [text(`${count(group.iterations.length)}× `), groupName(group)],
    blocks: [{ kind: 'list', items }, ...example],
  };
}

function seenInWords(group: FailureGroup, first: string, last: string): readonly Inline[] {
  if (first === last || group.iterations.length === 1) return [text('seen in '), place(first)];
  return [text('first seen in '), place(first), text(', last in '), place(last)];
}

function place(words: string): Inline {
  return code(shorten(plainLine(words), 240));
}

function facetInWords(group: FailureGroup, { scope, phase, iterations }: FailureFacet): string {
  return `${count(iterations.length)}× ${scopeInWords({ ...group, scope, phase })}`;
}

function variants({ messages = [] }: FailureGroup, distinct: number): readonly (readonly Inline[])[] {
  const said = messages.map(({ text: message, count: times }) => [
    text(`${count(times)}× says `),
    message.trim() === '' ? text('nothing') : code(shorten(plainLine(message), 160)),
  ]);
  const rest = distinct - messages.length;
  return rest > 0 ? [...said, [text(`and ${plural(rest, 'other message')}`)]] : said;
}

function linksOf({ links = [] }: FailureGroup): readonly (readonly Inline[])[] {
  const shown = links
    .slice(0, MAX_LINKS)
    .map((link) => [text('taken together with '), code(link.from), text(`: ${link.reason}`)]);
  const rest = links.length - shown.length;
  return rest > 0 ? [...shown, [text(`and with ${count(rest)} more`)]] : shown;
}

function exampleBlock({ example }: FailureGroup): Block {
  return { kind: 'code', text: exampleHead(example, EXAMPLE_LINES, 'in --json') };
}
