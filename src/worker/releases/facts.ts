import type { FoundRun } from '../../model/advice.ts';
import type {
  ActiveRun,
  BlockerDecision,
  BlockerFacts,
  DecisionProposal,
  TicketFacts,
} from '../../model/blocker.ts';
import type { IssueLink } from '../../model/issue-link.ts';
import { isAboutTracking, type LedgerEntry } from '../../model/ledger.ts';
import { topicIdOf, type RepeatRun } from '../../model/repeat-run.ts';
import { mayShow, type TicketRef } from '../../model/ticket.ts';
import type { Store } from '../../store/store.ts';
import { isAboutTest } from '../../releases/about-test.ts';
import { proposalsOn } from '../decisions/proposals.ts';
import { hasEnded } from '../ended-runs.ts';
import { runSettingsSchema } from '../parts.ts';
import { baseAsked } from '../questions/compare.ts';
import { foundBy, pullAsked } from '../recommendation.ts';
import { runsOfTest } from '../runs-of-test.ts';

/** Findings of an ended run change only when it is added to: each is computed once. */
export type Findings = Map<string, FoundRun | undefined>;

/** More than all runs of a release; then it begins anew. */
const mostFindings = 2_000;

/**
 * All that the store knows about a ticket and everybody may see: runs of its test, what they found, and decisions. Its test
 * is the one it is tied to, or else the first that was run on it; runs of others are about something else.
 */
export async function blockerFacts(
  ticket: TicketFacts,
  store: Store,
  findings: Findings,
): Promise<BlockerFacts> {
  return { ticket, ...(await knownOn(ticket.ticket, store, findings)) };
}

/** The same, without what the tracker says. */
export async function knownOn(
  ticket: TicketRef,
  store: Store,
  findings: Findings,
): Promise<Omit<BlockerFacts, 'ticket'>> {
  const all = (await store.runs.on(ticket)).filter(({ ticket: asked }) =>
    mayShow(asked.visibility, undefined),
  );
  const links = await store.issueLinks.on(ticket);
  const test = testOf(all, links);
  const runs = test === undefined ? [] : runsOfTest(test, all);
  const causes = links.flatMap(({ kind, target }) => (kind === 'signature' ? target : []));
  const found: FoundRun[] = [];
  for (const run of runs.filter(hasEnded)) {
    const finding = await foundOnce(run, store, findings);
    if (finding !== undefined) found.push(finding);
  }
  const active = runs.filter(({ state }) => state === 'active');
  const entries = await store.ledger.of({ ticket });
  const isChanging = entries.some(({ decision }) => isAboutTest(decision));
  const proposals = isChanging ? await proposalsOn(ticket, store) : new Map<string, never>();
  return {
    ...(test === undefined ? {} : { test }),
    ...(causes.length === 0 ? {} : { causes }),
    found,
    active: await Promise.all(active.map(async (run) => activeRun(run, store))),
    decisions: entries.flatMap((entry) => decisionOf(entry, proposals.get(entry.decision.id))),
    ciFailures: [],
  };
}

function testOf(newestFirst: readonly RepeatRun[], links: readonly IssueLink[]): string | undefined {
  return links.find(({ kind }) => kind === 'test')?.target ?? newestFirst.at(-1)?.selector.text;
}

async function foundOnce(run: RepeatRun, store: Store, findings: Findings): Promise<FoundRun | undefined> {
  if (findings.size > mostFindings) findings.clear();
  const key = topicIdOf(run);
  if (!findings.has(key)) findings.set(key, await foundBy(run, store));
  return findings.get(key);
}

async function activeRun(run: RepeatRun, { runs }: Pick<Store, 'runs'>): Promise<ActiveRun> {
  const { id, question, revision, createdAt } = run;
  const settings = runSettingsSchema.parse(await runs.settings(id));
  const pull = pullAsked(run, settings);
  const base = question === 'compare' ? baseAsked(settings.question) : undefined;
  return {
    run: id,
    revision,
    at: createdAt,
    ...(question === undefined ? {} : { question }),
    ...(pull === undefined ? {} : { pull }),
    ...(base === undefined ? {} : { base }),
  };
}

function decisionOf(
  { decision }: LedgerEntry,
  proposal: DecisionProposal | undefined,
): readonly BlockerDecision[] {
  const { what, by, at, reason, release, cause, test, until, mode, run, ticket } = decision;
  if (!mayShow(ticket.visibility, undefined) || isAboutTracking(decision)) return [];
  return [
    {
      what,
      by,
      at,
      reason,
      ...(release === undefined ? {} : { release }),
      ...(cause === undefined ? {} : { cause }),
      ...(test === undefined ? {} : { test }),
      ...(until === undefined ? {} : { until }),
      ...(mode === undefined ? {} : { mode }),
      ...(run === undefined ? {} : { run }),
      ...(proposal === undefined ? {} : { proposal }),
    },
  ];
}
