import { shownUnskip } from '../checkouts/shown-unskip.ts';
import type { RunRequest } from '../commands/contract/context.ts';
import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import { cloneOf, freshen, repositoryOf } from './trackers.ts';

/**
 * How the skip would be taken off that a request wants to be without; empty where it wants none, and where that can't be
 * told beforehand.
 * @throws UserError for what would be refused when the run starts
 */
export async function unskipPreview(
  { ticket, overlays, question, selector }: RunRequest,
  revision: string,
  config: ServerConfig,
): Promise<string> {
  if (overlays?.unskip !== true) return '';
  const clone = cloneOf(repositoryOf(ticket, config), config);
  // Without the newest code the last known one is shown.
  await freshen(clone).catch(() => {});
  try {
    return await shownUnskip(clone.path, revision, selector);
  } catch (error) {
    // Other changes come before it and may bring the test; one of several revisions may run it already.
    const isAlone = overlays.names.length === 0 && overlays.testsFrom === undefined;
    const isOneOfSeveral = question?.kind === 'compare' || question?.kind === 'bisect';
    if (error instanceof UserError && isAlone && !isOneOfSeveral) throw error;
    return '';
  }
}
