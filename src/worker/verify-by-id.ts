import { UserError } from '../model/errors.ts';
import type { Verification } from '../model/verification.ts';
import type { Store } from '../store/store.ts';
import { verifyRun } from './verifying.ts';

/** Does the evidence of a run still give what was reported? @throws UserError E-VALUE for a run that is not there or goes on */
export async function verifyById(id: string, store: Store): Promise<Verification> {
  const run = await store.runs.get(id);
  if (run === undefined) throw new UserError('E-VALUE', `There is no run ${id} in the server’s store.`);
  if (run.stage !== 'done') throw new UserError('E-VALUE', `Run ${id} goes on: it has no report yet.`);
  return verifyRun(run, store);
}
