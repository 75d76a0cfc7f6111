import { dirname, join } from 'node:path';
import { finishedIndexes, readIterationFolder } from '../../ci/local/folder.ts';
import { messageOf, UserError } from '../../model/errors.ts';
import type { SidesEvidence } from '../../model/question.ts';
import type { Verification } from '../../model/verification.ts';
import { isolationOf } from '../../plans/isolate.ts';
import { bisectionJson } from '../../reports/bisection-json.ts';
import { comparisonJson } from '../../reports/comparison-json.ts';
import { isolationJson } from '../../reports/isolation-json.ts';
import { numbersThatDiffer, postedNumbers } from '../../worker/posted-numbers.ts';
import { isReadOtherwise } from '../../worker/kept-results.ts';
import { readArtifacts } from '../../worker/reading.ts';
import { bisectionAgain, type BisectAsked } from '../bisect-command.ts';
import { comparisonAgain, type CompareAsked } from '../compare-command.ts';
import type { IsolateAsked } from '../isolate-command.ts';
import { BatchLog, type EarlierIterations } from '../questions/batch-log.ts';
import type { AnyReport, KeptReport } from '../questions/reports.ts';
import { settingIn, type Setting } from '../questions/setting.ts';
import { type Findings, newFindings } from '../../worker/verifying/seals.ts';
import type { DecideQuestion } from '../../model/decision.ts';
import { resultJson } from '../../reports/result-json.ts';
import { decidedAgain } from '../questions/decide.ts';
import { earlierAgain } from './taken-over.ts';

/**
 * Reads the files of a question's iterations again, and computes its numbers anew.
 * @throws UserError E-VALUE when what was asked can't be read
 */
export async function verifyQuestion(folder: string, id: string, found: KeptReport): Promise<Verification> {
  const again = { folder, id };
  const { numbers, read, unread, takenOver } = await answered(again, found).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    throw new UserError('E-VALUE', `${id} can’t be verified: ${messageOf(error)}.`);
  });
  const differing = numbersThatDiffer(numbers.posted, numbers.again).map((what) => ({ what }));
  const isOlder = isReadOtherwise(found);
  return {
    run: id,
    iterations: read + unread.length,
    recomputed: read,
    hasNumbers: true,
    differences: [
      ...unread.map((iteration) => ({ iteration, what: 'its files are missing, or can’t be read' })),
      ...takenOver.differences,
      ...(isOlder ? [] : differing),
    ],
    unproven: takenOver.unproven,
    older: [...takenOver.older, ...(isOlder ? differing : [])],
  };
}

interface Place {
  readonly folder: string;
  readonly id: string;
}

interface Answered {
  readonly numbers: { readonly posted: unknown; readonly again: unknown };
  readonly read: number;
  readonly unread: readonly number[];
  /** What was found in runs that it took over. */
  readonly takenOver: Findings;
}

async function answered({ folder }: Place, found: AnyReport): Promise<Answered> {
  switch (found.kind) {
    case 'repeat': {
      const setting = await settingOf<DecideQuestion>(folder);
      const sides = await readSides(folder, setting.plan, []);
      const { report } = found;
      const again = { ...report, ...decidedAgain(setting, sides.evidence) };
      return numbersOf([resultJson(report), resultJson(again)], sides);
    }
    case 'compare': {
      const { plan, question } = await settingOf<CompareAsked>(folder);
      const asked = { home: dirname(folder), selector: plan.options.selector };
      const { earlier, findings } = await earlierAgain(asked, question.earlier);
      const sides = { ...(await readSides(folder, plan, earlier)), takenOver: findings };
      const comparison = comparisonAgain(question, earlier, sides.evidence);
      const { report } = found;
      return numbersOf([comparisonJson(report), comparisonJson({ ...report, comparison })], sides);
    }
    case 'isolate': {
      const { plan, question } = await settingOf<IsolateAsked>(folder);
      const sides = await readSides(folder, plan, []);
      const isolation = isolationOf(question, sides.evidence);
      const { report } = found;
      return numbersOf([isolationJson(report), isolationJson({ ...report, isolation })], sides);
    }
    case 'bisect': {
      const { plan, question } = await settingOf<BisectAsked>(folder);
      const sides = await readSides(folder, plan, []);
      const bisection = await bisectionAgain(question, sides.evidence, plan.root ?? plan.cwd);
      const { report } = found;
      return numbersOf([bisectionJson(report), bisectionJson({ ...report, bisection })], sides);
    }
  }
}

function numbersOf([posted, again]: readonly [unknown, unknown], sides: Sides): Answered {
  const { read, unread, takenOver = newFindings() } = sides;
  const numbers = { posted: postedNumbers(posted), again: postedNumbers(again) };
  return { numbers, read, unread, takenOver };
}

async function settingOf<Question>(folder: string): Promise<Setting<Question>> {
  const setting = await settingIn<Question>(folder);
  if (setting === undefined) throw new Error('its question.json is missing');
  return setting;
}

interface Sides {
  readonly evidence: SidesEvidence;
  readonly read: number;
  readonly unread: readonly number[];
  readonly takenOver?: Findings;
}

async function readSides(
  folder: string,
  { options }: Setting<unknown>['plan'],
  earlier: readonly EarlierIterations[],
): Promise<Sides> {
  const log = new BatchLog(folder, earlier);
  const unread: number[] = [];
  let read = 0;
  for (const batch of await log.load()) {
    const place = join(folder, batch.id);
    const there = new Set(await finishedIndexes(place));
    const cameBack = batch.cameBack ?? batch.count;
    // What never came back has no files; what did has to have them still.
    if (there.size < cameBack)
      for (let index = batch.first; index < batch.first + cameBack; index += 1)
        if (!there.has(index)) unread.push(index);
    for (const index of there) {
      try {
        log.add(batch, await readArtifacts(await readIterationFolder(place, index), options.selector));
        read += 1;
      } catch {
        unread.push(index);
      }
    }
  }
  return { evidence: log.evidence(), read, unread };
}
