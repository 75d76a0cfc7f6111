import { z } from 'zod';
import { quoted } from '../model/plain-text.ts';
import { JiraError } from './answer.ts';
import type { Jira } from './jira.ts';
import * as shape from './shapes.ts';

const named = z.looseObject({ name: z.string() });
const standing = z.looseObject({ fields: z.looseObject({ status: named }) });
const ways = z.looseObject({
  transitions: z.array(z.looseObject({ id: shape.numericId, name: z.string(), to: named.nullish() })),
});

/**
 * Brings an issue to a status, by whichever transition its workflow has from where it is; a second time changes
 * nothing. Ids of transitions are each workflow's own, so the status is gone by its name.
 * Source: `GET` and `POST /issue/KEY/transitions` of Jira's interface, versions 2 and 3.
 * @throws JiraError when no transition leads there; else as `JiraSite.doRequest` says
 */
export async function bringTo({ site }: Jira, key: string, status: string): Promise<void> {
  const issue = shape.issueKey.parse(key);
  const { fields } = standing.parse(await site.findIssue(issue, '', 'status'));
  if (isCalled(status, fields.status.name)) return;
  const { transitions } = ways.parse(await site.call(`/issue/${issue}/transitions`));
  const way = transitions.find(({ to }) => isCalled(status, to?.name));
  if (way === undefined) throw noWay({ from: fields.status.name, to: status }, transitions);
  await site.call(`/issue/${issue}/transitions`, { method: 'POST', body: { transition: { id: way.id } } });
}

function isCalled(status: string, name: string | undefined): boolean {
  return name?.toLowerCase() === status.toLowerCase();
}

function noWay(
  { from, to }: { readonly from: string; readonly to: string },
  transitions: z.output<typeof ways>['transitions'],
): JiraError {
  const open = transitions.slice(0, 10).map((one) => quoted(one.to?.name ?? one.name));
  const others = open.length === 0 ? 'nowhere for our account' : `to ${open.join(', ')}`;
  return new JiraError(
    400,
    `Jira: from ${quoted(from)} no transition leads to ${quoted(to)}, only ${others}`,
  );
}
