import { z } from 'zod';
import type { Jira } from './jira.ts';
import * as shape from './shapes.ts';

const named = z.looseObject({ name: z.string() });

const issue = z
  .looseObject({
    key: shape.issueKey,
    fields: z.looseObject({
      summary: z.string().nullish(),
      status: z
        .looseObject({ statusCategory: z.looseObject({ key: z.string().nullish() }).nullish() })
        .nullish(),
      labels: z.array(z.string()).nullish(),
      fixVersions: z.array(named).nullish(),
      priority: named.nullish(),
      assignee: shape.account.nullish(),
      created: shape.time,
      resolutiondate: shape.time.nullish(),
    }),
  })
  .transform(({ key, fields }) => ({ key, ...fields }));

/** An issue as a search finds it. */
export type FoundIssue = z.output<typeof issue>;

const page = z.looseObject({
  issues: z.array(issue),
  total: z.number().nullish(),
  nextPageToken: z.string().nullish(),
});
const fields = [
  'summary',
  'status',
  'labels',
  'fixVersions',
  'priority',
  'assignee',
  'created',
  'resolutiondate',
];
const pageSize = 100;
const mostPages = 10;

/** Issues of a fix version, and whether there are more than are looked at. @throws as `JiraSite.doRequest` says */
export async function listReleaseIssues(
  { site, isCloud }: Jira,
  project: string,
  version: string,
): Promise<{ readonly found: readonly FoundIssue[]; readonly isCut: boolean }> {
  const jql = `project = ${inJql(project)} AND fixVersion = ${inJql(version)} ORDER BY key ASC`;
  const found: FoundIssue[] = [];
  let token: string | undefined;
  for (let turn = 0; turn < mostPages; turn += 1) {
    const from = isCloud ? (token === undefined ? {} : { nextPageToken: token }) : { startAt: found.length };
    const body = { jql, fields, maxResults: pageSize, ...from };
    const some = page.parse(await site.call(isCloud ? '/search/jql' : '/search', { method: 'POST', body }));
    found.push(...some.issues);
    token = some.nextPageToken ?? undefined;
    const isLast = isCloud ? token === undefined : found.length >= (some.total ?? 0);
    if (isLast || some.issues.length === 0) return { found, isCut: false };
  }
  return { found, isCut: true };
}

/** A quoted string of JQL, in which only quotes and backslashes mean anything. */
function inJql(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;
}
