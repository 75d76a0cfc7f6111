/** What a pull request says of a ticket that it names: that it mends it, or nothing of the kind. */
export type Meaning = 'fix' | 'mention';

/** Where a ticket is named: the text up to there, and whether it stands in the title. */
export interface Naming {
  readonly before: string;
  readonly isTitle: boolean;
}

/** So much of the text before a name is looked at. */
const longest = 200;

/** GitHub's closing words, and those of a patch; other tickets may stand between them and the name. */
const mends =
  /(?<![\p{L}\p{N}])(?<!(?:\bnot|n['’]t|\bnever|\bpartly|\bpartially)\s{1,3})(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|reviewed by [^\n]{1,80} for)[\s:]{0,5}(?:[\w./:-]{0,80}[#-]\d{1,9}(?:\s{0,3}(?:,|and|&)\s{0,3}){1,2}){0,8}[[(]?(?:https?:[\w./-]{0,120})?$/iu;

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
  return mends.test(text) || (isTitle && !aside.test(text));
}
