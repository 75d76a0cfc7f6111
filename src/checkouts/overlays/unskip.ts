import { skipsOn, unskip as unskipText, type Unskipped } from '../../edits/unskip.ts';
import { UserError } from '../../model/errors.ts';
import { plainLine, quoted, shorten } from '../../model/plain-text.ts';
import type { SelectorPart, TestSelector } from '../../model/selector.ts';
import { findTestFile } from '../test-files.ts';
import type { OverlayMember } from './overlay.ts';
import { rewriteFile, trackedFiles } from './tracked-file.ts';

/** Takes the skips off the tests of the run; of several some may run already. @throws UserError E-UNSKIP, E-TEST-NONE, E-TEST-MANY */
export const unskip: OverlayMember<'unskip'> = async (_, { worktree, selector, isOneOfSeveral }) => {
  if (selector.parts.length === 0) {
    throw new UserError(
      'E-UNSKIP',
      'Name the test whose skip is to be taken off: a command alone names none.',
    );
  }
  const files = await trackedFiles(worktree);
  const words: string[] = [];
  const mayRun = isOneOfSeveral === true || selector.parts.length > 1;
  for (const part of selector.parts) words.push(...(await unskipPart({ worktree, files, mayRun }, part)));
  if (words.length === 0 && isOneOfSeveral !== true) throw noSkip(selector);
  // Two tests of one class share the skip of their class.
  return [...new Set(words)];
};

/** Several tests, all of which run as they are. */
export function noSkip({ parts }: TestSelector): UserError {
  const named = parts.slice(0, 3).map(({ text }) => quoted(text));
  const more = parts.length > 3 ? ' and more' : '';
  return new UserError('E-UNSKIP', `There is no skip on ${named.join(', ')}${more}: nothing to remove.`);
}

interface Place {
  readonly worktree: string;
  readonly files: readonly string[];
  /** A test that nothing keeps from running stays as it is. */
  readonly mayRun: boolean;
}

async function unskipPart(
  { worktree, files, mayRun }: Place,
  part: SelectorPart,
): Promise<readonly string[]> {
  const { path, ...test } = findTestFile(files, part);
  let done: Unskipped | undefined;
  const changed = await rewriteFile(worktree, path, async (text) => {
    const runs = mayRun && (await skipsOn({ path, text }, test)).length === 0;
    done = runs ? { text, takenOff: [], left: [] } : await unskipText({ path, text }, test);
    return done.text;
  });
  if (changed === undefined || done === undefined) {
    throw new UserError(
      'E-UNSKIP',
      `Can't remove a skip from ${quoted(path)}: it is no plain UTF-8 text file.`,
    );
  }
  const file = path.split('/').at(-1) ?? path;
  return [
    ...done.takenOff.map(({ text, line, on }) => `without ${nameOf(text)}${ofClass(on)} at ${file}:${line}`),
    ...done.left.map(({ text, line, on }) => `still under ${nameOf(text)}${ofClass(on)} at ${file}:${line}`),
  ];
}

/** `@Ignore("broken since May")` is called `@Ignore`. Hostile text. */
function nameOf(skip: string): string {
  return shorten(plainLine(skip.split(/[({\s]/)[0] ?? skip), 60);
}

function ofClass(on: 'test' | 'class'): string {
  return on === 'class' ? ' of the class' : '';
}
