import { strong, text, type Block, type Inline } from '../model/document.ts';

/** A line that begins with what it is about. */
export function labelled(label: string, words: readonly Inline[]): Block {
  return { kind: 'paragraph', text: [strong(`${label}:`), text(' '), ...words] };
}
