import type { SidesEvidence } from '../../model/question.ts';
import type { FailureGroup } from '../../model/signature.ts';
import { causesAmong } from '../causes.ts';
import type { Causes } from './commit-evidence.ts';
import type { BisectQuestion } from './question.ts';

/** The cause to search for: the one that was named, else the most frequent at the bad end. */
export function causesOf(question: BisectQuestion, evidence: SidesEvidence): Causes {
  const all = causesAmong(evidence, question.known);
  const { signature } = question;
  if (signature !== undefined) {
    return { all, searched: all.find((group) => group.signature.id === signature) ?? unseen(signature) };
  }
  const bad = question.range.commits.at(-1)?.id ?? '';
  const atBadEnd = new Set(evidence.get(bad)?.iterations.map(({ index }) => index));
  let searched: FailureGroup | undefined;
  let most = 0;
  for (const group of all) {
    const seen = group.iterations.filter((index) => atBadEnd.has(index)).length;
    if (seen > most) [searched, most] = [group, seen];
  }
  return { all, searched };
}

/** A named cause that never showed: every failure so far is another one. */
function unseen(id: string): FailureGroup {
  return { signature: { id, title: id }, iterations: [], scope: 'method', phase: 'call', example: '' };
}
