import { UserError } from '../model/errors.ts';
import type { Decision, LedgerEntry } from '../model/ledger.ts';
import { quoted } from '../model/plain-text.ts';
import type { Store } from '../store/store.ts';
import { noSuchRelease } from '../trackers/refusals/no-such-release.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { endedRuns } from './ended-runs.ts';
import { readSeal } from './sealing.ts';

/** What a decision is carried out with. */
export interface DecidingParts {
  readonly store: Pick<Store, 'ledger' | 'runs' | 'evidence'>;
  readonly tracker: Tracker;
  /** Puts a ticket among the blockers. */
  readonly blockerLabel: string;
}

/**
 * Enters a decision and carries it out on its ticket. Whatever step it died at before, the same decision again ends
 * the same: what was entered holds, and every change of the ticket is safe to repeat.
 * @throws UserError E-VALUE when it names a release that is not there: then nothing is entered.
 */
export async function decide(decision: Decision, parts: DecidingParts): Promise<LedgerEntry> {
  const { ledger } = parts.store;
  const entered = await ledger.get(decision.id);
  if (entered === undefined) await checkReleases(decision, parts.tracker);
  const entry = entered ?? (await ledger.append(await withEvidence(decision, parts)));
  await carryOut(entry.decision, parts);
  return entry;
}

/** A wrong name must be found before anything is entered. */
async function checkReleases({ what, ticket, release, until }: Decision, tracker: Tracker): Promise<void> {
  const named = what === 'defer' ? until : what === 'blocker-add' ? release : undefined;
  if (named === undefined) return;
  const all = await tracker.releases(ticket);
  const found = all.find(({ name }) => name === named);
  if (found === undefined) throw noSuchRelease(named, all, ticket.tracker);
  if (found.isOut) throw new UserError('E-VALUE', `${quoted(named)} is out already: nothing can block it.`);
}

/** With the newest run that ended and the hash of its evidence, where no run is named. */
export async function withEvidence(decision: Decision, { store }: DecidingParts): Promise<Decision> {
  const run = decision.run ?? (await endedRuns(decision.ticket, store))[0]?.id;
  if (run === undefined) return decision;
  const hash = (await readSeal(run, store).catch(() => undefined))?.hash;
  return { ...decision, run, ...(hash === undefined ? {} : { evidence: hash }) };
}

async function carryOut(
  { what, ticket, release, until }: Decision,
  { tracker, blockerLabel }: DecidingParts,
): Promise<void> {
  if (what === 'blocker-add' && release !== undefined) {
    const { releases } = await tracker.standing(ticket);
    if (!releases.includes(release)) await tracker.moveTo(ticket, release);
    await tracker.label(ticket, blockerLabel, true);
  }
  if (what === 'blocker-remove') await tracker.label(ticket, blockerLabel, false);
  if (what === 'defer' && until !== undefined) await tracker.moveTo(ticket, until);
}
