import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { messageOf, UserError } from '../model/errors.ts';
import { plainLine } from '../model/plain-text.ts';

/**
 * What to say of a path that a person gave and the file system refused; undefined for errors of another kind.
 * @param named the path, for errors that do not hold it
 */
export function unreadable(error: unknown, named?: string): UserError | undefined {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined;
  const path = pathOf(error) ?? named;
  const code = 'code' in error ? error.code : undefined;
  if (path === undefined) return new UserError('E-VALUE', messageOf(error));
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new UserError('E-VALUE', `There is no file or folder ${path}. Paths count from ${process.cwd()}.`);
  if (code === 'EACCES' || code === 'EPERM')
    return new UserError('E-VALUE', `${path} may not be read by this user: chmod or another user is needed.`);
  if (code === 'EISDIR') return new UserError('E-VALUE', `${path} is a folder, and a file is needed here.`);
  return new UserError('E-VALUE', `${path} can't be read: ${messageOf(error)}.`);
}

/**
 * The text of a file that an option names.
 * @throws UserError E-VALUE that says which option, and what is wrong with the path
 */
export async function readNamed(option: string, path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError('E-VALUE', `${option}: ${unreadable(error, path)?.message ?? messageOf(error)}`);
  });
}

const taken = 'stands where a folder or file of Retrial belongs: move it away, or start from another folder.';
const forbidden =
  'may not be read or written by this user: chmod, another user, or another folder is needed.';
const refusals: Readonly<Record<string, string>> = {
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: 'can’t be written: its disk is read-only. Start from another folder.',
  ENOSPC: 'can’t be written: the disk is full. Make room, then try again.',
  EDQUOT: 'can’t be written: this user may not store more. Make room, then try again.',
  EEXIST: taken,
  ENOTDIR: taken,
};

/** What to say when the machine, not Retrial, is why a file could not be read or written; undefined for all else. */
export function refusedBySystem(error: unknown): UserError | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const path = pathOf(error);
  const words = Object.hasOwn(refusals, error.code) ? refusals[error.code] : undefined;
  if (path === undefined || words === undefined || isOwnMistake(error, path)) return undefined;
  return new UserError('E-VALUE', `${plainLine(path)} ${words}`);
}

/** A folder or file of Retrial's that is there already was made twice; a program that does not start is no file to read. */
function isOwnMistake(error: Error & { readonly code: unknown }, path: string): boolean {
  const isStarting = 'syscall' in error && String(error.syscall).startsWith('spawn');
  const isOther = 'syscall' in error && error.syscall === 'mkdir' && isFile(path);
  return isStarting || (error.code === 'EEXIST' && !isOther);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function pathOf(error: Error): string | undefined {
  return 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}
