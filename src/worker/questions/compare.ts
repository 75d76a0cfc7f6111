import { z } from 'zod';
import { branchPoint } from '../../checkouts/history.ts';
import { resolveRevision } from '../../checkouts/revision.ts';
import { UserError } from '../../model/errors.ts';
import { comparePlan } from '../../plans/compare.ts';
import { type CompareQuestion, comparisonOf } from '../../plans/comparison.ts';
import { comparisonDocument } from '../../reports/comparison-document.ts';
import { comparisonJson } from '../../reports/comparison-json.ts';
import { plottedComparison } from '../../reports/plots/plotted.ts';
import type { ComparisonReport } from '../../reports/comparison-report.ts';
import { adviceOn } from '../assessment.ts';
import { policyOf } from '../parts.ts';
import { factsOf, keptEvidence, tailOf } from '../reporting.ts';
import { earlierCount, earlierRuns, earlierSchema } from './earlier.ts';
import type { AskedRun, OpenQuestion, QuestionKind } from './kind.ts';

/** What a ticket asked: the revision of the run against this one. */
const askedSchema = z.object({
  base: z.string().optional(),
  /** Without a base: the branch whose line the revision left at the base. */
  branchedFrom: z.string().optional(),
  runs: z.int().positive().optional(),
});

const sideSchema = z.object({ label: z.string(), commit: z.string() });
const resolvedSchema = z.object({ before: sideSchema, after: sideSchema, earlier: earlierSchema });

/** What is fixed, what is new, what was there before? Two commits in turns. */
export const compare: QuestionKind = {
  async resolve(run, settings, parts) {
    const { base, branchedFrom = '' } = askedSchema.parse(settings.question);
    const { repository } = settings;
    const commit = await resolveRevision(repository, run.revision);
    const other = await resolveRevision(repository, base ?? branchedFrom);
    const before = base === undefined ? await branchPoint(repository, [commit, other]) : other;
    if (before === commit) {
      throw new UserError(
        'E-REF',
        `Both revisions are the commit ${commit.slice(0, 9)}: there is nothing to compare.`,
      );
    }
    const earlier = {
      before: await earlierRuns({ run, settings, commit: before }, parts),
      after: await earlierRuns({ run, settings, commit }, parts),
    };
    const label = base ?? `${branchedFrom} at ${before.slice(0, 7)}`;
    const resolved = { before: { label, commit: before }, after: { label: run.revision, commit }, earlier };
    return { commit, resolved };
  },

  open(asked): OpenQuestion {
    const question = questionOf(asked);
    const plan = comparePlan(question);
    return {
      sideOf(id) {
        if (id === 'before' || id === 'after') return question[id];
        throw new RangeError(`a comparison has no side ${id}`);
      },
      next(evidence) {
        const step = plan(evidence);
        return step.kind === 'run' ? step.orders : [];
      },
      finding: (evidence) => ({ kind: 'compare', comparison: comparisonOf(question, evidence) }),
      async answer({ evidence, isCancelled, broken, pages }, parts) {
        const { run } = asked;
        const reused = {
          before: earlierCount(evidence.get('before')),
          after: earlierCount(evidence.get('after')),
        };
        const comparison = comparisonOf({ ...question, reused }, evidence);
        const advice = adviceOn(comparison, policyOf(asked.settings), asked.run.ticket);
        const report: ComparisonReport = {
          run: factsOf(run),
          comparison,
          wallMs: parts.now().getTime() - Date.parse(run.createdAt),
          exitCodesOnly: false,
          ...(advice === undefined ? {} : { advice }),
          evidence: keptEvidence(run, pages),
          ...(isCancelled ? { partial: 'cancelled' as const } : {}),
          ...(broken === undefined ? {} : { brokenOutput: await tailOf(broken.output) }),
        };
        const { kind } = comparison.overall;
        return {
          document: comparisonDocument(report, { audience: 'ticket', commandWord: parts.commandWord }),
          files: { plot: plottedComparison(comparison.rows), data: comparisonJson(report) },
          isGood: kind === 'fixed' || kind === 'not-reproduced',
          facts: { verdict: kind, before: comparison.before.counts, after: comparison.after.counts },
        };
      },
    };
  },
};

function questionOf({ run, settings, resolved }: AskedRun): CompareQuestion {
  const { runs } = askedSchema.parse(settings.question);
  const sides = resolvedSchema.safeParse(resolved).data;
  const unknown = { label: run.revision };
  return {
    before: { id: 'before', ...(sides?.before ?? unknown) },
    after: { id: 'after', ...(sides?.after ?? unknown) },
    known: settings.knownIssues,
    ...(runs === undefined ? {} : { runs }),
  };
}
