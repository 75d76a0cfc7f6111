import { shorten } from '../../model/plain-text.ts';

const longest = 200;

/**
 * A body with one section of ours rewritten; everything people wrote around it stays as it is. Where the section is
 * not there, it is added at the end; where its end is missing, nothing is cut and it is added anew.
 * @param name what the section is about, such as a release; hostile text
 */
export function withSection(body: string, name: string, section: string): string {
  const [begin, end] = sectionMarks(name);
  const whole = `${begin}\n${unmarked(section)}\n${end}`;
  const from = lineAt(body, begin, 0);
  const to = from === -1 ? -1 : lineAt(body, end, from);
  if (to === -1) return body.trim() === '' ? `${whole}\n` : `${body.trimEnd()}\n\n${whole}\n`;
  return `${body.slice(0, from)}${whole}${body.slice(to + end.length)}`;
}

/** The section as it stands in a body, without its marks; undefined where there is none. */
export function sectionOf(body: string, name: string): string | undefined {
  const [begin, end] = sectionMarks(name);
  const from = lineAt(body, begin, 0);
  const to = from === -1 ? -1 : lineAt(body, end, from);
  return to === -1 ? undefined : body.slice(from + begin.length, to).replace(/^\r?\n|\r?\n$/g, '');
}

/** Names become letters and digits of JSON, so that none closes the comment it stands in. */
function sectionMarks(name: string): readonly [string, string] {
  const inert = JSON.stringify(shorten(name, longest)).replace(
    /[^ -~]|[<>@#&-]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [`<!-- retrial:section begin ${inert} -->`, `<!-- retrial:section end ${inert} -->`];
}

/** Where a mark stands at the beginning of a line, or -1. */
function lineAt(body: string, mark: string, from: number): number {
  let at = body.indexOf(mark, from);
  while (at > 0 && body[at - 1] !== '\n') at = body.indexOf(mark, at + 1);
  return at;
}

/** Nothing within a section looks like the end of one. */
function unmarked(section: string): string {
  return section.replaceAll('<!-- retrial:section ', '<!-- ');
}
