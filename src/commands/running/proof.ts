import { UserError } from '../../model/errors.ts';
import { parseSelector } from '../../model/selector.ts';
import type { Scene } from '../contract/context.ts';
import type { DecisionMade } from '../contract/decisions.ts';
import type { ProofRun } from '../wording/decision.ts';

/** The runs on the branch of a decision's proposal, where it asks for some; a run that can't be started takes nothing back. */
export async function proofOf(
  { entry, proposal, proofRuns: count }: DecisionMade,
  scene: Scene,
): Promise<ProofRun | undefined> {
  if (proposal === undefined || count === undefined) return undefined;
  const { comment, line } = scene;
  const { ticket, id: commentId, author } = comment;
  const revision = { kind: 'name' as const, name: proposal.branch };
  const selector = parseSelector(entry.decision.test ?? '');
  const request = { ticket, commentId, line, requestedBy: author.login, selector, revision, quiet: false };
  try {
    const { run } = await scene.startRun({ ...request, count });
    return { id: run.id, count };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { refused: error.message };
  }
}
