import { fieldIds, fieldValues } from '../../jira/fields.ts';
import type { Jira } from '../../jira/jira.ts';
import { parentBeside, type IssueFields } from '../../jira/new-issue.ts';
import type { ProjectRef, TicketRef } from '../../model/ticket.ts';

/** How issues of our making begin in a project. */
export interface IssueForm {
  /** Such as Bug. */
  readonly type: string;
  /** The type of what becomes a sub-task of the ticket it goes on from; absent: nothing does, and the two are linked. */
  readonly subTask?: string;
  /** Fields that the project demands, by name or id, as Jira's interface takes them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Fields, by name or id, that are taken over from the ticket it goes on from. */
  readonly copy: readonly string[];
}

/** As an operator who says nothing has them. */
export const usualForm: IssueForm = { type: 'Bug', fields: {}, copy: [] };

/** Where an issue is made, and from what. */
interface Making {
  readonly client: Jira;
  readonly project: ProjectRef;
  readonly from: TicketRef | undefined;
}

/**
 * The form of an issue with its fields by their ids. Components and parents belong to one project: from a ticket of
 * another one nothing is taken over.
 * @throws UserError E-VALUE for a field that Jira does not have; else as `JiraSite.doRequest` says
 */
export async function filledForm(
  { type, subTask, fields, copy }: IssueForm,
  { client, project, from }: Making,
): Promise<Pick<IssueFields, 'type' | 'parent' | 'more'>> {
  const near = from?.project === project.project ? from.key : undefined;
  const ids = await fieldIds(client, [...Object.keys(fields), ...(near === undefined ? [] : copy)]);
  const idOf = (name: string): string => ids.get(name) ?? name;
  const copied = near === undefined ? {} : await fieldValues(client, near, copy.map(idOf));
  const told = Object.entries(fields).map(([name, value]) => [idOf(name), value]);
  return {
    ...(near === undefined || subTask === undefined
      ? { type }
      : { type: subTask, parent: await parentBeside(client, near) }),
    more: { ...copied, ...Object.fromEntries(told) },
  };
}
