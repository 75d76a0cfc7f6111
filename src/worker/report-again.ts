import { UserError } from '../model/errors.ts';
import type { Document } from '../model/document.ts';
import { topicIdOf, underWaySince, type RepeatRun } from '../model/repeat-run.ts';
import type { Store } from '../store/store.ts';
import { failedRunDocument, failedRunJson } from '../reports/failed-run-document.ts';
import { evidenceOf, openQuestion } from './questions/open.ts';

/** The report of a run that has ended. */
export interface ReportAgain {
  readonly document: Document;
  /** The report for programs; absent where there is none. */
  readonly data?: unknown;
}

interface Asked {
  readonly store: Store;
  /** The word that begins a command on tickets. */
  readonly commandWord: string;
}

/**
 * The newest report of a run, worded again from the store; nothing is posted. What only its CI service knew, such as the
 * address of its page, is gone from it.
 * @throws UserError E-VALUE for a run that is not there, goes on, or failed before it was noted why
 */
export async function reportAgain(id: string, { store, commandWord }: Asked): Promise<ReportAgain> {
  const run = await store.runs.get(id);
  if (run === undefined) throw new UserError('E-VALUE', `There is no run ${id} in the server’s store.`);
  if (run.stage !== 'done') throw new UserError('E-VALUE', `Run ${id} goes on: it has no report yet.`);
  if (run.state === 'failed') return failedAgain(run, store);
  const question = await openQuestion(run, { store });
  const batches = await store.batches.of(id);
  const last = new Map(batches.map(({ side = 'run', ended }) => [side, ended?.broken]));
  const broken = [...last.values()].find((what) => what !== undefined);
  const at = await endOf(run, store);
  const ending = {
    evidence: await evidenceOf(run, { store }),
    isCancelled: run.state === 'cancelled',
    copies: {
      pages: [],
      expiries: batches.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [expiresAt])),
    },
    ...(broken === undefined ? {} : { broken: { what: broken, output: '' } }),
  };
  const parts = { store, now: () => at, commandWord, log: () => {} };
  const { document, files } = await question.answer(ending, parts);
  return { document, ...(files === undefined ? {} : { data: files.data }) };
}

/** @throws UserError E-VALUE where nobody noted why */
async function failedAgain(run: RepeatRun, { runFaults }: Store): Promise<ReportAgain> {
  const fault = await runFaults.of(run.id);
  if (fault === undefined) throw new UserError('E-VALUE', `Run ${run.id} never ran: its ticket says why.`);
  return { document: failedRunDocument(run, fault), data: failedRunJson(run, fault) };
}

/** When it was reported; of a run that nobody was told of, when its iterations were through, one after the other. */
async function endOf(run: RepeatRun, { posts, iterations }: Store): Promise<Date> {
  const topic = { kind: 'result' as const, id: topicIdOf(run) };
  const posted = (await posts.get({ ticket: run.ticket, topic }))?.comment?.at;
  if (posted !== undefined) return new Date(posted);
  const ran = (await iterations.of(run.id)).reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  return new Date(Date.parse(underWaySince(run).at) + ran);
}
