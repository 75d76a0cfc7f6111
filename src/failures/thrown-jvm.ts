import type { Frame, Frames, Thrown } from './frame.ts';
import { jvmFrame } from './frames/jvm.ts';
import { typeAndMessage } from './header.ts';
import { isFrameworkLine } from './origins.ts';

/** Most of a header that is kept: masks read a fraction of it. */
const headerLimit = 4_000;
/** Links of a chain that are read; real chains have fewer than twenty. */
const mostParts = 50;
/** Lines looked at from either end of a stack; in a deeper recursion the place is nearer. */
const deepest = 600;

/** Where a chain's next exception begins: a cause at the start of a line, anything suppressed behind tabs. */
const boundary = /\n(?:Caused by: |\t{1,9}(?:Suppressed|Caused by): )/g;

const cause = 'Caused by: ';

/** What ends the message of a collection of failures rather than of one. */
const collection = /^\S{0,300}(?:MultipleFailuresError|MultipleFailureException)/;

interface Part {
  readonly relation: 'top' | 'cause' | 'suppressed' | 'suppressed cause';
  readonly header: string;
  /** Where its frames' lines begin and end. */
  readonly from: number;
  readonly to: number;
}

/** Whether a text is a JVM stack in its own format: frames are lines that begin with a tab and `at `. */
export function isJvmStack(text: string): boolean {
  return text.includes('\n\tat ') || text.startsWith('\tat ');
}

/**
 * Splits a JVM stack into its chain, top first, root cause last. Frames begin with a tab; `at` lines indented by
 * blanks are part of a message (thread dumps). Format: java.lang.Throwable#printStackTrace.
 * @param tested The framework package that is itself under test, or empty.
 */
export function jvmChain(text: string, tested: string): readonly Thrown[] {
  const parts = partsOf(text);
  return chosen(parts).map((part) => {
    const { type, message } = typeAndMessage(part.header);
    return { type, message, frames: framesIn({ text, tested }, part.from, part.to) };
  });
}

/** The causes; where they lead nowhere or in a circle, or the top only collects others, what was suppressed. */
function chosen(parts: readonly Part[]): readonly Part[] {
  const main = parts.filter(
    (part) => part.relation === 'top' || (part.relation === 'cause' && hasContent(part)),
  );
  if (main.length === parts.length || main.length > 1) return main;
  const isCircle = parts.some((part) => part.relation === 'cause' && !hasContent(part));
  if (!isCircle && !collection.test(main[0]?.header ?? '')) return main;
  const suppressed = parts.filter((part) => part.relation.startsWith('suppressed') && hasContent(part));
  const second = suppressed.findIndex((part, index) => index > 0 && part.relation === 'suppressed');
  return [...main, ...(second < 0 ? suppressed : suppressed.slice(0, second))];
}

function hasContent(part: Part): boolean {
  return part.header !== '' && !part.header.startsWith('[CIRCULAR REFERENCE');
}

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let firstFrame = -1;
  const add = (relation: Part['relation'], start: number, to: number): void => {
    if (firstFrame < start && firstFrame < text.length) firstFrame = frameAfter(text, start);
    const from = Math.min(firstFrame, to);
    parts.push({ relation, header: text.slice(start, Math.min(from, start + headerLimit)), from, to });
  };
  let relation: Part['relation'] = 'top';
  let start = 0;
  for (const { at, mark } of boundaries(text)) {
    add(relation, start, at);
    relation = relationOf(mark);
    start = at + mark.length;
    if (parts.length === mostParts) return parts;
  }
  add(relation, start, text.length);
  return parts;
}

interface Boundary {
  readonly at: number;
  readonly mark: string;
}

/** Nearly every chain is one of plain causes, which a search finds several times faster than the pattern. */
function boundaries(text: string): readonly Boundary[] {
  const plain: Boundary[] = [];
  for (
    let at = text.indexOf(cause);
    at >= 0 && plain.length < mostParts;
    at = text.indexOf(cause, at + cause.length)
  ) {
    if (text.charCodeAt(at - 1) === 9) return anyBoundaries(text);
    if (text.charCodeAt(at - 1) === 10) plain.push({ at: at - 1, mark: `\n${cause}` });
  }
  // A search is quickest for a text that begins with a rare letter: every line begins with a tab.
  return text.includes('Suppressed: ') ? anyBoundaries(text) : plain;
}

function anyBoundaries(text: string): readonly Boundary[] {
  const isChained = text.includes(`\n${cause}`) || text.includes('\n\tSuppressed: ');
  return isChained
    ? Array.from(text.matchAll(boundary), (match) => ({ at: match.index, mark: match[0] }))
    : [];
}

/** Where the line of the next frame begins, tabs included; the text's length if there is none. */
function frameAfter(text: string, start: number): number {
  const at = text.startsWith('\tat ', start) ? start : text.indexOf('\tat ', start);
  return at < 0 ? text.length : Math.max(start, text.lastIndexOf('\n', at));
}

function relationOf(mark: string): Part['relation'] {
  if (mark.startsWith('\nC')) return 'cause';
  return mark.startsWith('\n\tS') ? 'suppressed' : 'suppressed cause';
}

function framesIn({ text, tested }: { text: string; tested: string }, from: number, to: number): Frames {
  const read = (start: number, end: number): Frame | undefined => {
    let at = start;
    while (text.charCodeAt(at) === 9) at++;
    if (at === start || !text.startsWith('at ', at)) return undefined;
    if (tested === '' && isFrameworkLine(text, at + 3)) return undefined;
    const frame = jvmFrame(text.slice(at + 3, end).trimEnd());
    const isTested = frame !== undefined && tested !== '' && frame.owner.startsWith(`${tested}.`);
    return isTested ? { ...frame, isTested } : frame;
  };
  const named = (method: string): Frame | undefined => {
    let found = -1;
    for (
      let at = text.indexOf(`.${method}(`, from);
      at >= 0 && at < to;
      at = text.indexOf(`.${method}(`, at + 1)
    ) {
      found = at;
    }
    if (found < 0) return undefined;
    const end = text.indexOf('\n', found);
    return read(text.lastIndexOf('\n', found) + 1, end < 0 ? to : end);
  };
  return {
    isEmpty: from >= to,
    named,
    find: (side, look) => {
      let [start, end] = [from, to];
      for (let seen = 0; seen < deepest && start < end; seen++) {
        const cut = side === 'inside' ? text.indexOf('\n', start) : text.lastIndexOf('\n', end - 1);
        const isLast = cut < start || cut >= end;
        const frame =
          side === 'inside' ? read(start, isLast ? end : cut) : read(isLast ? start : cut + 1, end);
        const answer = frame === undefined ? undefined : look(frame);
        if (answer !== undefined || isLast) return answer;
        if (side === 'inside') start = cut + 1;
        else end = cut;
      }
      return undefined;
    },
  };
}
