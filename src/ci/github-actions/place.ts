import type { ActionsPlace } from '../../github/actions-place.ts';
import { UserError } from '../../model/errors.ts';
import type { RemoteRevision } from '../service.ts';

/** The repository whose workflow runs a batch. @throws UserError for a repository that nobody named */
export function placeOf(remote: RemoteRevision | undefined): ActionsPlace {
  const [owner, repo] = (remote?.fork ?? remote?.slug)?.split('/') ?? [];
  if (owner === undefined || repo === undefined)
    throw new UserError('E-CI', 'Which repository is it on GitHub? The server does not know.');
  // An installation acts in the repositories of its own account only.
  const known = remote?.fork === undefined ? remote?.installation : undefined;
  return { owner, repo, ...(known === undefined ? {} : { installation: known }) };
}
