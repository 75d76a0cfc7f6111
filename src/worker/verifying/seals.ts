import { isDeepStrictEqual } from 'node:util';
import { signatureVersion } from '../../failures/signature-of.ts';
import type { Difference } from '../../model/verification.ts';
import type { Seal } from '../sealing.ts';

/** What is found on the way; the lists grow. */
export interface Findings {
  readonly differences: Difference[];
  readonly unproven: Difference[];
  /** What was read by older rules, and is read otherwise by today's. */
  readonly older: Difference[];
}

/** Before anything is found. */
export function newFindings(): Findings {
  return { differences: [], unproven: [], older: [] };
}

/** Tells where numbers computed again are not the recorded ones. */
export function compareSeals(recorded: Seal, again: Seal, { differences, unproven }: Findings): void {
  const say = (what: string): void => void differences.push({ what });
  for (const [name, value] of Object.entries(recorded.counts)) {
    const now = Object.entries(again.counts).find(([other]) => other === name)?.[1];
    if (now !== value) say(`${name} is ${value} in its report, and ${now} by the evidence`);
  }
  if (recorded.verdict !== again.verdict)
    say(`its verdict is ${recorded.verdict}, and ${again.verdict} by the evidence`);
  if (recorded.hash !== again.hash)
    say('the hash over its numbers, outcomes and evidence is not the recorded one');
  if (recorded.signatures !== signatureVersion) {
    const what = `its signatures: they are of version ${recorded.signatures}, and this program computes ${signatureVersion}`;
    unproven.push({ what });
    return;
  }
  if (isDeepStrictEqual(recorded.groups, again.groups)) return;
  const before = new Map(recorded.groups.map(({ id, iterations }) => [id, iterations.join(', ')]));
  const after = new Map(again.groups.map(({ id, iterations }) => [id, iterations.join(', ')]));
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [was = 'none', is = 'none'] = [before.get(id), after.get(id)];
    if (was !== is)
      say(`signature ${id} is in iterations ${was} of its report, and in ${is} by the evidence`);
  }
}
