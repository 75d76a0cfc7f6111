import { code, strong, text, type Block, type Inline } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { SkipOrigin, TestSkip } from '../model/test-skip.ts';

/** What keeps a test from running, each with its place, its age and its reason; nothing without a skip. */
export function skipBlocks(skips: readonly TestSkip[]): readonly Block[] {
  if (skips.length === 0) return [];
  return [{ kind: 'list', items: skips.slice(0, 5).map(skipInline) }];
}

/** "`@Ignore` at `CASTest.java:398` since 2022-03-10 (`d2923275e` "Ignore it", by `Jane`)". */
export function skipInline(skip: TestSkip): readonly Inline[] {
  const { path, line, on, isConditional, reason } = skip;
  const what = isConditional ? 'may keep it from running' : 'keeps it from running';
  return [
    code(shorten(plainLine(skip.text), 160)),
    text(on === 'class' ? ' on its class, at ' : ' at '),
    code(`${shorten(plainLine(path), 200)}:${line}`),
    text(` ${what}`),
    ...sinceInline(skip),
    ...(reason === undefined
      ? [text(', without a reason.')]
      : [text(': '), code(reasonShown(reason)), text('.')]),
  ];
}

function sinceInline({ since, reworded }: TestSkip): readonly Inline[] {
  if (since === undefined) return [text(', since before the history that is known here')];
  const withTest = since.withTest ? ', when the test came there under this name' : '';
  const again = reworded === undefined ? [] : [text(', last reworded '), ...originInline(reworded)];
  return [text(' since '), ...originInline(since), text(withTest), ...again];
}

/** When, in which commit, by whom. */
export function originInline({ at, commit, subject, author }: SkipOrigin): readonly Inline[] {
  return [
    strong(at.slice(0, 10)),
    text(' ('),
    code(commit.slice(0, 9)),
    text(' '),
    code(shorten(plainLine(subject), 100)),
    text(', by '),
    code(shorten(plainLine(author), 80)),
    text(')'),
  ];
}

/** A reason as it is shown; what is written for people can be long. */
export function reasonShown(reason: string): string {
  return shorten(plainLine(reason), 300);
}
