import { jvmFrame } from './frames/jvm.ts';
import { framesOf, type Frame, type Frames, type Thrown } from './frame.ts';
import { typeAndMessage } from './header.ts';

/** Most of a header that is kept: masks read a fraction of it. */
const headerLimit = 4_000;

interface Part {
  readonly relation: 'top' | 'cause' | 'suppressed' | 'suppressed cause';
  readonly header: string;
  /** Offsets of the frames' lines. */
  readonly lines: number[];
}

/** Whether a text is a JVM stack in its own format: frames are lines that begin with a tab and `at `. */
export function isJvmStack(text: string): boolean {
  return text.includes('\n\tat ') || text.startsWith('\tat ');
}

/**
 * Splits a JVM stack into its chain, top first, root cause last. Frames begin with a tab; `at` lines indented by
 * blanks are part of a message (thread dumps). Format: java.lang.Throwable#printStackTrace.
 */
export function jvmChain(text: string): readonly Thrown[] {
  const parts = partsOf(text);
  const main = parts.filter(
    (part) => part.relation === 'top' || (part.relation === 'cause' && hasContent(part)),
  );
  const circular = parts.some((part) => part.relation === 'cause' && !hasContent(part));
  const suppressed = parts.filter((part) => part.relation.startsWith('suppressed') && hasContent(part));
  const first = suppressed.slice(
    0,
    1 + suppressed.findIndex((part, at) => at > 0 && part.relation === 'suppressed'),
  );
  const inside = first.length > 0 ? first : suppressed;
  const empty =
    main.length === 1 && /^\S*(?:MultipleFailuresError|MultipleFailureException)/.test(main[0]?.header ?? '');
  const chain = (circular && main.length <= 1) || empty ? [...main, ...inside] : main;
  return chain.map((part) => ({ ...typeAndMessage(part.header), frames: lazyFrames(text, part.lines) }));
}

function hasContent(part: Part): boolean {
  return !part.header.startsWith('[CIRCULAR REFERENCE') && part.header !== '';
}

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let part: { -readonly [K in keyof Part]: Part[K] } = { relation: 'top', header: '', lines: [] };
  let inFrames = false;
  for (let at = 0, end = 0; at < text.length; at = end + 1) {
    end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const from = skipTabs(text, at);
    if (from > at && (text.startsWith('at ', from) || text.startsWith('... ', from))) {
      if (text.charCodeAt(from) === 97) part.lines.push(from + 3);
      inFrames = true;
      continue;
    }
    const relation = relationAt(text, at, from);
    if (relation !== undefined) {
      parts.push(part);
      part = { relation, header: lineAfter(text, text.indexOf(': ', from) + 2, end), lines: [] };
      inFrames = false;
    } else if (!inFrames && part.header.length < headerLimit) {
      part.header += `${part.header === '' ? '' : '\n'}${text.slice(at, Math.min(end, at + headerLimit))}`;
    }
  }
  parts.push(part);
  return parts;
}

function lineAfter(text: string, from: number, end: number): string {
  return text.slice(from, Math.min(end, from + headerLimit));
}

function relationAt(text: string, at: number, from: number): Part['relation'] | undefined {
  if (from === at) return text.startsWith('Caused by: ', at) ? 'cause' : undefined;
  if (from === at + 1 && text.startsWith('Suppressed: ', from)) return 'suppressed';
  return text.startsWith('Caused by: ', from) || text.startsWith('Suppressed: ', from)
    ? 'suppressed cause'
    : undefined;
}

function skipTabs(text: string, at: number): number {
  let from = at;
  while (text.charCodeAt(from) === 9) from++;
  return from;
}

function lazyFrames(text: string, lines: readonly number[]): Frames {
  const read = (index: number): Frame | undefined => {
    const from = lines[index];
    if (from === undefined) return undefined;
    const end = text.indexOf('\n', from);
    return jvmFrame(text.slice(from, end < 0 ? text.length : end).trimEnd());
  };
  return lines.length === 0 ? framesOf([]) : { count: lines.length, at: read };
}
