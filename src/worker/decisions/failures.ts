import type { Decision } from '../../model/ledger.ts';
import { isLookedAt } from '../../model/repeat-run.ts';
import type { RunFailures } from '../../reports/follow-up-document.ts';
import type { Store } from '../../store/store.ts';
import { assess } from '../assessment.ts';
import { knownTo } from '../known.ts';
import { runSettingsSchema } from '../parts.ts';

/** What the run failed with that a decision rests on; nothing where it rests on none. */
export async function failuresOf(
  { run: id }: Decision,
  { runs, iterations, issueLinks }: Pick<Store, 'runs' | 'iterations' | 'issueLinks'>,
): Promise<{ readonly evidence?: RunFailures }> {
  const run = id === undefined ? undefined : await runs.get(id);
  if (run === undefined) return {};
  const found = await iterations.of(run.id);
  const settings = runSettingsSchema.parse(await runs.settings(run.id));
  const asked = Math.max(run.asked, found.length);
  const { counts, groups } = assess({
    asked,
    iterations: found,
    knownIssues: await knownTo(settings, { issueLinks }),
    isAnytime: isLookedAt(run),
  });
  // The sides of a question are other code: together they have no rate.
  const isOneSide = run.question === undefined || run.question === 'decide';
  return { evidence: { run, groups, ...(isOneSide ? { counts } : {}) } };
}
