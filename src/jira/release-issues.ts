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

/** Issues of a project that a condition of JQL finds, and whether there are more. @throws as `JiraSite.doRequest` says */
export async function listReleaseIssues(
  { site, isCloud }: Jira,
  project: string,
  condition: string,
): Promise<{ readonly found: readonly FoundIssue[]; readonly isCut: boolean }> {
  const jql = `project = ${inJql(project)} AND ${condition} ORDER BY key ASC`;
  const found: FoundIssue[] = [];
  let read = 0;
  let token: string | undefined;
  for (let turn = 0; turn < mostPages; turn += 1) {
    const from = isCloud ? (token === undefined ? {} : { nextPageToken: token }) : { startAt: read };
    const body = { jql, fields, maxResults: pageSize, ...from };
    const some = page.parse(await site.call(isCloud ? '/search/jql' : '/search', { method: 'POST', body }));
    // Whatever a condition does to the query: what belongs to another project is not shown in this one.
    found.push(...some.issues.filter(({ key }) => key.startsWith(`${project}-`)));
    read += some.issues.length;
    token = some.nextPageToken ?? undefined;
    const isLast = isCloud ? token === undefined : read >= (some.total ?? 0);
    if (isLast || some.issues.length === 0) return { found, isCut: false };
  }
  return { found, isCut: true };
}

/** A quoted string of JQL, in which only quotes and backslashes mean anything. */
export function inJql(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;
}
