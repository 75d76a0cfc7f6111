import { unskip as unskipText, type Unskipped } from '../../edits/unskip.ts';
import { UserError } from '../../model/errors.ts';
import { plainLine, quoted, shorten } from '../../model/plain-text.ts';
import type { SelectorPart } from '../../model/selector.ts';
import { findTestFile } from '../test-files.ts';
import type { OverlayMember } from './overlay.ts';
import { rewriteFile, trackedFiles } from './tracked-file.ts';

/** Takes the skip off each test of the run. @throws UserError E-UNSKIP, E-TEST-NONE, E-TEST-MANY */
export const unskip: OverlayMember<'unskip'> = async (_, { worktree, selector }) => {
  if (selector.parts.length === 0) {
    throw new UserError(
      'E-UNSKIP',
      'Name the test whose skip is to be taken off: a command alone names none.',
    );
  }
  const files = await trackedFiles(worktree);
  const words: string[] = [];
  for (const part of selector.parts) words.push(...(await unskipPart(worktree, files, part)));
  // Two tests of one class share the skip of their class.
  return [...new Set(words)];
};

async function unskipPart(
  worktree: string,
  files: readonly string[],
  part: SelectorPart,
): Promise<readonly string[]> {
  const { path, ...test } = findTestFile(files, part);
  let done: Unskipped | undefined;
  const changed = await rewriteFile(worktree, path, async (text) => {
    done = await unskipText({ path, text }, test);
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
