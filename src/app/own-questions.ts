import { z } from 'zod';
import { knownIssuesSchema } from '../config/known-issues.ts';
import { UserError } from '../model/errors.ts';
import { readList } from '../worker/history/list.ts';
import { ledgerAnswer } from '../worker/ledger-answer.ts';
import { reportAgain } from '../worker/report-again.ts';
import { verifyById } from '../worker/verify-by-id.ts';
import type { OwnDoor } from '../webhooks/own.ts';
import type { Parts } from './parts.ts';
import { readingWith } from './reading.ts';

const words = z.string().min(1).max(500);
const ledgerQuestion = z.union([
  z.strictObject({ release: words }),
  z.strictObject({
    ticket: z.strictObject({ tracker: z.enum(['github', 'jira']), project: words, key: words }),
  }),
]);
const listQuestion = z.strictObject({
  project: words.exactOptional(),
  branch: words.exactOptional(),
  windowMs: z.number().positive(),
  until: z.number().exactOptional(),
  knownIssues: knownIssuesSchema,
});

const verifyQuestion = z.strictObject({ run: words });
const digestQuestion = z.strictObject({ name: words, project: words.exactOptional() });
const boardQuestion = z.strictObject({ release: words.exactOptional(), project: words.exactOptional() });

/** What the commands of this machine ask while the data folder is this process's own. */
export function ownQuestions({ store, config, tracker }: Parts): Omit<OwnDoor, 'tokens'> {
  const reading = async (project: string | undefined) =>
    readingWith(project, { config, store, trackerOf: tracker });
  return {
    report: async (run) => reportAgain(run, { store, commandWord: config.commandWord }),
    ledger: async (question) => ledgerAnswer(store.ledger, read(ledgerQuestion, question)),
    verify: async (question) => verifyById(read(verifyQuestion, question).run, store),
    flaky: async (question) => readList(store, read(listQuestion, question)),
    async digest(question) {
      const { name, project } = read(digestQuestion, question);
      return (await reading(project)).digest(name);
    },
    async blockers(question) {
      const { release, project } = read(boardQuestion, question);
      return (await reading(project)).blockers(release);
    },
  };
}

function read<Question>(schema: z.ZodType<Question>, question: unknown): Question {
  const found = schema.safeParse(question);
  if (found.success) return found.data;
  throw new UserError('E-VALUE', z.prettifyError(found.error).replaceAll('\n', ' '));
}
