import { z } from 'zod';
import type { Jira } from './jira.ts';
import * as shape from './shapes.ts';

/** What a new issue says. */
export interface IssueFields {
  readonly project: string;
  readonly summary: string;
  /** Wiki markup; on Cloud a document. */
  readonly description: unknown;
  /** By its name, such as Bug. */
  readonly type: string;
  readonly labels: readonly string[];
  readonly fixVersion?: string;
  /** The key of the issue it is a sub-task of. */
  readonly parent?: string;
  /** What the project demands beside that, as its operator wrote it. */
  readonly more: Readonly<Record<string, unknown>>;
}

const made = z.looseObject({ key: shape.issueKey });
const found = z.looseObject({ issues: z.array(made) });
const links = z.looseObject({
  fields: z.looseObject({
    parent: made.nullish(),
    subtasks: z.array(made).nullish(),
    issuelinks: z
      .array(
        z.looseObject({
          inwardIssue: made.nullish(),
          outwardIssue: made.nullish(),
        }),
      )
      .nullish(),
  }),
});

/** Not safe to repeat: look for it first. @returns its key @throws as `JiraSite.doRequest` says */
export async function makeIssue({ site }: Jira, asked: IssueFields): Promise<string> {
  const { project, summary, description, type, labels, fixVersion, parent, more } = asked;
  const fields = {
    ...more,
    project: { key: project },
    summary,
    description,
    issuetype: { name: type },
    labels,
    ...(fixVersion === undefined ? {} : { fixVersions: [{ name: fixVersion }] }),
    ...(parent === undefined ? {} : { parent: { key: parent } }),
  };
  return made.parse(await site.call('/issue', { method: 'POST', body: { fields } })).key;
}

/** The oldest issue of a project with a label; undefined when the search shows none. @throws as `JiraSite.doRequest` says */
export async function findLabelled(
  { site, isCloud }: Jira,
  project: string,
  label: string,
): Promise<string | undefined> {
  const jql = `project = "${project.replaceAll(/[^\w]/g, '')}" AND labels = "${label.replaceAll(/[^\w-]/g, '')}" ORDER BY key ASC`;
  const path = isCloud ? '/search/jql' : '/search';
  const body = { jql, fields: ['summary'], maxResults: 1 };
  return found.parse(await site.call(path, { method: 'POST', body })).issues[0]?.key;
}

const place = z.looseObject({
  fields: z.looseObject({
    issuetype: z.looseObject({ subtask: z.boolean().nullish() }).nullish(),
    parent: made.nullish(),
  }),
});

/** The issue that takes a sub-task beside an issue: itself, or its own parent, since sub-tasks have none. @throws as `JiraSite.doRequest` says */
export async function parentBeside({ site }: Jira, key: string): Promise<string> {
  const issue = shape.issueKey.parse(key);
  const { fields } = place.parse(await site.findIssue(issue, '', 'issuetype,parent'));
  return fields.issuetype?.subtask === true ? (fields.parent?.key ?? issue) : issue;
}

/** Safe to repeat: what is linked, or is the other's sub-task, stays as it is. @throws as `JiraSite.doRequest` says */
export async function relateIssues({ site }: Jira, key: string, other: string): Promise<void> {
  const [one, two] = [shape.issueKey.parse(key), shape.issueKey.parse(other)];
  const { fields } = links.parse(await site.findIssue(one, '', 'issuelinks,subtasks,parent'));
  const known = [
    fields.parent?.key,
    ...(fields.subtasks ?? []).map(({ key: child }) => child),
    ...(fields.issuelinks ?? []).flatMap(({ inwardIssue, outwardIssue }) => [
      inwardIssue?.key,
      outwardIssue?.key,
    ]),
  ];
  if (known.includes(two)) return;
  const body = { type: { name: 'Relates' }, inwardIssue: { key: one }, outwardIssue: { key: two } };
  await site.call('/issueLink', { method: 'POST', body });
}

/** Safe to repeat: Jira keeps one link of an address (`globalId`). @throws as `JiraSite.doRequest` says */
export async function addPage(
  { site }: Jira,
  key: string,
  { title, url }: { readonly title: string; readonly url: string },
): Promise<void> {
  const body = { globalId: url.slice(0, 255), object: { url, title: title.slice(0, 255) } };
  await site.call(`/issue/${shape.issueKey.parse(key)}/remotelink`, { method: 'POST', body });
}
