import { code, person, text, type Block, type Document } from '../../model/document.ts';
import type { Scene } from '../contract/context.ts';
import { sentence, visible, type Fault } from '../language/fault.ts';
import { topicOf, typed } from './common.ts';

/** Faults one reply explains; the others are counted. */
const mostFaults = 10;
/** Characters of a line that fit beside one another in a comment. */
const widest = 120;

/** What was wrong, and when. */
export interface Trouble {
  readonly faults: readonly Fault[];
  /** unread: nothing was done. stopped: an earlier command of the comment may have been carried out. */
  readonly when: 'unread' | 'stopped';
  /** The line as it would be right, without prefix; only if that is certain. */
  readonly suggestion?: string;
}

/** The one reply to everything that is wrong in a comment: lines with carets, reasons, and what to write instead. */
export function errorDocument(trouble: Trouble, scene: Scene): Document {
  const { faults, when, suggestion } = trouble;
  const isDenied = faults.every(({ code: one }) => one === 'E-DENIED');
  const unread = isDenied
    ? " That isn't yours to decide here, so nothing was"
    : " I couldn't read that, so nothing was";
  const outcome =
    when === 'unread' ? `${unread} started.` : " This command wasn't carried out, nor any command behind it.";
  const reasons = faults.slice(0, mostFaults).map((fault) => fault.message);
  const hidden = faults.length - reasons.length;
  const more = hidden > 0 ? [sentence`${hidden} more.`] : [];
  const help = sentence`All commands: ${typed('help', scene)}.`;
  const fix =
    suggestion === undefined
      ? help
      : sentence`Try ${typed(suggestion, scene)} in a new comment; edits aren't read. ${help}`;
  return {
    topic: topicOf('error', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'confused', text: [person(scene.comment.author.login), text(outcome)] },
      ...pointed(faults.slice(0, mostFaults)),
      { kind: 'list', items: [...reasons, ...more] },
      { kind: 'paragraph', text: fix },
    ],
  };
}

/** The reply to the last mistake that is answered with words for a while. */
export function lastWords(document: Document, isLoud: boolean): Document {
  const words = isLoud
    ? sentence`That was the third mistake in a row. For ten minutes I leave further ones of yours here unanswered, since every comment is a mail to others; ${code('retrial parse')} in a terminal says how a comment is read.`
    : sentence`That was the third mistake in a row. For ten minutes I answer further ones of yours here with 😕 alone; ${code('retrial parse')} in a terminal says how a comment is read.`;
  return { ...document, blocks: [...document.blocks, { kind: 'paragraph', text: words }] };
}

function pointed(faults: readonly Fault[]): readonly Block[] {
  const lines = new Map<number, Fault[]>();
  for (const fault of faults) lines.set(fault.spot.line, [...(lines.get(fault.spot.line) ?? []), fault]);
  const texts = [...lines.values()].map(withCarets);
  return texts.length === 0 ? [] : [{ kind: 'code', text: texts.join('\n') }];
}

/** The typed line and carets under its faults; a long line is cut to the part around the first one. */
function withCarets(faults: readonly Fault[]): string {
  const typedText = faults[0]?.spot.text ?? '';
  const start = Math.max(0, Math.min(...faults.map(({ spot }) => spot.from)) - widest / 2);
  const from = typedText.length <= widest ? 0 : start;
  const to = Math.min(typedText.length, from + widest);
  const columns = Array.from({ length: to - from }, (_, index) => from + index);
  const isFaulty = (column: number): boolean =>
    faults.some(({ spot }) => column >= spot.from && column < Math.max(spot.to, spot.from + 1));
  const halves = columns.filter((column) => !/[\uDC00-\uDFFF]/.test(typedText[column] ?? ''));
  const carets = halves.map((column) => (isFaulty(column) ? '^' : ' ')).join('');
  const cut = visible(typedText.slice(from, to));
  const [before, behind] = [from > 0 ? '…' : '', to < typedText.length ? '…' : ''];
  return `${before}${cut}${behind}\n${from > 0 ? ' ' : ''}${carets.trimEnd()}`;
}
