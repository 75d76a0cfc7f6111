import type { Block, Document, Inline } from '../../model/document.ts';
import { plainLine, plainText } from '../../model/plain-text.ts';
import type { Letter } from '../outlet.ts';

/** A document as a letter: its first headline is the subject. Pure. */
export function letterOf(id: string, { blocks }: Document): Letter {
  const first = blocks.find(({ kind }) => kind === 'headline');
  const subject = first?.kind === 'headline' ? line(first.text).slice(0, 200) : 'Retrial';
  const rest = blocks.filter((block) => block !== first);
  return { id, subject, text: `${rest.map(blockText).join('\n\n')}\n` };
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'headline':
    case 'paragraph':
      return line(block.text);
    case 'list':
      return block.items.map((item) => `- ${line(item)}`).join('\n');
    case 'table':
      return block.rows.map((row) => rowText(row, block.columns)).join('\n\n');
    case 'code':
      return plainText(block.text)
        .split('\n')
        .map((one) => `    ${one}`)
        .join('\n');
    case 'fold':
      return [line(block.summary), ...block.blocks.map(blockText)].join('\n');
  }
}

type Table = Extract<Block, { kind: 'table' }>;

/** Wide tables are no good in a letter: the first cells name a row, the others follow, each with its title. */
function rowText(row: Table['rows'][number], columns: Table['columns']): string {
  const named = columns[0]?.title === '#' ? 2 : 1;
  const name = row.slice(0, named).map(line).join('. ');
  const others = row
    .slice(named)
    .map((cell, at) => [columns[at + named]?.title ?? '', line(cell)] as const)
    .filter(([, words]) => words !== '')
    .map(([title, words]) => `   ${title}: ${words}`);
  return [name, ...others].join('\n');
}

/** Whatever people wrote is no address that a reader could press; our own links stay. */
function line(inlines: readonly Inline[]): string {
  return plainLine(
    inlines
      .map((one) => {
        switch (one.kind) {
          case 'link':
            return `${unlinked(one.text)} (${one.url})`;
          case 'person':
            return one.login;
          case 'text':
          case 'strong':
          case 'code':
            return unlinked(one.text);
        }
      })
      .join(''),
  );
}

function unlinked(text: string): string {
  return text.replaceAll(/:\/\//g, ': //').replaceAll(/\bwww\./gi, 'www .');
}
