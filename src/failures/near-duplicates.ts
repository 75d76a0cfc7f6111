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
  const words = members.map((member) => member.key.split(' ').filter((word) => word !== ''));
  const parent = members.map((_, index) => index);
  const reach = members.length <= mostCompared ? members.length : 2;
  const rootOf = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at] ?? at;
    return at;
  };
  for (let i = 0; i < members.length; i++) {
    for (let j = i + 1; j < Math.min(members.length, i + reach); j++) {
      if (alike(words[i] ?? [], words[j] ?? []))
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

/** Whether two messages say the same in their words. Silent ones are like nothing here. */
function alike(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return false;
  let prefix = 0;
  while (prefix < a.length && prefix < b.length && a[prefix] === b[prefix]) prefix++;
  if (prefix >= prefixEnough) return true;
  return overlap(a, b) >= overlapEnough;
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
