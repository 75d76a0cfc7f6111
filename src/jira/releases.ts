import { z } from 'zod';
import type { ListedRelease, TicketStanding } from '../model/release.ts';
import type { Jira } from './jira.ts';
import * as shape from './shapes.ts';

const standing = z.looseObject({
  fields: z.looseObject({
    fixVersions: z.array(z.looseObject({ name: z.string() })).nullish(),
    labels: z.array(z.string()).nullish(),
    assignee: shape.account.nullish(),
  }),
});
const versions = z.array(
  z.looseObject({
    name: z.string(),
    released: z.boolean().nullish(),
    archived: z.boolean().nullish(),
    /** A day, which may be a plan. */
    releaseDate: z.iso.date().nullish().catch(undefined),
  }),
);

/** An issue's fix versions, labels and owner. @throws as `JiraSite.doRequest` says */
export async function readStanding({ site }: Jira, key: string): Promise<TicketStanding> {
  const { fields } = standing.parse(
    await site.findIssue(shape.issueKey.parse(key), '', 'fixVersions,labels,assignee'),
  );
  const owner = shape.loginOf(fields.assignee);
  return {
    releases: (fields.fixVersions ?? []).map(({ name }) => name),
    labels: fields.labels ?? [],
    assignees: owner === '' ? [] : [owner],
  };
}

/** A project's versions. @throws as `JiraSite.doRequest` says */
export async function listVersions({ site }: Jira, project: string): Promise<readonly ListedRelease[]> {
  const found = versions.parse(await site.call(`/project/${encodeURIComponent(project)}/versions`));
  return found.map(({ name, released, archived, releaseDate: day }) => ({
    name,
    isOut: released === true || archived === true,
    ...(released === true && day ? { outSince: `${day}T00:00:00.000Z` } : {}),
  }));
}

/** Safe to repeat: a version is added and another one taken off; the issue's others stay. @throws as `JiraSite.doRequest` says */
export async function changeFixVersions(
  { site }: Jira,
  key: string,
  { add, remove }: { readonly add: string; readonly remove: string | undefined },
): Promise<void> {
  const taken = remove === undefined || remove === add ? [] : [{ remove: { name: remove } }];
  await site.updateIssue(shape.issueKey.parse(key), {
    update: { fixVersions: [{ add: { name: add } }, ...taken] },
  });
}

/** Safe to repeat. Jira's labels hold no spaces. @throws as `JiraSite.doRequest` says */
export async function setLabel(
  { site }: Jira,
  key: string,
  label: { readonly name: string; readonly isOn: boolean },
): Promise<void> {
  const change = label.isOn ? { add: label.name } : { remove: label.name };
  await site.updateIssue(shape.issueKey.parse(key), { update: { labels: [change] } });
}
