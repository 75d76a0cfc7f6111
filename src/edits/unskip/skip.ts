import { UserError } from '../../model/errors.ts';
import { plainLine, quoted, shorten } from '../../model/plain-text.ts';
import type { Cut } from '../cuts.ts';
import type { Language, Node } from '../syntax.ts';

/** A test inside a file. */
export interface TestName {
  /** Classes from the outside in; empty where the language has none around the test. */
  readonly containers: readonly string[];
  /** Method or function; absent when the whole class is meant. */
  readonly member?: string;
}

/** A skip as it stands in a source. */
export interface Skip {
  /** As written, such as `@Ignore("broken")`. Hostile text. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** What carries it. */
  readonly on: 'test' | 'class';
  /** Why it is skipped, in the words that stand there. Hostile text. */
  readonly reason?: string;
}

/** A skip of a file, with the test, class or group that carries it. */
export interface DeclaredSkip {
  readonly test: TestName;
  readonly found: FoundSkip;
}

/** A skip, and what to cut to take it off; no cut where its condition is code, so that it stays. */
export interface FoundSkip {
  readonly skip: Skip;
  readonly cut?: Cut;
  /** Why it can't be cut, where it is not a condition. */
  readonly stays?: string;
}

/** Finds the skips of one test in the sources of one language. */
export interface SkipFinder {
  readonly name: string;
  /** How names of its files end. */
  readonly extensions: readonly string[];
  readonly language: Language;
  /** @throws UserError E-UNSKIP when the file does not hold the test. */
  find(source: { readonly root: Node; readonly text: string }, test: TestName): readonly FoundSkip[];
  /** Every skip of a file where it stands, in no order: what a class carries is not told of its tests again. */
  all(source: { readonly root: Node; readonly text: string }): readonly DeclaredSkip[];
}

/** Where a skip stands, for people: `in line 5: \`@Ignore("broken")\``. */
export function placeOf({ text, line }: Skip): string {
  return `in line ${line}: \`${shorten(plainLine(text), 400).replaceAll('`', "'")}\``;
}

/** A test that is not where it was looked for; names some that are. */
export function notHere(what: string, present: readonly string[]): UserError {
  const known = [...new Set(present)].slice(0, 5).map(quoted);
  return new UserError('E-UNSKIP', `${what}${known.length === 0 ? '' : ` It has ${known.join(', ')}.`}`);
}
