import { z } from 'zod';
import type { DecideQuestion } from '../../model/decision.ts';
import { decideOrders, decisionOf } from '../../plans/decide.ts';
import { answerRepeat } from '../reporting.ts';
import type { OpenQuestion, QuestionKind } from './kind.ts';
import { repeat, repeatFinding } from './repeat.ts';

const askedSchema = z.object({ rate: z.number().optional(), expect: z.literal('fail').optional() });

/** How often does it fail, with as many runs as the answer takes? */
export const decide: QuestionKind = {
  resolve: repeat.resolve,
  open({ run, settings }): OpenQuestion {
    const { rate, expect } = askedSchema.parse(settings.question);
    const question: DecideQuestion = {
      ...(rate === undefined ? {} : { rate }),
      ...(expect === undefined ? {} : { expect }),
    };
    const commit = run.commit === undefined ? {} : { commit: run.commit };
    return {
      sideOf: (id) => ({ id, label: run.revision, ...commit }),
      next: (evidence) => decideOrders(question, evidence.get('run')),
      finding: (evidence) => ({
        ...repeatFinding(evidence, settings.knownIssues),
        decision: decisionOf(question, evidence.get('run')),
      }),
      answer: async (ending, parts) =>
        answerRepeat(
          { ...run, asked: ending.evidence.get('run')?.asked ?? 0 },
          { ...ending, decision: decisionOf(question, ending.evidence.get('run')) },
          parts,
        ),
    };
  },
};
