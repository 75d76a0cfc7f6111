import { createHash } from 'node:crypto';
import { addedUp } from '../advice/deciding/added-up.ts';
import { adviseOver } from '../advice/deciding/over-runs.ts';
import { confidenceOf } from '../advice/deciding/confidence.ts';
import { rerunsOf } from '../ci/remote/settings.ts';
import type { Advice, Circumstances, Confidence, FoundRun } from '../model/advice.ts';
import { circumstanceWords } from '../model/manner.ts';
import type { Policy } from '../model/policy.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import { ticketNames, type TicketRef } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import { changedFor, isOnlyUnskipped } from './changed.ts';
import { endedRuns } from './ended-runs.ts';
import { runSettingsSchema, type RunSettings } from './parts.ts';
import { evidenceOf, openQuestion } from './questions/open.ts';
import { knownCommit } from './questions/overlaid.ts';
import { runsOfTest } from './runs-of-test.ts';

/** What a ticket's runs of one test come to. */
export interface Recommendation extends Circumstances {
  /** Newest first; each ended and found something out. */
  readonly runs: readonly FoundRun[];
  /** Ids of those that say nothing of the release the ticket waits in; absent where all do. */
  readonly elsewhere?: readonly string[];
  /** Absent when no rule has anything to say, as without a run. */
  readonly advice?: Advice;
  readonly confidence?: Confidence;
}

/** A test, on a ticket. */
interface AskedTest {
  readonly ticket: TicketRef;
  readonly test: string;
  /** Those of its runs that say something of the release it waits in; absent: all do. */
  readonly toldOf?: (runs: readonly FoundRun[]) => Promise<readonly FoundRun[]>;
}

/**
 * Reads the evidence of a ticket's ended runs again and weighs it together with what else is known, by a project's
 * policy; changes nothing.
 */
export async function recommend(
  asked: AskedTest,
  store: Store,
  terms: Policy & Circumstances,
): Promise<Recommendation> {
  const all = await foundRuns(asked, store);
  const { skips, builds, fixes, release, laterRelease, builtFrom } = terms;
  const told = ((await asked.toldOf?.(all)) ?? all).map(speaking);
  const toldAs = new Map(told.map((one) => [one.run, one]));
  const runs = all.map((one) => toldAs.get(one.run) ?? speaking(one));
  const elsewhere = all.flatMap(({ run }) => (toldAs.has(run) ? [] : run));
  const weighed = addedUp(told);
  const advice = adviseOver(weighed, { ...terms, ownTicket: ticketNames(asked.ticket) });
  return {
    runs,
    ...(elsewhere.length === 0 ? {} : { elsewhere }),
    ...(skips === undefined ? {} : { skips }),
    ...(builds === undefined ? {} : { builds }),
    ...(fixes === undefined ? {} : { fixes }),
    ...(release === undefined ? {} : { release }),
    ...(laterRelease === undefined ? {} : { laterRelease }),
    ...(builtFrom === undefined ? {} : { builtFrom }),
    ...(advice === undefined ? {} : { advice, confidence: confidenceOf(advice, weighed) }),
  };
}

/** In advice a run with only its skip taken off speaks of its revision: nothing else asks what the test would do there. */
function speaking(one: FoundRun): FoundRun {
  return one.isUnskipped === true ? { ...one, isChanged: false } : one;
}

/** What a ticket's ended runs of one test found out, newest first, as far as its readers may see them. */
export async function foundRuns({ ticket, test }: AskedTest, store: Store): Promise<readonly FoundRun[]> {
  const ended = runsOfTest(test, await endedRuns(ticket, store));
  const runs: FoundRun[] = [];
  for (const run of ended) {
    const found = await foundBy(run, store);
    if (found !== undefined) runs.push(found);
  }
  return runs;
}

/** What an ended run found out; undefined where it was nothing. */
export async function foundBy(run: RepeatRun, store: Store): Promise<FoundRun | undefined> {
  const question = await openQuestion(run, { store });
  const finding = await question.finding(await evidenceOf(run, { store }));
  if (finding === undefined) return undefined;
  const settings = runSettingsSchema.parse(await store.runs.settings(run.id));
  const pull = pullAsked(run, settings);
  const isUnskipped = isOnlyUnskipped(run, settings);
  const isLowerBound = rerunsOf(settings.settings);
  const isChanged = changedFor(run, settings).length > 0;
  const commit = isChanged ? run.commit : knownCommit(run, settings, await store.runs.resolved(run.id));
  const addedAt = run.additions?.at(-1)?.at;
  return {
    run: run.id,
    revision: run.revision,
    ...(commit === undefined ? {} : { commit }),
    ...(pull === undefined ? {} : { pull }),
    lane: run.lane,
    at: run.createdAt,
    ...(addedAt === undefined ? {} : { addedAt }),
    how: howOf(run, settings),
    isChanged,
    ...(isUnskipped ? { isUnskipped } : {}),
    ...(isLowerBound ? { isLowerBound } : {}),
    finding,
  };
}

/** Lanes are told apart beside it: their settings are part of these. */
function howOf({ selector, service, manner = {} }: RepeatRun, settings: RunSettings): string {
  const { repository, settings: own, overlays } = settings;
  const configured = overlays === undefined ? [] : [overlays.applied];
  const what = JSON.stringify([
    selector.text,
    service,
    repository,
    own,
    circumstanceWords(manner),
    ...configured,
  ]);
  return createHash('sha256').update(what).digest('hex').slice(0, 16);
}

/** The pull request whose head a run was asked for: by its number, or on the pull request itself. */
export function pullAsked(
  { ticket }: Pick<RepeatRun, 'ticket'>,
  { revisionWhy: why }: Pick<RunSettings, 'revisionWhy'>,
): number | undefined {
  if (why?.kind === 'head' || why?.kind === 'moved') return Number(ticket.key);
  return why?.kind === 'pull' || why?.kind === 'remembered' ? why.pull : undefined;
}
