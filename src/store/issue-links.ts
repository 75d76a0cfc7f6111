import type { Kysely } from 'kysely';
import type { IssueLink, LinkTarget } from '../model/issue-link.ts';
import type { TicketRef } from '../model/ticket.ts';
import type { Tables } from './tables.ts';
import { clean, cleanId, iso } from './text.ts';

export interface IssueLinks {
  /** Ties a ticket to a test or cause of a repository; whether it was not tied to it before. */
  add(repository: string, link: IssueLink): Promise<boolean>;
  /** Unties a ticket from one target, or from all; how many that were. */
  remove(ticket: TicketRef, target?: LinkTarget): Promise<number>;
  /** Those of a ticket, oldest first. */
  on(ticket: TicketRef): Promise<readonly IssueLink[]>;
  /** Those of a repository, oldest first. */
  of(repository: string): Promise<readonly IssueLink[]>;
}

/** More would be rules, which the project's file keeps better. */
const mostRead = 5_000;

/** Which ticket tracks which test or cause, as people said on their tickets. */
export function createIssueLinks(db: Kysely<Tables>): IssueLinks {
  const rows = () => db.selectFrom('issue_link').selectAll().orderBy('given_at').limit(mostRead);
  return {
    async add(repository, { ticket: { tracker, project, key }, kind, target, by, at }) {
      const result = await db
        .insertInto('issue_link')
        .values({
          tracker,
          project: cleanId(project),
          ticket: cleanId(key),
          repository: repositoryKey(repository),
          kind,
          target: cleanId(target),
          given_by: clean(by),
          given_at: at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async remove({ tracker, project, key }, target) {
      let query = db
        .deleteFrom('issue_link')
        .where('tracker', '=', tracker)
        .where('project', '=', clean(project))
        .where('ticket', '=', clean(key));
      if (target !== undefined)
        query = query.where('kind', '=', target.kind).where('target', '=', clean(target.target));
      return Number((await query.executeTakeFirst()).numDeletedRows);
    },
    async on({ tracker, project, key }) {
      const found = await rows()
        .where('tracker', '=', tracker)
        .where('project', '=', clean(project))
        .where('ticket', '=', clean(key))
        .execute();
      return found.map(linkOf);
    },
    async of(repository) {
      const found = await rows().where('repository', '=', repositoryKey(repository)).execute();
      return found.map(linkOf);
    },
  };
}

/** Both services tell repositories apart without their case. */
function repositoryKey(repository: string): string {
  return cleanId(repository.toLowerCase());
}

function linkOf(row: {
  readonly tracker: TicketRef['tracker'];
  readonly project: string;
  readonly ticket: string;
  readonly kind: LinkTarget['kind'];
  readonly target: string;
  readonly given_by: string;
  readonly given_at: Date;
}): IssueLink {
  const { tracker, project, ticket: key, kind, target, given_by: by, given_at } = row;
  return { ticket: { tracker, project, key }, kind, target, by, at: iso(given_at) };
}
