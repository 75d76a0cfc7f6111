import { createHash } from 'node:crypto';
import { JiraError } from '../../jira/answer.ts';
import type { Jira } from '../../jira/jira.ts';
import { addPage, findLabelled, makeIssue, relateIssues } from '../../jira/new-issue.ts';
import { UserError } from '../../model/errors.ts';
import type { Document, Topic } from '../../model/document.ts';
import type { ProjectRef } from '../../model/ticket.ts';
import type { MadeTicket, Tracker } from '../tracker.ts';
import { filledForm, type IssueForm } from './issue-form.ts';

type NewTickets = Pick<Tracker, 'make' | 'findMade' | 'relate' | 'refer'>;

export interface IssueForms {
  readonly formOf: (project: string) => IssueForm;
  readonly bodyOf: (document: Document) => unknown;
}

/** Issues of our own making. A label says what each is about: Jira's search finds nothing else that nobody types. */
export function jiraNewTickets(client: Jira, { formOf, bodyOf }: IssueForms): NewTickets {
  return {
    async make(project, { title, document, release, labels, from }) {
      try {
        const asked = {
          project: project.project,
          summary: title,
          description: bodyOf(document),
          labels: [...labels, labelOf(document.topic)],
          ...(await filledForm(formOf(project.project), { client, project, from })),
          ...(release === undefined ? {} : { fixVersion: release }),
        };
        return madeOf(project, await makeIssue(client, asked), client);
      } catch (error) {
        throw error instanceof JiraError || error instanceof UserError
          ? refused(project.project, error)
          : error;
      }
    },
    async findMade(project, topic) {
      const key = await findLabelled(client, project.project, labelOf(topic));
      return key === undefined ? undefined : madeOf(project, key, client);
    },
    relate: async ({ key }, other) => relateIssues(client, key, other.key),
    refer: async ({ key }, page) => addPage(client, key, page),
  };
}

function labelOf({ kind, id }: Topic): string {
  return `retrial-${createHash('sha256').update(`${kind} ${id}`).digest('hex').slice(0, 16)}`;
}

function refused(project: string, error: Error): UserError {
  return new UserError(
    'E-TICKET',
    `No ticket could be made in ${project}: ${error.message}. Make one by hand and name it, \`ticket=KEY\`; the operator can set \`followUp:\` for that project, its issue types, the fields it demands and those to copy.`,
  );
}

function madeOf(project: ProjectRef, key: string, client: Jira): MadeTicket {
  return { ticket: { tracker: 'jira', project: project.project, key }, url: client.addressOf(key) };
}
