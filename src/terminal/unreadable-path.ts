import { messageOf, UserError } from '../model/errors.ts';

/** What to say of a path that a person gave and the file system refused; undefined for errors of another kind. */
export function unreadable(error: unknown): UserError | undefined {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  const code = 'code' in error ? error.code : undefined;
  if (path === undefined) return new UserError('E-VALUE', messageOf(error));
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new UserError('E-VALUE', `There is no file or folder ${path}. Paths count from ${process.cwd()}.`);
  if (code === 'EACCES' || code === 'EPERM')
    return new UserError('E-VALUE', `${path} may not be read by this user: chmod or another user is needed.`);
  return new UserError('E-VALUE', `${path} can't be read: ${messageOf(error)}.`);
}
