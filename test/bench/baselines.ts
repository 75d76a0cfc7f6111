import type { FailureRecord } from '../../src/failures/records.ts';

/** The message a baseline sees: the attribute, else the first line of the text. */
function messageOf(record: FailureRecord): string {
  const text = record.text ?? '';
  return record.message || text.trim().split('\n', 1)[0] || '';
}

/** Baseline: type and message must be equal to the letter. */
export function exactMessage(record: FailureRecord): string {
  return `${record.type ?? ''}\n${messageOf(record)}`;
}

/**
 * Baseline after LUCI Analysis, `failurereason` clustering: runs that look like base64, hexadecimal or a number
 * become `%`; no stack is looked at.
 */
export function maskedMessage(record: FailureRecord): string {
  return messageOf(record)
    .slice(0, 20_000)
    .replace(/[+0-9A-Za-z]{32,}={0,2}|[/+0-9a-zA-Z]{40,}/g, '%')
    .replace(/[0-9a-fA-F \t-]{16,}|[0-9a-fA-Fx]{8,}|[0-9]+/g, '%');
}

/** The reference for speed: ten masks, each over the whole text, as a straightforward grouping would do it. */
export function tenMasks(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?Z?/g, '<time>')
    .replace(/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<x>')
    .replace(/\b0x[0-9a-f]+\b/gi, '<x>')
    .replace(/@[0-9a-f]{4,}\b/g, '@<x>')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<ip>')
    .replace(/\(([\w$]+\.java):\d+\)/g, '($1)')
    .replace(/:\d+:\d+\b/g, '')
    .replace(/(?:\/[\w.-]+){2,}/g, '<path>')
    .replace(/\d+/g, '<n>');
}
