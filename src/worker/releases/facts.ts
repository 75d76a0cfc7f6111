import type { FoundRun } from '../../model/advice.ts';
import type { BlockerDecision, BlockerFacts, DecisionProposal, TicketFacts } from '../../model/blocker.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import { topicIdOf } from '../../model/repeat-run.ts';
import { mayShow } from '../../model/ticket.ts';
import type { Store } from '../../store/store.ts';
import { isAboutTest } from '../../releases/about-test.ts';
import { isOfDecision } from '../decisions/branch.ts';
import { proposalsOn } from '../decisions/proposals.ts';
import { hasEnded } from '../ended-runs.ts';
import { foundBy } from '../recommendation.ts';

/** Findings of an ended run change only when it is added to: each is computed once. */
export type Findings = Map<string, FoundRun | undefined>;

/** More than all runs of a release; then it begins anew. */
const mostFindings = 2_000;

/** All that the store knows about a ticket and everybody may see: runs, what they found, and decisions. */
export async function blockerFacts(
  ticket: TicketFacts,
  store: Store,
  findings: Findings,
): Promise<BlockerFacts> {
  const runs = (await store.runs.on(ticket.ticket)).filter(({ ticket: asked }) =>
    mayShow(asked.visibility, undefined),
  );
  const found: FoundRun[] = [];
  for (const run of runs.filter(hasEnded)) {
    if (findings.size > mostFindings) findings.clear();
    const key = topicIdOf(run);
    if (!findings.has(key)) findings.set(key, await foundBy(run, store));
    const finding = findings.get(key);
    if (finding !== undefined) found.push(finding);
  }
  const entries = await store.ledger.of({ ticket: ticket.ticket });
  const isChanging = entries.some(({ decision }) => isAboutTest(decision));
  const proposals = isChanging ? await proposalsOn(ticket.ticket, store) : new Map<string, never>();
  const [newest] = runs;
  return {
    ticket: { ...ticket, pullRequests: ticket.pullRequests.filter((pull) => !isOfDecision(pull)) },
    ...(newest === undefined ? {} : { test: newest.selector.text }),
    found,
    active: runs
      .filter(({ state }) => state === 'active')
      .map(({ id, question, revision, createdAt }) => ({
        run: id,
        revision,
        at: createdAt,
        ...(question === undefined ? {} : { question }),
      })),
    decisions: entries.flatMap((entry) => decisionOf(entry, proposals.get(entry.decision.id))),
    ciFailures: [],
  };
}

function decisionOf(
  { decision }: LedgerEntry,
  proposal: DecisionProposal | undefined,
): readonly BlockerDecision[] {
  const { what, by, at, reason, release, test, until, mode, ticket } = decision;
  if (!mayShow(ticket.visibility, undefined)) return [];
  return [
    {
      what,
      by,
      at,
      reason,
      ...(release === undefined ? {} : { release }),
      ...(test === undefined ? {} : { test }),
      ...(until === undefined ? {} : { until }),
      ...(mode === undefined ? {} : { mode }),
      ...(proposal === undefined ? {} : { proposal }),
    },
  ];
}
