import { UserError } from '../../model/errors.ts';

/**
 * Where a job lives below Jenkins' root: `team/repeat` is `job/team/job/repeat`. A branch of a multibranch job is
 * written as Jenkins names it, with `%2F` for its slashes.
 * @throws UserError when the name leads elsewhere.
 */
export function jobPath(name: string): string {
  const parts = name.split('/');
  if (!parts.every(isName)) {
    throw new UserError(
      'E-CI',
      `“${name.slice(0, 200)}” is no Jenkins job: write folders and name as team/repeat.`,
    );
  }
  return parts.map((part) => `job/${encodeURIComponent(part)}`).join('/');
}

/** Where a build's artifact is downloaded; undefined for a path that leads elsewhere. */
export function artifactPath(build: string, relativePath: string): string | undefined {
  const parts = relativePath.split('/');
  if (!parts.every(isName)) return undefined;
  return `${build}/artifact/${parts.map(encodeURIComponent).join('/')}`;
}

/**
 * The id of a queue item by the `Location` that answers a trigger; undefined when it is none, which means that
 * nothing was queued (hudson.model.ParametersDefinitionProperty sends one back to the job then).
 */
export function queueItemOf(location: string | null | undefined): number | undefined {
  const found = /\/queue\/item\/(\d{1,15})\/?$/.exec(location ?? '');
  return found === null ? undefined : Number(found[1]);
}

/** Whether a part of a path names something, and can be written in a URL: half a surrogate pair cannot. */
function isName(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && !/\p{Surrogate}/u.test(part);
}
