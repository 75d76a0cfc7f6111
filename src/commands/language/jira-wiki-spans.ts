/** Text between two pieces of markup, and where what follows both begins. Columns are 0-based. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/** What stands in brackets: a person, or a text that leads somewhere. */
type Bracket =
  | { readonly kind: 'mention'; readonly name: string; readonly end: number }
  | (Span & { readonly kind: 'link'; readonly url: string });

/** Longer than any name, address or label people type; it keeps the reading of a line linear. */
const longest = 2_000;

/**
 * `{{x}}`, or `{{{}x{}}}` as Jira's visual editor writes it. Of several closing braces the last two close, since a
 * name may end with one.
 */
export function monospaceAt(line: string, at: number): Span | undefined {
  if (!line.startsWith('{{', at)) return undefined;
  const within = line.slice(at, at + longest);
  if (within.startsWith('{{{}')) {
    const close = within.indexOf('{}}}', 4);
    if (close > 4) return { from: at + 4, to: at + close, end: at + close + 4 };
  }
  let close = within.indexOf('}}', 2);
  if (close === -1) return undefined;
  while (within[close + 2] === '}') close++;
  const isBlank = within.slice(2, close).trim() === '';
  return isBlank ? undefined : { from: at + 2, to: at + close, end: at + close + 2 };
}

/** Where a tag ends that shows nothing itself: a colour, an anchor, or emphasis inside a word such as `{*}`. */
export function tagAt(line: string, at: number): number | undefined {
  const found = /^\{(?:[*_+]|(?:color|anchor)(?::[^{}]{0,200})?)\}/i.exec(line.slice(at, at + 220));
  return found === null ? undefined : at + found[0].length;
}

/** `[~name]`, `[text|address]`, `[address]`; other brackets are text, such as the `[0]` of a test's name. */
export function linkAt(line: string, at: number): Bracket | undefined {
  const inside = /^\[([^[\]]{1,2000})\]/.exec(line.slice(at, at + longest + 2))?.[1];
  if (inside === undefined) return undefined;
  const end = at + inside.length + 2;
  const name = /^~([^\s|~]+)$/.exec(inside)?.[1];
  if (name !== undefined) return { kind: 'mention', name, end };
  const [text = '', address, ...rest] = inside.split('|');
  const url = [address, text].find((part) => part !== undefined && isAddress(part));
  if (url === undefined || rest.length > 1 || text.trim() === '') return undefined;
  return { kind: 'link', from: at + 1, to: at + 1 + text.length, end, url: url.trim() };
}

function isAddress(text: string): boolean {
  return /^\s*(?:https?:\/\/|ftps?:\/\/|mailto:|file:|www\.|#|\^|\/\/?[\w-])/i.test(text);
}
