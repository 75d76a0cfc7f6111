import type { Document } from '../model/document.ts';
import type { Iteration } from '../model/iteration.ts';
import type { SideEvidence } from '../model/question.ts';
import { topicIdOf, underWaySince, type RepeatRun } from '../model/repeat-run.ts';
import { progressDocument } from '../reports/progress-document.ts';
import type { CountsSoFar } from '../reports/run-progress.ts';
import type { WorkerParts } from './parts.ts';
import { bodyHashOf, postOnce } from './posting.ts';
import { evidenceOf, openQuestion } from './questions/open.ts';
import { revisionFacts } from './questions/overlaid.ts';
import { factsOf } from './reporting.ts';

const newestShown = 40;
/** Where a comment is a mail, a run that ends sooner is told of by its result alone; milliseconds. */
const loudMs = 120_000;
/** Sides that a progress comment names; a bisection comes to many, and the newest say most. */
const sidesShown = 12;

/**
 * Rewrites the one progress comment, not more often than configured and only when a number changed. Where each edit is
 * a mail it is written once, for runs that take longer than two minutes.
 */
export async function reportProgress(run: RepeatRun, parts: WorkerParts): Promise<void> {
  const key = { ticket: run.ticket, topic: { kind: 'progress' as const, id: topicIdOf(run) } };
  const last = (await parts.store.posts.get(key))?.comment;
  const now = parts.now();
  const age = now.getTime() - Date.parse(run.createdAt);
  if (parts.tracker(run.ticket.tracker).isLoud === true && (last !== undefined || age < loudMs)) return;
  if (last !== undefined && now.getTime() - Date.parse(last.at) < parts.progressMs) return;
  if (last !== undefined && last.bodyHash === bodyHashOf(await progressOf(run, new Date(last.at), parts)))
    return;
  await postOnce(parts, run.ticket, await progressOf(run, now, parts));
}

async function progressOf(run: RepeatRun, now: Date, parts: WorkerParts): Promise<Document> {
  const sides = [...(await evidenceOf(run, parts))];
  const iterations = sides.flatMap(([, side]) => side.iterations).toSorted((a, b) => a.index - b.index);
  const asked = sides.reduce((sum, [, side]) => sum + side.asked, 0);
  const question = await openQuestion(run, parts);
  const lanes = sides.map(([id, side]) => ({ lane: question.sideOf(id).label, counts: soFar(side) }));
  const { at, seen } = underWaySince(run);
  const elapsed = now.getTime() - Date.parse(at);
  const done = iterations.length;
  const isOpen = run.question !== undefined;
  const document = progressDocument({
    commandWord: parts.commandWord,
    run: { ...factsOf(run), ...(await revisionFacts(run, parts)) },
    counts: soFar({ asked, iterations }),
    updatedAt: now.toISOString(),
    newest: iterations.slice(-newestShown).map(({ outcome }) => outcome),
    ...(run.question === undefined ? {} : { question: run.question, lanes: lanes.slice(-sidesShown) }),
    ...(isOpen || done <= seen || done >= asked ? {} : { etaMs: (elapsed / (done - seen)) * (asked - done) }),
  });
  return { ...document, topic: { kind: 'progress', id: topicIdOf(run) } };
}

/** What did not come back yet is not lost yet. */
function soFar({ asked, iterations }: Pick<SideEvidence, 'asked' | 'iterations'>): CountsSoFar {
  const of = (outcome: Iteration['outcome']): number =>
    iterations.filter((iteration) => iteration.outcome === outcome).length;
  const [passed, failed] = [of('passed'), of('failed')];
  return { asked, executed: passed + failed, passed, failed, skipped: of('skipped'), lost: of('lost') };
}
