import { isDeepStrictEqual } from 'node:util';
import { signatureVersion } from '../failures/signature-of.ts';
import { messageOf } from '../model/errors.ts';
import type { Iteration } from '../model/iteration.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { Difference, Verification } from '../model/verification.ts';
import type { EvidenceLink } from '../store/evidence.ts';
import type { Store } from '../store/store.ts';
import { differencesOf } from './differences.ts';
import { keptResults, readAgain, resultsName } from './kept-results.ts';
import { runSettingsSchema } from './parts.ts';
import { readSeal, type Seal, sealName, sealOf } from './sealing.ts';

/** What is found on the way; the lists grow. */
export interface Findings {
  readonly differences: Difference[];
  readonly unproven: Difference[];
}

/**
 * Reads a run's evidence again and computes its iterations, signatures and numbers anew.
 * Says where they are not what was recorded; throws for no evidence, however damaged it is.
 */
export async function verifyRun(run: RepeatRun, store: Store): Promise<Verification> {
  const findings: Findings = { differences: [], unproven: [] };
  const links = await store.evidence.of(run.id);
  const recorded = await store.iterations.of(run.id);
  const whole = await wholeOf(links, store, findings);
  const again = await allAgain(whole, { run, store, findings });
  const goneAt = await store.evidence.goneAt(run.id);
  if (goneAt !== undefined)
    findings.unproven.push({
      what: `the evidence it had on ${goneAt.slice(0, 10)}: the server let it go then, to make room`,
    });
  for (const iteration of recorded) {
    const found = again.get(iteration.index);
    if (found !== undefined) findings.differences.push(...differencesOf(iteration, found));
    else if (links.length > 0 || goneAt === undefined)
      findings.unproven.push({
        iteration: iteration.index,
        what: 'nothing is kept that it could be read from',
      });
  }
  const known = new Set(recorded.map(({ index }) => index));
  for (const index of again.keys()) {
    if (!known.has(index))
      findings.differences.push({ iteration: index, what: 'the evidence holds it, and it is not recorded' });
  }
  const iterations = recorded.map((iteration) => again.get(iteration.index) ?? iteration);
  const hasNumbers = await compareNumbers({ run, iterations, links, store }, findings);
  return {
    run: run.id,
    iterations: recorded.length,
    recomputed: recorded.filter(({ index }) => again.has(index)).length,
    hasNumbers,
    ...findings,
  };
}

const words = {
  missing: 'is missing',
  truncated: 'is truncated: its end is gone',
  altered: 'was altered: it is not what its hash says',
} as const;

/** Looks at every file, and names those that are not whole. */
async function wholeOf(
  links: readonly EvidenceLink[],
  { evidence }: Store,
  { differences }: Findings,
): Promise<readonly EvidenceLink[]> {
  const whole: EvidenceLink[] = [];
  for (const link of links) {
    const state = await evidence.state(link.digest);
    if (state === 'whole') whole.push(link);
    else differences.push({ ...ofIteration(link), what: `${link.name} ${words[state]}` });
  }
  return whole;
}

function ofIteration({ iteration }: EvidenceLink): { readonly iteration?: number } {
  return iteration === 0 ? {} : { iteration };
}

interface Reading {
  readonly run: RepeatRun;
  readonly store: Store;
  readonly findings: Findings;
}

async function allAgain(
  links: readonly EvidenceLink[],
  { run, store, findings }: Reading,
): Promise<ReadonlyMap<number, Iteration>> {
  const names: readonly string[] = Object.values(resultsName);
  const again = new Map<number, Iteration>();
  for (const link of links.filter(({ name }) => names.includes(name))) {
    try {
      const content = await store.evidence.get(link.digest);
      const kept = keptResults.parse(JSON.parse(Buffer.from(content ?? []).toString('utf8')));
      for (const iteration of readAgain(kept, run.selector)) again.set(iteration.index, iteration);
    } catch {
      findings.differences.push({
        ...ofIteration(link),
        what: `${link.name} holds no results that can be read`,
      });
    }
  }
  return again;
}

interface Numbers {
  readonly run: RepeatRun;
  readonly iterations: readonly Iteration[];
  readonly links: readonly EvidenceLink[];
  readonly store: Store;
}

/** Compares what was recorded with the report; false when nothing was. */
async function compareNumbers(
  { run, iterations, links, store }: Numbers,
  findings: Findings,
): Promise<boolean> {
  const say = (what: string): void => void findings.differences.push({ what });
  let sealed: Seal | undefined;
  try {
    sealed = await readSeal(run.id, store);
  } catch {
    say(`${sealName} holds no numbers that can be read`);
  }
  if (sealed === undefined) {
    findings.unproven.push({ what: 'the numbers of its report: none were recorded that can be read' });
    return false;
  }
  const { knownIssues } = runSettingsSchema.parse(await store.runs.settings(run.id));
  const { asked, broken } = sealed;
  try {
    const why = broken === undefined ? {} : { broken };
    compareSeals(sealed, sealOf({ asked, ...why, iterations, links, knownIssues }), findings);
  } catch (error) {
    say(`its numbers do not add up: ${messageOf(error)}`);
  }
  return true;
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
  if (recorded.hash !== again.hash) say('the hash over outcomes and evidence is not the recorded one');
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
