/** What a pull request says of a ticket that it names: that it mends it, or nothing of the kind. */
export type Meaning = 'fix' | 'mention';

/** Where a ticket is named: the text up to there, and whether it stands in the title. */
export interface Naming {
  readonly before: string;
  readonly isTitle: boolean;
}

/** So much of the text before a name is looked at. */
const longest = 200;

/** So many other tickets may stand between a closing word and the name. */
const mostOthers = 8;

/** What may stand right before a name: a bracket, the begin of its address. Read backwards, as all that ends a text. */
const opening = /$(?<=([[(]?(?:https?:[\w./-]{0,120})?))/i;

/** Another ticket of a list, and what parts it from the next. */
const other = /$(?<=([\w./:-]{0,80}[#-]\d{1,9}(?:\s{0,3}[,&]\s{0,3}(?:and\s{1,3})?|\s{1,3}and\s{1,3})))/i;

/** GitHub's closing words, and those of a patch. */
const closing =
  /(?<![\p{L}\p{N}])(?<!(?:\bnot|n['’]t|\bnever|\bpartly|\bpartially)\s{1,3})(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|reviewed by [^\n]{1,80} for)[\s:]{0,5}$/iu;

/** Words of a title by which it names a ticket without mending it. */
const aside =
  /(?<![\p{L}\p{N}])(?:see(?: also)?|cf\.?|like|unlike|since|after|before|reverts?|reverted|related to|relates to|refs?|references|part of|towards?|follow[- ]?up (?:to|of|on|for)|not|n['’]t)[\s:(#]{0,5}$/iu;

/** The strongest that the places at which a ticket is named say of it; undefined where it is named nowhere. */
export function meaningOf(namings: readonly Naming[]): Meaning | undefined {
  if (namings.length === 0) return undefined;
  return namings.some(isMending) ? 'fix' : 'mention';
}

function isMending({ before, isTitle }: Naming): boolean {
  const text = before.slice(-longest);
  return closing.test(withoutList(text)) || (isTitle && !aside.test(text));
}

/** A text up to the list of tickets that ends it: step by step from its end, as no other reading is sure to end soon. */
function withoutList(text: string): string {
  let rest = text.slice(0, text.length - (opening.exec(text)?.[1] ?? '').length);
  for (let others = 0; others < mostOthers; others += 1) {
    const last = other.exec(rest)?.[1];
    if (last === undefined) break;
    rest = rest.slice(0, -last.length);
  }
  return rest;
}
