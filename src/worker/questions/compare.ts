import { z } from 'zod';
import { changedSides, type ChangedSides } from '../../checkouts/changed-sides.ts';
import { branchPoint } from '../../checkouts/history.ts';
import { resolveRevision } from '../../checkouts/revision.ts';
import type { ComparedSide } from '../../model/comparison.ts';
import { UserError } from '../../model/errors.ts';
import { comparePlan } from '../../plans/compare.ts';
import { type CompareQuestion, comparisonOf } from '../../plans/comparison.ts';
import { comparisonDocument } from '../../reports/comparison-document.ts';
import { comparisonJson } from '../../reports/comparison-json.ts';
import { plottedComparison } from '../../reports/plots/plotted.ts';
import type { ComparisonReport } from '../../reports/comparison-report.ts';
import { inOrder } from '../../releases/sides.ts';
import { adviceFor, adviceOn } from '../assessment.ts';
import { policyOf, type RunSettings, type WorkerParts } from '../parts.ts';
import { changedFor } from '../changed.ts';
import { factsOf, keptEvidence, spentFact, tailOf } from '../reporting.ts';
import { changedCommit, revisionFacts, type Unchanged } from './overlaid.ts';
import { earlierCount, earlierRuns, earlierSchema } from './earlier.ts';
import type { AskedRun, OpenQuestion, QuestionKind } from './kind.ts';

/** What a ticket asked: the revision of the run against this one. */
const askedSchema = z.object({
  base: z.string().optional(),
  /** Without a base: the branch whose line the revision left at the base. */
  branchedFrom: z.string().optional(),
  runs: z.int().positive().optional(),
});

/** What a comparison was asked to hold its revision against; absent for where that left the default branch. */
export function baseAsked(question: unknown): string | undefined {
  return askedSchema.safeParse(question).data?.base;
}

/** `base` is the commit before the changes that the run asked for. */
const sideSchema = z.object({ label: z.string(), commit: z.string(), base: z.string().optional() });
const resolvedSchema = z.object({ before: sideSchema, after: sideSchema, earlier: earlierSchema });

/** The head of a fork by its number: a command that names its commit is refused. */
function namedAs(revision: string, { forks = [] }: Pick<RunSettings, 'forks'>): string {
  const fork = forks.find(({ commit }) => commit === revision);
  return fork === undefined ? revision : `#${fork.pull}`;
}

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
    const label = base === undefined ? `${branchedFrom} at ${before.slice(0, 7)}` : namedAs(base, settings);
    const after = { label: namedAs(run.revision, settings), commit };
    const sides = { before: { label, commit: before }, after };
    const changed = await changedIn(sides, { run, settings }, parts);
    const { before: first, after: second } = changed ?? sides;
    const earlier = {
      before: await earlierRuns({ run, settings, commit: first.commit }, parts),
      after: await earlierRuns({ run, settings, commit: second.commit }, parts),
    };
    const kept =
      changed === undefined ? {} : { base: commit, overlays: changed.words, skipDiff: changed.skipDiff };
    return { commit: second.commit, resolved: { before: first, after: second, earlier, ...kept } };
  },

  open(asked): OpenQuestion {
    const question = questionOf(asked);
    const plan = comparePlan(question);
    const shown = unchangedIn(question, asked.resolved);
    return {
      sideOf(id) {
        if (id === 'before' || id === 'after') return question[id];
        throw new RangeError(`a comparison has no side ${id}`);
      },
      next(evidence) {
        const step = plan(evidence);
        return step.kind === 'run' ? step.orders : [];
      },
      finding: (evidence) => ({ kind: 'compare', comparison: comparisonOf(shown, evidence) }),
      async answer({ evidence, isCancelled, broken, copies }, parts) {
        const { run } = asked;
        const reused = {
          before: earlierCount(evidence.get('before')),
          after: earlierCount(evidence.get('after')),
        };
        const comparison = comparisonOf({ ...shown, reused }, evidence);
        const changes = await revisionFacts(run, parts);
        const advice = adviceFor(adviceOn(comparison, policyOf(asked.settings), run.ticket), {
          overlays: changedFor(run, asked.settings),
          reruns: changes.reruns,
        });
        const report: ComparisonReport = {
          run: { ...factsOf(run), ...changes },
          comparison,
          wallMs: parts.now().getTime() - Date.parse(run.createdAt),
          ...(await spentFact(run, parts)),
          exitCodesOnly: false,
          ...advice,
          evidence: keptEvidence(run, copies),
          ...(isCancelled ? { partial: 'cancelled' as const } : {}),
          ...(broken === undefined ? {} : { brokenOutput: await tailOf(broken.output) }),
        };
        const { kind } = comparison.overall;
        return {
          document: comparisonDocument(report, { audience: 'ticket', commandWord: parts.commandWord }),
          files: { plot: plottedComparison(comparison.rows), data: comparisonJson(report) },
          isGood: ['fixed', 'not-reproduced'].includes(inOrder(comparison).overall.kind),
          facts: { verdict: kind, before: comparison.before.counts, after: comparison.after.counts },
        };
      },
    };
  },
};

/** Both sides with the changes that the run asked for; undefined when it asked for none. */
async function changedIn(
  sides: Parameters<typeof changedSides>[0],
  asked: Pick<Unchanged, 'run' | 'settings'>,
  parts: WorkerParts,
): Promise<ChangedSides | undefined> {
  if (asked.settings.overlays === undefined) return undefined;
  return changedSides(sides, async (side, base) => changedCommit({ ...asked, base, side }, parts));
}

/** The question as people asked it: with the commits before they were changed. */
function unchangedIn(question: CompareQuestion, resolved: unknown): CompareQuestion {
  const sides = resolvedSchema.safeParse(resolved).data;
  if (sides === undefined) return question;
  const shown = (side: ComparedSide) => ({
    ...question[side],
    commit: sides[side].base ?? sides[side].commit,
  });
  return { ...question, before: shown('before'), after: shown('after') };
}

function questionOf({ run, settings, resolved }: AskedRun): CompareQuestion {
  const { runs } = askedSchema.parse(settings.question);
  const sides = resolvedSchema.safeParse(resolved).data;
  const unknown = { label: run.revision };
  return {
    before: { id: 'before', ...(sides === undefined ? unknown : executed(sides.before)) },
    after: { id: 'after', ...(sides === undefined ? unknown : executed(sides.after)) },
    known: settings.knownIssues,
    ...(runs === undefined ? {} : { runs }),
  };
}

function executed({ label, commit }: z.output<typeof sideSchema>) {
  return { label, commit };
}
