import type { SignatureLink } from '../model/signature.ts';
import { assertion } from './names.ts';
import type { Fingerprint } from './signature-of.ts';

/** Share of words in common from which two messages at one place are one cause (measured on labelled failures). */
const overlapEnough = 0.6;
/** Words in common at the start from which the rest is taken for detail. */
const prefixEnough = 6;
/** Different messages at one place up to which each is compared with each; above, only neighbours in order. */
const mostCompared = 300;

/** What the near-duplicate step decided: the id that stands for each id, and why. */
export interface NearDuplicates {
  /** An id that is not in here stands for itself. */
  readonly idOf: ReadonlyMap<string, string>;
  readonly links: readonly SignatureLink[];
}

/**
 * Joins signatures of one bucket whose messages are alike or of which one is silent. Never looks across buckets, and
 * the order of its input changes nothing: it compares all pairs and takes what is connected.
 */
export function nearDuplicates(prints: readonly Fingerprint[]): NearDuplicates {
  const idOf = new Map<string, string>();
  const links: SignatureLink[] = [];
  for (const members of buckets(prints).values()) {
    if (members.length < 2) continue;
    for (const group of connected(members)) {
      const [first] = group;
      if (first === undefined) continue;
      for (const member of group) {
        idOf.set(member.signature.id, first.signature.id);
        if (member !== first)
          links.push({ from: member.signature.id, to: first.signature.id, reason: reasonFor(member, first) });
      }
    }
  }
  return { idOf, links };
}

/** Distinct signatures by bucket, each bucket in an order that depends on the messages alone. */
function buckets(prints: readonly Fingerprint[]): Map<string, Fingerprint[]> {
  const distinct = new Map(prints.map((print) => [print.signature.id, print]));
  const found = new Map<string, Fingerprint[]>();
  for (const print of distinct.values()) {
    if (print.bucket === undefined) continue;
    const members = found.get(print.bucket);
    if (members === undefined) found.set(print.bucket, [print]);
    else members.push(print);
  }
  for (const members of found.values()) members.sort(byMessage);
  return found;
}

/** The most general message first: the one with something to say and the least of it. */
function byMessage(a: Fingerprint, b: Fingerprint): number {
  return (
    Number(a.key === '') - Number(b.key === '') ||
    a.key.length - b.key.length ||
    (a.key < b.key ? -1 : Number(a.key > b.key))
  );
}

function connected(members: readonly Fingerprint[]): Fingerprint[][] {
  const said = members.map(({ key }) => saidBy(key));
  const parent = members.map((_, index) => index);
  const reach = members.length <= mostCompared ? members.length : 2;
  const rootOf = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at] ?? at;
    return at;
  };
  for (let i = 0; i < members.length; i++) {
    for (let j = i + 1; j < Math.min(members.length, i + reach); j++) {
      if (alike(said[i] ?? silence, said[j] ?? silence))
        parent[Math.max(rootOf(i), rootOf(j))] = Math.min(rootOf(i), rootOf(j));
    }
  }
  const groups = new Map<number, Fingerprint[]>();
  for (const [index, member] of members.entries()) {
    const group = groups.get(rootOf(index)) ?? [];
    group.push(member);
    groups.set(rootOf(index), group);
  }
  return withSilent([...groups.values()]);
}

/**
 * An error without a message joins the others at its place if they are of one kind; else nobody can tell. An
 * assertion without one is another line of the test.
 */
function withSilent(groups: Fingerprint[][]): Fingerprint[][] {
  const silent = groups.findIndex((group) => group[0]?.key === '');
  const [only, other] = groups;
  if (
    silent < 0 ||
    groups.length !== 2 ||
    groups[0]?.[0]?.bucket?.startsWith(`${assertion}\n`) ||
    only === undefined ||
    other === undefined
  )
    return groups;
  return [silent === 0 ? [...other, ...only] : [...only, ...other]];
}

/** A message as the comparison needs it. */
interface Said {
  readonly words: readonly string[];
  /** What names a cause although it is one word of many: codes that no mask took out, constants, quoted words, subjects. */
  readonly names: string;
}

const silence: Said = { words: [], names: '' };

function saidBy(key: string): Said {
  const words = key.split(' ').filter((word) => word !== '');
  const named = words
    .filter((word) => !word.includes('<') && /\d|[a-z\d]_[a-z\d]/.test(word))
    .map((word) => word.replace(/^\W{1,8}|\W{1,8}$/g, ''));
  const quoted = [...key.matchAll(/(?<=^|[ (=:])(['"`])([a-z][a-z ]{1,60})\1/g)].map(
    ([, , said = '']) => said,
  );
  const subject = /\bexpected ([a-z_][\w.]{0,100}) (?:not )?to\b/.exec(key)?.[1] ?? '';
  const names = [...new Set([...named, ...quoted, subject])].toSorted((a, b) => (a < b ? -1 : 1));
  return { words, names: names.join(' ') };
}

/**
 * Whether two messages say the same in their words. Silent ones are like nothing here; nor are those that name
 * different things, or that begin alike up to a colon: what follows it is the cause.
 */
function alike(a: Said, b: Said): boolean {
  if (a.words.length === 0 || b.words.length === 0 || a.names !== b.names) return false;
  let prefix = 0;
  const shorter = Math.min(a.words.length, b.words.length);
  while (prefix < shorter && a.words[prefix] === b.words[prefix]) prefix++;
  const introduces = prefix < shorter && a.words[prefix - 1]?.endsWith(':') === true;
  if (prefix >= prefixEnough && !introduces) return true;
  return overlap(a.words, b.words) >= overlapEnough;
}

/** Jaccard index of two sets of words. */
function overlap(a: readonly string[], b: readonly string[]): number {
  const left = new Set(a);
  const right = new Set(b);
  let common = 0;
  for (const word of left) if (right.has(word)) common++;
  return common / (left.size + right.size - common);
}

function reasonFor(member: Fingerprint, first: Fingerprint): string {
  if (member.key === '') return 'same type and place, no message';
  const share = overlap(member.key.split(' '), first.key.split(' '));
  if (share >= overlapEnough)
    return `same type and place, ${Math.round(share * 100)} % of the words of both messages are equal`;
  return 'same type and place, messages that begin alike';
}
