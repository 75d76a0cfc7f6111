import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import type { TicketRef } from '../model/ticket.ts';
import type { CodeHost } from '../trackers/code-host/code-host.ts';
import type { Tracker } from '../trackers/tracker.ts';
import type { CodeParts } from '../worker/decisions/order.ts';
import { cloneOf, freshen, repositoryOf } from './trackers.ts';

/** Where a ticket's code lives, and where changes of it are proposed. @throws UserError E-CONFIG, E-CI */
export async function codeOf(
  ticket: TicketRef,
  parts: { readonly config: ServerConfig; readonly tracker: Tracker; readonly host?: CodeHost },
): Promise<CodeParts> {
  const { config, tracker, host } = parts;
  const project = repositoryOf(ticket, config);
  if (host === undefined) {
    throw new UserError(
      'E-CONFIG',
      'This server has no account on GitHub, so it can’t propose a change of code. Its operator can add the App.',
    );
  }
  const clone = cloneOf(project, config);
  if (clone.url !== undefined) await freshen(clone);
  const { revision } = await tracker.defaultRevision(ticket, false);
  return { host, project, branch: revision, clone };
}
