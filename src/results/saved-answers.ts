import { z } from 'zod';
import { circleciReports } from './circleci-tests.ts';
import { readJenkinsTests } from './jenkins-tests.ts';
import type { ParsedReport } from './report.ts';

const page = z.object({ items: z.array(z.unknown()), next_page_token: z.string().nullish() });
const pages = z.union([page.transform((one) => [one]), z.array(page).min(1)]);

/** Why a page is no whole answer. */
const onePage =
  'it is one page of several (next_page_token): put all pages into one file, as jq -s . page*.json does';

/**
 * Reads what a person saved of a CI service's own list of test results: CircleCI's test metadata
 * (`{"items": […]}`, or a list of such pages), or Jenkins' `testReport/api/json`. Undefined for anything else.
 */
export function readSavedAnswer(path: string, json: unknown): readonly ParsedReport[] | undefined {
  const found = pages.safeParse(json).data;
  if (found !== undefined) {
    const reports = circleciReports(path, { items: found.flatMap(({ items }) => items) });
    const isWhole = (found.at(-1)?.next_page_token ?? '') === '';
    return isWhole ? reports : reports.map((one) => ({ ...one, status: 'damaged', reason: onePage }));
  }
  if (!z.object({ suites: z.array(z.unknown()) }).safeParse(json).success) return undefined;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return readJenkinsTests(json).map((one) => ({ ...one, path: `${folder}${one.path}` }));
}
