import { execFileSync } from 'node:child_process';

/** The commit of a branch of a bare repository; undefined when it has none of that name. */
export function branchIn(origin: string, name: string): string | undefined {
  const found = execFileSync('git', ['for-each-ref', '--format=%(objectname)', `refs/heads/${name}`], {
    cwd: origin,
    encoding: 'utf8',
  }).trim();
  return found === '' ? undefined : found;
}

/** The branches of a bare repository below a folder of names, with their commits. */
export function branchesIn(origin: string, below: string): readonly (readonly [string, string])[] {
  const format = '%(refname:lstrip=2) %(objectname)';
  const found = execFileSync('git', ['for-each-ref', `--format=${format}`, `refs/heads/${below}`], {
    cwd: origin,
    encoding: 'utf8',
  });
  return found
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']);
}

/** A file of a bare repository at a commit. */
export function fileIn(origin: string, commit: string, path: string): string {
  return execFileSync('git', ['show', `${commit}:${path}`], { cwd: origin, encoding: 'utf8' });
}
