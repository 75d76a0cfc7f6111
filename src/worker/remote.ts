import type { RemoteRevision } from '../ci/service.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { RunSettings } from './parts.ts';

/** A run's repository as its code host knows it; undefined where nobody said which that is. */
export function remoteOf(
  { ticket: { tracker, project, installation } }: Pick<RepeatRun, 'ticket'>,
  { slug: named, push }: RunSettings,
): RemoteRevision | undefined {
  const slug = named ?? (tracker === 'github' ? project : undefined);
  if (slug === undefined) return undefined;
  return {
    slug,
    ...(installation === undefined ? {} : { installation }),
    ...(push?.fork === undefined ? {} : { fork: push.fork }),
  };
}
