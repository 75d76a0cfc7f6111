import type { ProjectConfig } from '../config/project.ts';
import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import type { TicketRef } from '../model/ticket.ts';
import { branchOf } from '../releases/versions.ts';
import type { Tracker } from '../trackers/tracker.ts';

/** What is asked of a ticket's code where nobody named a branch. */
export interface TicketPlace {
  readonly ticket: TicketRef;
  readonly project: Pick<ProjectConfig, 'releases'>;
  readonly tracker: Tracker;
  /** The releases that the ticket is on, where somebody has asked already. */
  readonly releases?: readonly string[];
}

/** The branch that a ticket's code is on: that of its only release, else the default one. */
export async function ticketBranch(place: TicketPlace): Promise<string> {
  const { revision } = await place.tracker.defaultRevision(place.ticket, false);
  return (await releaseBranch(place))?.branch ?? revision;
}

/** The branch of a release that somebody names. @throws UserError E-VALUE where nobody knows it */
export async function branchOfRelease(
  release: string,
  place: Omit<TicketPlace, 'releases'>,
): Promise<string> {
  const found = await releaseBranch({ ...place, releases: [release] });
  if (found !== undefined) return found.branch;
  throw new UserError(
    'E-VALUE',
    `No branch of the release ${quoted(release)} is known here: name it by \`ref=\`, or under \`releases:\` in the project’s file.`,
  );
}

/** The branch of the ticket's release, as the project's file names it or else by its name; a ticket on several has none. */
export async function releaseBranch({
  ticket,
  project,
  tracker,
  releases,
}: TicketPlace): Promise<{ readonly branch: string; readonly release: string } | undefined> {
  const [release, ...others] = releases ?? (await tracker.standing(ticket)).releases;
  if (release === undefined || others.length > 0) return undefined;
  const named = project.releases.find(({ name }) => name === release)?.branch;
  const branch = named ?? branchOf(release, (await tracker.branches?.(ticket)) ?? [], ticket.project);
  return branch === undefined ? undefined : { branch, release };
}
