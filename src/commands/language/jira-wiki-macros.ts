/** Blocks that are open at the end of a line. */
export interface MacroState {
  /** The block whose body is shown as it stands: nothing but its own end means anything in it. */
  readonly raw: RawName | undefined;
  /** How many of each quoting block are open. */
  readonly depth: Readonly<Record<QuotingName, number>>;
}

/** A stretch of a line, columns 0-based: text to read, text shown as it stands, or a tag around that. */
export interface Piece {
  readonly kind: 'text' | 'literal' | 'markup';
  readonly from: number;
  readonly to: number;
}

/** Boxes around what somebody else said, or a program; the last five are macros that many Jiras add. */
const quotings = ['quote', 'panel', 'info', 'tip', 'note', 'warning', 'expand'] as const;

type RawName = 'code' | 'noformat';
type QuotingName = (typeof quotings)[number];

interface Tag {
  readonly name: RawName | QuotingName;
  readonly bare: boolean;
  readonly from: number;
  readonly to: number;
}

const raws: readonly RawName[] = ['code', 'noformat'];
const names: readonly Tag['name'][] = [...raws, ...quotings];

/** No block is open. */
export const noMacros: MacroState = {
  raw: undefined,
  depth: { quote: 0, panel: 0, info: 0, tip: 0, note: 0, warning: 0, expand: 0 },
};

/**
 * Follows the block macros of one line: the state behind it, and what of it stands outside. `{code}x{code}` within
 * the line is literal text. A block that begins here and goes on, or a quoting one, ends what is read of the line:
 * its tag stays as literal text, so that a command with a block in it is noticed and not cut short.
 * Tags are found as Jira's parser finds them: any case, none behind a backslash, none at the first of two braces.
 */
export function scanMacros(
  line: string,
  before: MacroState,
): { state: MacroState; pieces: readonly Piece[] } {
  const pieces: Piece[] = [];
  let { raw, depth } = before;
  let readable = raw === undefined;
  let done = 0;
  let opening: Tag | undefined;
  let behind = 0;
  for (const tag of tagsOf(line)) {
    const counts = raw === undefined ? !tag.doubled : tag.bare && tag.name === raw;
    if (!counts || tag.from < behind) continue;
    behind = tag.to;
    if (raw !== undefined) {
      if (readable && opening !== undefined) pieces.push(...literalPieces(opening, tag));
      done = tag.to;
      raw = undefined;
      opening = undefined;
    } else {
      if (readable) pieces.push({ kind: 'text', from: done, to: tag.from });
      if (isRaw(tag.name)) {
        raw = tag.name;
        opening = tag;
      } else {
        if (readable) pieces.push({ kind: 'literal', from: tag.from, to: tag.to });
        readable = false;
        depth = { ...depth, [tag.name]: levelBehind(tag, depth[tag.name]) };
      }
    }
  }
  if (readable && opening !== undefined) pieces.push({ kind: 'literal', from: opening.from, to: opening.to });
  else if (readable && raw === undefined) pieces.push({ kind: 'text', from: done, to: line.length });
  return { state: { raw, depth }, pieces };
}

/** A tag with parameters always opens; a bare one closes what is open. */
function levelBehind(tag: Tag, level: number): number {
  return tag.bare && level > 0 ? level - 1 : level + 1;
}

/** An empty block shows a box all the same, so its tags are literal: nothing behind it begins its line. */
function literalPieces(opening: Tag, closing: Tag): readonly Piece[] {
  if (opening.to === closing.from) return [{ kind: 'literal', from: opening.from, to: closing.to }];
  return [
    { kind: 'markup', from: opening.from, to: opening.to },
    { kind: 'literal', from: opening.to, to: closing.from },
    { kind: 'markup', from: closing.from, to: closing.to },
  ];
}

function isRaw(name: Tag['name']): name is RawName {
  return raws.some((raw) => raw === name);
}

/** Everything that looks like a tag; `doubled` ones follow another brace, which outside a raw block is no tag. */
function tagsOf(line: string): readonly (Tag & { readonly doubled: boolean })[] {
  const tags: (Tag & { readonly doubled: boolean })[] = [];
  let second = -1;
  let close = -1;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') {
      at++;
      continue;
    }
    if (line[at] !== '{') continue;
    if (close < at) close = line.indexOf('}', at);
    if (close === -1) break;
    const doubled = second === at;
    if (!doubled && line[at + 1] === '{') second = at + 1;
    const name = names.find((each) => line.slice(at + 1, at + 1 + each.length).toLowerCase() === each);
    const behind = name === undefined ? '' : line[at + 1 + name.length];
    if (name === undefined || (behind !== '}' && behind !== ':')) continue;
    tags.push({ name, bare: behind === '}', from: at, to: close + 1, doubled });
  }
  return tags;
}
