import { UserError } from '../../model/errors.ts';
import type { Decision } from '../../model/ledger.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import type { Store } from '../../store/store.ts';
import { endedRuns } from '../ended-runs.ts';
import { takenOver } from '../questions/earlier.ts';
import { runsOfTest } from '../runs-of-test.ts';
import { sealedHash } from '../sealing.ts';

/**
 * Nobody can take for enough what nobody can look at any more.
 * @throws UserError E-VALUE for an acceptance of a run whose evidence, or that of a run it took over, was let go
 */
export async function checkEvidence(
  { what, run }: Pick<Decision, 'what' | 'run'>,
  { evidence, runs }: Pick<Store, 'runs' | 'evidence'>,
): Promise<void> {
  if (what !== 'accept' || run === undefined) return;
  await evidence.hold(run);
  for (const id of [run, ...takenOver(await runs.resolved(run))]) {
    const goneAt = await evidence.goneAt(id);
    if (goneAt === undefined) continue;
    const whose = id === run ? `The evidence of ${id}` : `The evidence of ${id}, which ${run} took over,`;
    throw new UserError(
      'E-VALUE',
      `${whose} was let go on ${goneAt.slice(0, 10)} to make room: nobody can look at it any more. Run it again, and accept that. Nothing was decided.`,
    );
  }
}

/**
 * With the newest run that ended, of its test where it is about one, and the hash of that run's evidence; where no run is
 * named.
 */
export async function withEvidence(
  decision: Decision,
  store: Pick<Store, 'runs' | 'evidence'>,
): Promise<Decision> {
  const run = decision.run ?? (await newestRun(decision, store))?.id;
  if (run === undefined) return decision;
  await store.evidence.hold(run);
  const hash = await sealedHash(run, store);
  return { ...decision, run, ...(hash === undefined ? {} : { evidence: hash }) };
}

async function newestRun(
  { ticket, test }: Decision,
  store: Pick<Store, 'runs'>,
): Promise<RepeatRun | undefined> {
  const runs = await endedRuns(ticket, store);
  return (test === undefined ? runs : runsOfTest(test, runs))[0];
}
