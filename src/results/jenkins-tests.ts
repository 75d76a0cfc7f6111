import { z } from 'zod';
import { listedReport } from './listed-report.ts';
import type { ParsedReport, Problem, ReportCase } from './report.ts';

/**
 * A case of `{build}/testReport/api/json`, by the fields jenkinsci/junit-plugin exports of CaseResult. Durations are
 * seconds.
 */
const testCase = z.object({
  className: z.string().catch(''),
  name: z.string().catch(''),
  status: z.string().catch(''),
  duration: z.number().nullish().catch(undefined),
  errorDetails: z.string().nullish().catch(undefined),
  errorStackTrace: z.string().nullish().catch(undefined),
  skippedMessage: z.string().nullish().catch(undefined),
});

const suite = z.object({
  name: z.string().catch(''),
  enclosingBlockNames: z.array(z.string()).catch([]),
  cases: z.array(z.unknown()).catch([]),
});

const answer = z.object({ suites: z.array(z.unknown()) });

/** What to ask of a build's test report. */
export const testReportTree =
  'suites[name,enclosingBlockNames,cases[className,name,status,duration,errorDetails,errorStackTrace,skippedMessage]]';

/**
 * Reads Jenkins' test report as one report for each place it was read in: in a pipeline the blocks around the `junit`
 * step, which tell the machines apart. Meant for builds without JUnit artifacts, since Jenkins cuts output short and
 * drops what distinguishes an error from a failure.
 */
export function readJenkinsTests(json: unknown): readonly ParsedReport[] {
  const suites = answer.safeParse(json).data?.suites;
  if (suites === undefined) return [listedReport('testReport', undefined)];
  const byPlace = new Map<string, ReportCase[]>();
  for (const one of suites) {
    const read = suite.safeParse(one).data;
    if (read === undefined) continue;
    const place = read.enclosingBlockNames.map((name) => name.replaceAll('/', '_')).toReversed();
    const path = [...place, 'testReport'].join('/');
    const cases = byPlace.get(path) ?? [];
    for (const each of read.cases) cases.push(caseOf(each, read.name));
    byPlace.set(path, cases);
  }
  return [...byPlace].map(([path, cases]) => listedReport(path, cases));
}

/** A word that is not known counts as an error, never as a pass. */
function caseOf(json: unknown, suiteName: string): ReportCase {
  const read = testCase.safeParse(json).data;
  const outcome = outcomeOf(read?.status);
  const isBad = outcome === 'failed' || outcome === 'error';
  const problem: Problem = {
    kind: outcome === 'failed' ? 'failure' : 'error',
    type: '',
    message: read?.errorDetails ?? (outcome === 'error' ? 'Jenkins told no result that is known' : ''),
    body: read?.errorStackTrace ?? '',
  };
  const seconds = read?.duration;
  return {
    suite: suiteName,
    file: '',
    classname: read?.className ?? '',
    name: read?.name ?? '',
    durationMs: typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : undefined,
    outcome,
    problems: isBad ? [problem] : [],
    attempts: [],
    skipMessage: outcome === 'skipped' ? (read?.skippedMessage ?? '') : undefined,
  };
}

/** FIXED and REGRESSION compare with the build before: one is a pass, the other a failure. */
function outcomeOf(status: string | undefined): ReportCase['outcome'] {
  if (status === 'PASSED' || status === 'FIXED') return 'passed';
  if (status === 'FAILED' || status === 'REGRESSION') return 'failed';
  return status === 'SKIPPED' ? 'skipped' : 'error';
}
