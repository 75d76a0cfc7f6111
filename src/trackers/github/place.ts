import type { Place } from '../../github/github.ts';
import { UserError } from '../../model/errors.ts';
import type { TicketRef } from '../../model/ticket.ts';

/** A ticket as the client names it. @throws UserError E-CONFIG where the App is not installed */
export function placeOf(ticket: TicketRef): Place {
  const [owner, repo] = ticket.project.split('/');
  if (owner === undefined || repo === undefined || ticket.installation === undefined) {
    throw new UserError('E-CONFIG', `The App is not installed on ${ticket.project}.`);
  }
  return { owner, repo, number: Number(ticket.key), installation: ticket.installation };
}
