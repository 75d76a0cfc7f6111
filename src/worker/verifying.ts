import type { Iteration } from '../model/iteration.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { Verification } from '../model/verification.ts';
import type { EvidenceLink } from '../store/evidence.ts';
import type { Store } from '../store/store.ts';
import { differencesOf } from './differences.ts';
import { isReadOtherwise, keptResults, readAgain, resultsName } from './kept-results.ts';
import { compareNumbers } from './verifying/numbers.ts';
import { type Findings, newFindings } from './verifying/seals.ts';

/**
 * Reads a run's evidence again and computes its iterations, signatures and numbers anew.
 * Says where they are not what was recorded; throws for no evidence, however damaged it is.
 */
export async function verifyRun(run: RepeatRun, store: Store): Promise<Verification> {
  const findings = newFindings();
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
    if (found !== undefined) listFor(found, findings).push(...differencesOf(iteration, found.iteration));
    else if (links.length > 0 || goneAt === undefined)
      findings.unproven.push({
        iteration: iteration.index,
        what: 'nothing is kept that it could be read from',
      });
  }
  const known = new Set(recorded.map(({ index }) => index));
  for (const [index, found] of again) {
    if (!known.has(index))
      listFor(found, findings).push({
        iteration: index,
        what: 'the evidence holds it, and it is not recorded',
      });
  }
  const iterations = recorded.map((one) => readOrRecorded(again.get(one.index), one));
  const hasNumbers = await compareNumbers(
    {
      run,
      links,
      whole,
      store,
      read: async (id) => (id === run.id ? iterations : earlierAgain(id, store, findings)),
    },
    findings,
  );
  return {
    run: run.id,
    iterations: recorded.length,
    recomputed: recorded.filter(({ index }) => again.has(index)).length,
    hasNumbers,
    decisions: (await store.ledger.of({ run: run.id })).length,
    ...findings,
  };
}

/** An iteration as its evidence gives it by today's rules. */
interface Again {
  readonly iteration: Iteration;
  /** Other rules held when it was read first. */
  readonly isOlder: boolean;
}

/** What other rules made of the evidence is no difference between it and the record. */
function listFor({ isOlder }: Again, { older, differences }: Findings): Findings['differences'] {
  return isOlder ? older : differences;
}

/**
 * What the numbers are computed from: what other rules read stands as it was recorded, and the hash over it says whether
 * that was touched. What preparing took is measured beside the results, and in no report.
 */
function readOrRecorded(again: Again | undefined, recorded: Iteration): Iteration {
  const { preparedMs } = recorded;
  if (again === undefined || again.isOlder) return recorded;
  return preparedMs === undefined ? again.iteration : { ...again.iteration, preparedMs };
}

/** The iterations of a run that another one took over, read again as far as they can be. */
async function earlierAgain(run: string, store: Store, findings: Findings): Promise<readonly Iteration[]> {
  const recorded = await store.iterations.of(run);
  const of = await store.runs.get(run);
  if (of === undefined) return recorded;
  const own = newFindings();
  const again = await allAgain(await wholeOf(await store.evidence.of(run), store, own), {
    run: of,
    store,
    findings: own,
  });
  const unread = recorded.filter(({ index }) => !again.has(index)).length;
  if (unread > 0)
    findings.unproven.push({
      what: `${unread} iterations it took over from run ${run}: nothing is kept of them`,
    });
  for (const one of recorded) {
    const found = again.get(one.index);
    if (found !== undefined) listFor(found, own).push(...differencesOf(one, found.iteration));
  }
  for (const list of ['differences', 'older'] as const)
    for (const { iteration, what } of own[list])
      findings[list].push({
        what: `of run ${run}, which it took over${iteration === undefined ? '' : `, iteration ${iteration}`}: ${what}`,
      });
  return recorded.map((one) => readOrRecorded(again.get(one.index), one));
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
): Promise<ReadonlyMap<number, Again>> {
  const names: readonly string[] = Object.values(resultsName);
  const again = new Map<number, Again>();
  for (const link of links.filter(({ name }) => names.includes(name))) {
    try {
      const content = await store.evidence.get(link.digest);
      const kept = keptResults.parse(JSON.parse(Buffer.from(content ?? []).toString('utf8')));
      const isOlder = isReadOtherwise(kept);
      for (const iteration of readAgain(kept, run.selector))
        again.set(iteration.index, { iteration, isOlder });
    } catch {
      findings.differences.push({
        ...ofIteration(link),
        what: `${link.name} holds no results that can be read`,
      });
    }
  }
  return again;
}
