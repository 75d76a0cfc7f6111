import { z } from 'zod';
import { historyBetween, insideMerge } from '../../checkouts/history.ts';
import { unskipAtOneOf } from '../../checkouts/shown-unskip.ts';
import type { CommitRange } from '../../model/commit-range.ts';
import { text } from '../../model/document.ts';
import type { SidesEvidence } from '../../model/question.ts';
import { bisectionSoFar, bisectPlan } from '../../plans/bisect.ts';
import type { BisectQuestion } from '../../plans/bisect/question.ts';
import { bisectionJson } from '../../reports/bisection-json.ts';
import { bisectionDocument } from '../../reports/bisection-document.ts';
import { plottedBisection } from '../../reports/plots/plotted.ts';
import type { BisectionReport } from '../../reports/bisection-report.ts';
import { factsOf, keptEvidence, spentFact } from '../reporting.ts';
import { revisionFacts } from './overlaid.ts';
import type { Answer, AskedRun, OpenQuestion, QuestionKind } from './kind.ts';

const limitsSchema = z.object({
  mostRuns: z.int().positive().exactOptional(),
  mostSteps: z.int().positive().exactOptional(),
  intoMerges: z.literal(false).exactOptional(),
});
const askedSchema = z.object({ good: z.string() });
const commitSchema = z.object({
  id: z.string(),
  subject: z.string(),
  date: z.string(),
  parents: z.array(z.string()),
});
const resolvedSchema = z.object({
  range: z.object({
    good: commitSchema,
    commits: z.array(commitSchema),
    beside: commitSchema.exactOptional(),
  }),
});
/** How many iterations a local service runs at a time; others take what they are given. */
const parallelSchema = z.looseObject({
  parallel: z.int().min(1).catch(1).default(1),
  setup: z.unknown().optional(),
});

/** Which commit did it? */
export const bisect: QuestionKind = {
  async resolve(run, { repository, question }) {
    const { good } = askedSchema.parse(question);
    const range = await historyBetween(repository, { good, bad: run.revision });
    return { commit: range.commits.at(-1)?.id ?? range.good.id, resolved: { range } };
  },

  open(asked): OpenQuestion {
    const question = questionOf(asked);
    const { run, settings } = asked;
    return {
      sideOf: (id) => ({ id, label: id.slice(0, 9), commit: id }),
      goesAround: true,
      async next(evidence) {
        if (question === undefined) return [];
        const step = await stepOf(question, evidence, settings.repository);
        return step.kind === 'run' ? step.orders : [];
      },
      async finding(evidence) {
        if (question === undefined) return undefined;
        await stepOf(question, evidence, settings.repository);
        const { good } = askedSchema.parse(settings.question);
        return { kind: 'bisect', bisection: bisectionSoFar(question, evidence), good };
      },
      async answer({ evidence, isCancelled, copies }, parts) {
        if (question === undefined) return endedBefore(run.id);
        await stepOf(question, evidence, settings.repository);
        const bisection = bisectionSoFar(question, evidence);
        const report: BisectionReport = {
          run: {
            ...factsOf(run),
            ...(await revisionFacts(run, parts)),
            ...(await skipDiffOf(asked, question)),
          },
          good: askedSchema.parse(settings.question).good,
          bad: run.revision,
          bisection,
          wallMs: parts.now().getTime() - Date.parse(run.createdAt),
          ...(await spentFact(run, parts)),
          exitCodesOnly: false,
          evidence: keptEvidence(run, copies),
          ...(isCancelled ? { partial: 'cancelled' as const } : {}),
        };
        return {
          document: bisectionDocument(report, { audience: 'ticket', commandWord: parts.commandWord }),
          files: { plot: plottedBisection(bisection), data: bisectionJson(report) },
          isGood: false,
          facts: { verdict: bisection.outcome.kind, ...bisection.counts },
        };
      },
    };
  },
};

/** Cancelled before its commits were known. */
function endedBefore(run: string): Answer {
  const words = [text(`Bisection ${run} was stopped before it began: nothing was run`)];
  return {
    document: {
      topic: { kind: 'result', id: run },
      blocks: [{ kind: 'headline', mark: 'info', text: words }],
    },
    isGood: false,
    facts: { verdict: 'cancelled' },
  };
}

type Searching = BisectQuestion & { readonly inside: Map<string, CommitRange> };

/** How the skip was taken off at the bad end, or at the good one where the test is not skipped there. */
async function skipDiffOf(
  { run: { selector }, settings: { repository, overlays } }: AskedRun,
  { range: { good, commits } }: Searching,
): Promise<Pick<BisectionReport['run'], 'skipDiff'>> {
  if (overlays?.applied.some(({ kind }) => kind === 'unskip') !== true) return {};
  const ends = [commits.at(-1)?.id ?? good.id, good.id];
  return { skipDiff: await unskipAtOneOf(repository, ends, selector) };
}

/** Looks into a merge when the plan wants to, and asks again. */
async function stepOf(question: Searching, evidence: SidesEvidence, repository: string) {
  for (;;) {
    const step = bisectPlan(question)(evidence);
    if (step.kind !== 'expand') return step;
    question.inside.set(step.merge, await insideMerge(repository, step.merge));
  }
}

function questionOf({ settings, resolved }: AskedRun): Searching | undefined {
  const found = resolvedSchema.safeParse(resolved).data;
  if (found === undefined) return undefined;
  const { parallel, setup } = parallelSchema.parse(settings.settings);
  return {
    range: found.range,
    known: settings.knownIssues,
    inside: new Map(),
    maxParallel: parallel,
    buildCost: setup === undefined ? 1 : 20,
    ...limitsSchema.parse(settings.question),
  };
}
