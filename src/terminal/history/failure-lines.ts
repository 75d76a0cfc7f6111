import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { failureOfRecord } from '../../failures/records.ts';
import { recordOf, type NamedFailure, type NamedTally } from '../../history/record.ts';
import { messageOf, UserError } from '../../model/errors.ts';
import type { Build, BuildRecord } from '../../model/history.ts';
import { unreadable } from '../unreadable-path.ts';

const text = z.string().nullish();
const line = z.object({
  /** Of the build; the date stands in where there is none. */
  run: text,
  date: z.string().refine((date) => !Number.isNaN(Date.parse(date)), 'is no date'),
  job: text,
  classname: text,
  name: z.string(),
  scope: text,
  kind: text,
  type: text,
  message: text,
  text,
});

/** What the lines don't say. */
export interface Given {
  readonly project: string;
  readonly branch: string;
  /** Where a line names no job. */
  readonly lane: string;
  /** Where builds name no commit they stand for themselves. */
  readonly commit: string;
}

/**
 * Reads a file of failures, one JSON object a line, into the builds they happened in. Such a file holds no passes.
 * @throws UserError E-VALUE naming the first line that is no failure, or the file that cannot be read.
 */
export async function readFailureLines(
  path: string,
  given: Given,
  onLine: (lines: number) => void,
): Promise<readonly BuildRecord[]> {
  const builds = new Map<string, { build: Build; failures: NamedFailure[] }>();
  let number = 0;
  try {
    for await (const content of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      number++;
      onLine(number);
      if (content.trim() !== '') add(builds, parseLine(content, `${path}:${number}`), given);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadable(error, path) ?? new UserError('E-VALUE', `${path} can't be read: ${messageOf(error)}`);
  }
  return [...builds.values()].map(({ build, failures }) => recordOf(build, failures.map(tallyOf), failures));
}

function parseLine(content: string, place: string): z.output<typeof line> {
  try {
    return line.parse(JSON.parse(content));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : messageOf(error);
    throw new UserError('E-VALUE', `${place} is no failure: ${why}`);
  }
}

function add(
  builds: Map<string, { build: Build; failures: NamedFailure[] }>,
  seen: z.output<typeof line>,
  given: Given,
): void {
  const { project, branch, commit } = given;
  const lane = seen.job ?? given.lane;
  const at = new Date(seen.date).toISOString();
  const id = seen.run ?? at;
  const key = JSON.stringify([id, lane]);
  const found = builds.get(key) ?? {
    build: { project, id, branch, lane, commit, at, passesKnown: false },
    failures: [],
  };
  builds.set(key, found);
  const name = seen.scope === 'class' ? '' : seen.name;
  found.failures.push({ container: seen.classname ?? '', name, failure: failureOfRecord(seen) });
}

function tallyOf({ container, name }: NamedFailure): NamedTally {
  return { container, name, passed: 0, failed: 1, skipped: 0 };
}
