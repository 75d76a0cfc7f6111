import { isDeepStrictEqual } from 'node:util';
import { circumstanceWords } from '../model/manner.ts';
import { topicIdOf, type RepeatRun } from '../model/repeat-run.ts';
import { mayShow } from '../model/ticket.ts';
import { runSettingsSchema, type RunSettings, type WorkerParts } from './parts.ts';
import { foldAway } from './posting.ts';

/**
 * Folds the results away that a new one has replaced: the same was asked at the same branch, or at the head of the same
 * pull request, and that has moved on since. A result at the same commit stays: it is as true as the new one.
 */
export async function foldOutdated(run: RepeatRun, parts: WorkerParts): Promise<void> {
  const { store } = parts;
  const settings = runSettingsSchema.parse(await store.runs.settings(run.id));
  const before = (await store.runs.on(run.ticket)).filter(
    (one) => one.stage === 'done' && one.createdAt < run.createdAt && isSameQuestion(one, run),
  );
  for (const one of before) {
    const other = runSettingsSchema.parse(await store.runs.settings(one.id));
    if (isAskedAlike({ run: one, settings: other }, { run, settings }))
      await foldAway(parts, run.ticket, { kind: 'result', id: topicIdOf(one) });
  }
}

/** Of the same test in the same way, at another commit, before the same readers. */
function isSameQuestion(one: RepeatRun, run: RepeatRun): boolean {
  return (
    one.selector.text === run.selector.text &&
    one.lane === run.lane &&
    one.question === run.question &&
    isDeepStrictEqual(circumstanceWords(one.manner ?? {}), circumstanceWords(run.manner ?? {})) &&
    one.commit !== undefined &&
    one.commit !== run.commit &&
    mayShow(one.ticket.visibility, run.ticket.visibility) &&
    mayShow(run.ticket.visibility, one.ticket.visibility)
  );
}

interface Asked {
  readonly run: RepeatRun;
  readonly settings: RunSettings;
}

function isAskedAlike(one: Asked, other: Asked): boolean {
  const isSamePlace = one.run.revision === other.run.revision || (isHead(one) && isHead(other));
  return (
    isSamePlace &&
    isDeepStrictEqual(one.settings.question, other.settings.question) &&
    isDeepStrictEqual(one.settings.overlays, other.settings.overlays)
  );
}

function isHead({ settings: { revisionWhy } }: Asked): boolean {
  return revisionWhy?.kind === 'head' || revisionWhy?.kind === 'moved';
}
