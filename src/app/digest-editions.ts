import { usualDigests, type DigestDestination, type DigestSettings } from '../config/digests.ts';
import type { OwnSettings } from '../config/project.ts';
import type { ProjectRef } from '../model/ticket.ts';

/** One digest for one release, or for none. */
export interface Edition {
  readonly name: string;
  readonly digest: DigestSettings;
  readonly release?: OwnSettings['releases'][number];
}

/** A project's digests. Jira has none but those that are written down: each comment there is a mail to many. */
export function scheduledIn(
  { tracker }: Pick<ProjectRef, 'tracker'>,
  { digests }: Pick<OwnSettings, 'digests'>,
): Readonly<Record<string, DigestSettings>> {
  return digests ?? (tracker === 'github' ? usualDigests : {});
}

/** A countdown is about one release: without a name about each that has a ticket for its summary. */
export function editionsOf(
  name: string,
  digest: DigestSettings,
  { releases }: OwnSettings,
): readonly Edition[] {
  const summarised = releases.filter(({ summary }) => summary !== undefined);
  const about =
    digest.release === undefined
      ? summarised
      : [releases.find((one) => one.name === digest.release) ?? { name: digest.release }];
  if (digest.kind === 'countdown') return about.map((release) => ({ name, digest, release }));
  const [first] = about;
  return [{ name, digest, ...(first === undefined ? {} : { release: first }) }];
}

/** Where an edition goes: what is named, or else the ticket of its release's summary. */
export function destinationsOf({ digest, release }: Edition): readonly DigestDestination[] {
  if (digest.to !== undefined) return digest.to;
  return release?.summary === undefined ? [] : [{ ticket: release.summary }];
}

/** What a place is remembered by. */
export function placeOf({ digest, release }: Edition, to: DigestDestination): string {
  const about = digest.kind === 'countdown' ? `${release?.name ?? ''} ` : '';
  return `${about}${JSON.stringify(to)}`;
}
