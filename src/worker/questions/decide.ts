import { z } from 'zod';
import type { DecideQuestion } from '../../model/decision.ts';
import { decideOrders, decisionOf } from '../../plans/decide.ts';
import { answerRepeat } from '../reporting.ts';
import type { OpenQuestion, QuestionKind } from './kind.ts';
import { repeat, repeatFinding } from './repeat.ts';

const askedSchema = z.object({
  rate: z.number().optional(),
  expect: z.literal('fail').optional(),
  first: z.literal(true).exactOptional(),
  most: z.int().positive().exactOptional(),
});

/** How often does it fail, with as many runs as the answer takes? */
export const decide: QuestionKind = {
  resolve: repeat.resolve,
  open({ run, settings }): OpenQuestion {
    const { rate, expect, ...until } = askedSchema.parse(settings.question);
    // An end that its own result brought moves the rate: the interval has to hold wherever it ends.
    const isAnytime = until.first === true;
    const question: DecideQuestion = {
      ...until,
      ...(rate === undefined ? {} : { rate }),
      ...(expect === undefined ? {} : { expect }),
    };
    const commit = run.commit === undefined ? {} : { commit: run.commit };
    return {
      sideOf: (id) => ({ id, label: run.revision, ...commit }),
      next: (evidence) => decideOrders(question, evidence.get('run')),
      finding: (evidence) => ({
        ...repeatFinding(evidence, settings.knownIssues, isAnytime),
        decision: decisionOf(question, evidence.get('run')),
      }),
      answer: async (ending, parts) =>
        answerRepeat(
          { ...run, asked: ending.evidence.get('run')?.asked ?? 0 },
          { ...ending, isAnytime, decision: decisionOf(question, ending.evidence.get('run')) },
          parts,
        ),
    };
  },
};
