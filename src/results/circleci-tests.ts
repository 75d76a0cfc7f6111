import { z } from 'zod';
import { listedReport } from './listed-report.ts';
import { byTotal, byTurn } from './repeats.ts';
import type { ParsedReport, Problem, ReportCase } from './report.ts';

/**
 * One item of `GET /project/{slug}/{job}/tests` of CircleCI's API v2. The API gives no type and no stack of its
 * own, and no results at all for more than 250 MB, so an empty list never means that nothing failed.
 */
const item = z.object({
  name: z.string().catch(''),
  classname: z.string().catch(''),
  file: z.string().nullish().catch(undefined),
  result: z.string().catch('unknown'),
  run_time: z.number().nullish().catch(undefined),
  message: z.string().nullish().catch(undefined),
});

const page = z.object({ items: z.array(z.unknown()) });

/**
 * Reads test metadata as CircleCI's API gives it, as a report. A result whose word is not known counts as an
 * error, never as a pass.
 */
export function readCircleciTests(path: string, json: unknown): ParsedReport {
  const items = page.safeParse(json).data?.items;
  const cases = items?.flatMap((one) => {
    const read = item.safeParse(one).data;
    return read === undefined ? [] : [caseOf(read)];
  });
  return listedReport(path, cases);
}

/**
 * The same as one report for each time a name occurs. The API tells neither machine nor iteration: machines that repeat
 * a test are told apart by how often a name stood before, and by how many repeats it tells of.
 */
export function circleciReports(path: string, json: unknown): readonly ParsedReport[] {
  const whole = readCircleciTests(path, json);
  const runs = [...byTurn(whole.cases).values()].flatMap(byTotal);
  if (runs.length <= 1) return [whole];
  const [, folder = '', file = path] = /^(.*\/)?([^/]*)$/.exec(path) ?? [];
  return runs.map((cases, at) => ({ ...whole, path: `${folder}${at + 1}/${file}`, cases }));
}

function caseOf(read: z.infer<typeof item>): ReportCase {
  const outcome = outcomeOf(read.result);
  const kind = outcome === 'failed' ? 'failure' : 'error';
  const problem: Problem = { kind, type: '', message: '', body: read.message ?? '' };
  return {
    suite: '',
    file: read.file ?? '',
    classname: read.classname,
    name: read.name,
    durationMs: typeof read.run_time === 'number' && read.run_time >= 0 ? read.run_time * 1000 : undefined,
    outcome,
    problems: outcome === 'failed' || outcome === 'error' ? [problem] : [],
    attempts: [],
    skipMessage: outcome === 'skipped' ? (read.message ?? '') : undefined,
  };
}

function outcomeOf(result: string): ReportCase['outcome'] {
  if (result === 'success') return 'passed';
  if (result === 'failure') return 'failed';
  return result === 'skipped' ? 'skipped' : 'error';
}
