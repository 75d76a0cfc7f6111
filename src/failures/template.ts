import { maskRules } from './mask-rules.ts';

/** What of a message is masked at all: generous beside what is kept. */
const window = 2_000;
const longestLine = 800;
/** What a message belongs to: an assertion, another error, or nothing: then it is all there is. */
type Belonging = 'assertion' | 'error' | 'alone';

/** Lines kept: assertions explain themselves over more lines. */
const keptLines: Readonly<Record<Belonging, number>> = { assertion: 4, error: 2, alone: 4 };
const longestTemplate = 400;

/** A message with what varies replaced by placeholders. */
export interface Template {
  readonly text: string;
  /** Names of the rules that changed something, in order. */
  readonly rules: readonly string[];
}

/** Before a message becomes part of an identity or a title: masks it, joins its blanks, cuts it. */
export function templateOf(message: string, belonging: Belonging): Template {
  let text = opening(message, keptLines[belonging]);
  const rules: string[] = [];
  if (text === '') return { text, rules };
  for (const rule of maskRules) {
    if (rule.takesValues && belonging === 'alone') continue;
    if (rule.ofAssertions && belonging !== 'assertion') continue;
    if (rule.needs?.test(text) === false) continue;
    const masked = rule.apply(text);
    if (masked === text) continue;
    rules.push(rule.name);
    text = masked;
  }
  return { text: text.replace(/\s+/g, ' ').trim().slice(0, longestTemplate).trim(), rules };
}

/** The first lines that are not blank. */
function opening(message: string, lines: number): string {
  const kept: string[] = [];
  const limit = Math.min(message.length, window * 2);
  for (let at = 0, end = 0; at < limit && kept.length < lines; at = end + 1) {
    end = message.indexOf('\n', at);
    if (end < 0) end = message.length;
    const line = message.slice(at, Math.min(end, at + longestLine));
    if (line.trim() !== '') kept.push(line);
  }
  return kept.join('\n').slice(0, window);
}

/** A template as an identity: which kind of placeholder stands somewhere depends on the value, not on the cause. */
export function keyOf(template: string): string {
  return template.replaceAll('<x>', '<n>').replaceAll('<ip>', '<n>').toLowerCase();
}
