import type { QuestionName, SideEvidence, SidesEvidence } from '../../model/question.ts';
import type { Batch, RepeatRun } from '../../model/repeat-run.ts';
import { knownTo } from '../known.ts';
import { runSettingsSchema, type WorkerParts } from '../parts.ts';
import type { AskedRun, OpenQuestion, QuestionKind } from './kind.ts';
import { bisect } from './bisect.ts';
import { compare } from './compare.ts';
import { decide } from './decide.ts';
import { isolate } from './isolate.ts';
import { withEarlier } from './earlier.ts';
import { repeat } from './repeat.ts';

/** Every kind of question by its name in the run; a run that names none repeats. */
const kinds: Readonly<Record<QuestionName | 'repeat', QuestionKind>> = {
  repeat,
  decide,
  compare,
  bisect,
  isolate,
};

/** The kind of a run's question. */
export function kindOf({ question }: RepeatRun): QuestionKind {
  return kinds[question ?? 'repeat'];
}

/** A run with everything that was kept beside it. */
export async function askedRun(run: RepeatRun, { store }: Pick<WorkerParts, 'store'>): Promise<AskedRun> {
  const settings = runSettingsSchema.parse(await store.runs.settings(run.id));
  return {
    run,
    // Links name tickets and change no group, so what a question decides stays the same.
    settings: { ...settings, knownIssues: await knownTo(settings, store) },
    resolved: await store.runs.resolved(run.id),
  };
}

/** The question of a run, as far as it is. */
export async function openQuestion(run: RepeatRun, parts: Pick<WorkerParts, 'store'>): Promise<OpenQuestion> {
  return kindOf(run).open(await askedRun(run, parts));
}

/** What every side brought so far. Batches under way count with what came back from them. */
export async function evidenceOf(run: RepeatRun, parts: Pick<WorkerParts, 'store'>): Promise<SidesEvidence> {
  const { store } = parts;
  const iterations = await store.iterations.of(run.id);
  const evidence = new Map<string, SideEvidence>();
  for (const batch of await store.batches.of(run.id)) {
    const side = batch.side ?? 'run';
    const before = evidence.get(side) ?? { iterations: [], asked: 0 };
    const { first, count, inTurns } = batch;
    const own = iterations.filter(({ index }) => index >= batch.first && index < batch.first + batch.count);
    // A later batch that could run speaks for its side.
    const broken = batch.ended === undefined ? before.broken : batch.ended.broken;
    evidence.set(side, {
      iterations: [...before.iterations, ...own],
      asked: before.asked + askedOf(batch, run),
      batches: [...(before.batches ?? []), ...(inTurns === true ? [{ first, count }] : [])],
      ...(broken === undefined ? {} : { broken }),
    });
  }
  return withEarlier(run, evidence, parts);
}

/**
 * A batch that was left at its first failure asked for no more than what it ran, and one that was refused or given up
 * before it began asked for nothing. A run that was asked for a number itself counts all of it.
 */
function askedOf(batch: Batch, { question }: RepeatRun): number {
  const { count, untilFailure, ended } = batch;
  if (question !== undefined && neverBegan(batch)) return 0;
  return untilFailure === true && ended !== undefined && ended.broken === undefined ? ended.cameBack : count;
}

function neverBegan({ ref, attemptedAt, ended }: Batch): boolean {
  if (ended === undefined || ended.cameBack > 0 || ref !== undefined) return false;
  return ended.broken !== undefined || attemptedAt === undefined;
}
