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
  /(?<![\p{L}\p{N}])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|reviewed by [^\n]{1,80} for)[\s:]{0,5}$/iu;

/** What takes a closing word back that stands right after it. */
const denial =
  /(?:\bnot|n['’]t|\bnever|\bpartly|\bpartially)(?:\s{1,3}(?:yet|fully|really))?\s{1,3}$|\buntil\b[^\n.]{0,40}$/iu;

/** Words of a title by which it names a ticket without mending it. */
const aside =
  /(?<![\p{L}\p{N}])(?:see(?: also)?|cf\.?|like|unlike|since|after|before|until|reverts?|reverted|reproduce[sd]?|related to|relates to|refs?|references|part of|towards?|follow[- ]?up (?:to|of|on|for)|not|n['’]t)[\s:(#]{0,5}$/iu;

/** A title that something is to be left out by, perhaps behind the ticket's name. Of a test that mends nothing. */
const leavesOut =
  /^(?:[^\n:]{0,80}:|[[(]?(?:\w{1,20}-|#)\d{1,9}[\])]?\s)?[^\p{L}\n]{0,5}(?:temporarily )?(?:(?:ignor|mut|disabl|quarantin)(?:es?|ed|ing)|skip(?:s|ped|ping)?)\b/iu;

/** What people call a test: CASTest, testConflictingWrites, till.spec; not what only sounds like it, as the latest. */
const testName = /(?:\b[Tt]|T)est(?:s|Case)?\b|\btest[A-Z_]|_test\b|\b[Ss]pecs?\b|Spec\b|[Ss]uite\b/;

/** What a title begins with that takes something back, as often as it does; and a branch that GitHub names for it. */
const reverts = /^(?:[^\p{L}\p{N}]*revert(?:s|ed|ing)?\b)+/iu;
const revertBranch = /^(?:revert-\d+-)+/i;

/** A pull request by what it is called. */
interface Titled {
  readonly title: string;
  readonly head: { readonly ref: string };
}

/** The strongest that the places at which a ticket is named say of it; undefined where it is named nowhere. */
export function meaningOf(namings: readonly Naming[], pull: Titled): Meaning | undefined {
  if (namings.length === 0) return undefined;
  // The title of what is taken back is quoted, with its closing words.
  if (namings.some(({ isTitle }) => isTitle) && takesBack(pull)) return 'mention';
  const isTestLeftOut = leavesOut.test(pull.title) && testName.test(pull.title);
  const told = isTestLeftOut ? namings.filter(({ isTitle }) => !isTitle) : namings;
  return told.some(isMending) ? 'fix' : 'mention';
}

/** Whether it reverts another pull request; the revert of a revert brings it back. */
function takesBack({ title, head }: Titled): boolean {
  const told = reverts.exec(title)?.[0] ?? revertBranch.exec(head.ref)?.[0] ?? '';
  return (told.match(/revert/gi) ?? []).length % 2 === 1;
}

function isMending({ before, isTitle }: Naming): boolean {
  const text = withoutList(before.slice(-longest));
  const word = closing.exec(text);
  if (word !== null) return !denial.test(text.slice(0, word.index));
  return isTitle && !aside.test(before.slice(-longest));
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
