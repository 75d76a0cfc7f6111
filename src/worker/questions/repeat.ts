import { resolveRevision } from '../../checkouts/revision.ts';
import { answerRepeat } from '../reporting.ts';
import { overlaid } from './overlaid.ts';
import type { OpenQuestion, QuestionKind } from './kind.ts';

/** How often does the test fail? As many iterations as were asked, at one commit, in one batch. */
export const repeat: QuestionKind = {
  async resolve(run, settings, parts) {
    const base = await resolveRevision(settings.repository, run.revision);
    return overlaid({ run, settings, base }, parts);
  },
  open({ run }): OpenQuestion {
    const commit = run.commit === undefined ? {} : { commit: run.commit };
    return {
      sideOf: (id) => ({ id, label: run.revision, ...commit }),
      next: (evidence) => (evidence.size > 0 ? [] : [{ side: 'run', runs: run.asked }]),
      answer: async (ending, parts) => answerRepeat(run, ending, parts),
    };
  },
};
