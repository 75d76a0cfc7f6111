import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import type { TicketRef } from '../model/ticket.ts';
import type { CodeHost } from '../trackers/code-host/code-host.ts';
import type { CodeParts } from '../worker/decisions/order.ts';
import { ticketBranch, type TicketPlace } from './ticket-branch.ts';
import { cloneOf, freshen, repositoryOf } from './trackers.ts';

/**
 * Where a ticket's code lives, and where changes of it are proposed: on the branch of its release, where that has one.
 * @throws UserError E-CONFIG, E-CI
 */
export async function codeOf(
  ticket: TicketRef,
  parts: Omit<TicketPlace, 'ticket'> & { readonly config: ServerConfig; readonly host?: CodeHost },
): Promise<CodeParts> {
  const { config, host } = parts;
  const repository = repositoryOf(ticket, config);
  if (host === undefined) {
    throw new UserError(
      'E-CONFIG',
      'This server has no account on GitHub, so it can’t propose a change of code. Its operator can add the App.',
    );
  }
  const clone = cloneOf(repository, config);
  if (clone.url !== undefined) await freshen(clone);
  return { host, project: repository, branch: await ticketBranch({ ...parts, ticket }), clone };
}
