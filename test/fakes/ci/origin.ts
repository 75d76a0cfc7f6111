import { execFileSync } from 'node:child_process';

/** The commit of a branch of a bare repository; undefined when it has none of that name. */
export function branchIn(origin: string, name: string): string | undefined {
  const found = execFileSync('git', ['for-each-ref', '--format=%(objectname)', `refs/heads/${name}`], {
    cwd: origin,
    encoding: 'utf8',
  }).trim();
  return found === '' ? undefined : found;
}
