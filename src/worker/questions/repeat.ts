import { resolveRevision } from '../../checkouts/revision.ts';
import type { KnownIssueRule } from '../../failures/known-issues.ts';
import type { Finding } from '../../model/advice.ts';
import { isLookedAt, toHandOver } from '../../model/repeat-run.ts';
import type { SidesEvidence } from '../../model/question.ts';
import { assess } from '../assessment.ts';
import { answerRepeat } from '../reporting.ts';
import { baseOf, overlaid } from './overlaid.ts';
import type { OpenQuestion, QuestionKind } from './kind.ts';

/**
 * How often does the test fail? As many iterations as were asked, at one commit, in one batch; what was added later in
 * batches of its own, at the commit that was found first.
 */
export const repeat: QuestionKind = {
  async resolve(run, settings, parts) {
    const known = await baseOf(run, settings, parts);
    const base = await resolveRevision(settings.repository, known ?? run.revision);
    return overlaid({ run, settings, base }, parts);
  },
  open({ run, settings }): OpenQuestion {
    const commit = run.commit === undefined ? {} : { commit: run.commit };
    return {
      sideOf: (id) => ({ id, label: run.revision, ...commit }),
      next: (evidence) => {
        const runs = toHandOver(run) - (evidence.get('run')?.asked ?? 0);
        return runs > 0 ? [{ side: 'run', runs }] : [];
      },
      answer: async (ending, parts) => answerRepeat(run, ending, parts),
      finding: (evidence) => repeatFinding(evidence, settings.knownIssues, isLookedAt(run)),
    };
  },
};

/** What a run of one side says. */
export function repeatFinding(
  evidence: SidesEvidence,
  knownIssues: readonly KnownIssueRule[],
  isAnytime = false,
): Extract<Finding, { readonly kind: 'repeat' }> {
  const { iterations = [], asked = 0, broken } = evidence.get('run') ?? {};
  const { verdict, groups } = assess({
    asked,
    iterations,
    knownIssues,
    isAnytime,
    ...(broken === undefined ? {} : { broken }),
  });
  return { kind: 'repeat', verdict, groups: groups.map(({ group }) => group) };
}
