import type { Release } from '../../model/blocker.ts';
import type { BlockerRule, ReleaseLook } from '../../model/release-board.ts';
import type { ProjectRef } from '../../model/ticket.ts';
import { releaseBoard } from '../../releases/board.ts';
import { paceOf } from '../../releases/pace.ts';
import type { Store } from '../../store/store.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import { blockerFacts, type Findings } from './facts.ts';

/** A release of a project, and what the project says about its blockers. */
export interface ReleaseQuestion {
  readonly project: ProjectRef;
  readonly release: Release;
  readonly rule: BlockerRule;
  readonly tolerance: number;
  readonly usualRuns: number;
  readonly mostRuns: number;
  /** Who looks: that person's rows come first. */
  readonly viewer?: string;
}

/** What a look needs. */
export interface LookParts {
  readonly store: Store;
  readonly tracker: Tracker;
  readonly now: () => Date;
  readonly findings: Findings;
}

/** Asks the tracker for a release's tickets and the store for what is known of each; changes nothing. @throws UserError E-VALUE */
export async function lookAtRelease(question: ReleaseQuestion, parts: LookParts): Promise<ReleaseLook> {
  const { project, release, rule, viewer, ...limits } = question;
  const { tickets, out, gaps } = await parts.tracker.releaseTickets(project, release.name);
  const facts = [];
  for (const ticket of tickets) facts.push(await blockerFacts(ticket, parts.store, parts.findings));
  const settings = { release, now: parts.now().toISOString(), out, ...limits };
  const board = releaseBoard(facts, settings, { rule, ...(viewer === undefined ? {} : { viewer }) });
  return { board, pace: paceOf(board), gaps };
}
