import { z } from 'zod';
import { branchPoint, resolveRevision } from '../../checkouts/revision.ts';
import { UserError } from '../../model/errors.ts';
import { comparePlan } from '../../plans/compare.ts';
import { type CompareQuestion, comparisonOf } from '../../plans/comparison.ts';
import { earlierRuns, earlierSchema } from './earlier.ts';
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
    const before = base === undefined ? await branchPoint(repository, commit, other) : other;
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
      async answer({ evidence, isCancelled, broken }, parts) {
        const comparison = comparisonOf(question, evidence);
        void isCancelled;
        void broken;
        void parts;
        void comparison;
        throw new Error('no report yet');
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
    ...(runs === undefined ? {} : { runs }),
  };
}
