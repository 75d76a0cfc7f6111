import { keepClone } from '../checkouts/clone-cache.ts';
import { checkTestNames } from '../checkouts/named-tests.ts';
import { fetchOrigin } from '../checkouts/revision.ts';
import { messageOf } from '../model/errors.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { RunSettings, WorkerParts } from './parts.ts';
import { fetchForks } from './fork-heads.ts';
import { kindOf } from './questions/open.ts';
import { pinsFor, withPins } from './questions/overlaid.ts';
import { isCancelled, settingsOf, type Step } from './stages.ts';

/**
 * Names become commits, so that a branch that moves on does not change what is tested; a test that is surely mistyped
 * ends the run before it costs anything.
 */
export async function prepare(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  if (await isCancelled(run, parts)) return { stage: 'report' };
  const settings = await settingsOf(run, parts);
  await freshen(settings, parts);
  await fetchForks(run, settings, parts);
  const pins = await pinsFor(run, settings, parts);
  const { commit, resolved } = await kindOf(run).resolve(run, withPins(settings, pins), parts);
  // What has run before is known to be there, and a search's changes may be what brings the test.
  const isBrought = run.question === 'bisect' && settings.overlays !== undefined;
  if (run.additions === undefined && !isBrought)
    await checkTestNames({ repository: settings.repository, commit, revision: run.revision }, run.selector);
  const kept = pins === undefined ? resolved : { ...Object(resolved), pins };
  if (kept !== undefined) await parts.store.runs.resolve(run.id, kept);
  return { stage: 'trigger', commit };
}

/** A clone of the server's own is laid where it is missing; that of an operator is only fetched. */
async function freshen({ repository, origin, fetch }: RunSettings, parts: WorkerParts): Promise<void> {
  if (origin === undefined) return fetch ? fetchQuietly(repository, parts) : undefined;
  const stale = await keepClone({ path: repository, url: origin });
  if (stale !== undefined) parts.log('fetch failed', { repository, error: stale });
}

/** A remote that does not answer is no reason to refuse a revision that is here already. */
async function fetchQuietly(repository: string, parts: WorkerParts): Promise<void> {
  try {
    await fetchOrigin(repository);
  } catch (error) {
    parts.log('fetch failed', { repository, error: messageOf(error) });
  }
}
