import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import type { Change } from '../changes.ts';
import type { Language, Node } from '../syntax.ts';
import type { FoundSkip, TestName } from '../unskip/skip.ts';

/** A source with its tree. */
export interface SourceTree {
  readonly root: Node;
  readonly text: string;
}

/** What adds an ignore to a source. */
export interface Addition {
  /** The annotation, or the comment that says why where the language has no annotation with a reason. */
  readonly change: Change;
  /** What else has to change, such as an import; before the annotation where both stand at one place. */
  readonly others: readonly Change[];
  /** What says why, as it will stand there. */
  readonly words: string;
}

/** The declaration of a test or class, and what switches it off. */
export interface IgnoreTarget {
  readonly node: Node;
  /** Skips that are exactly its own. */
  readonly own: readonly FoundSkip[];
  /** Those of the classes or groups around it, which hold for other tests too. */
  readonly around: readonly FoundSkip[];
  /**
   * How an ignore of its own is added, saying this line.
   * @throws UserError E-IGNORE when its framework is not known or has no way.
   */
  add(line: string): Addition;
}

/** A test that a file declares. */
export interface DeclaredTest {
  readonly node: Node;
  /** Skipped whatever happens, by itself or what is around it. */
  readonly isOff: boolean;
  /** It runs several times, with other parameters. */
  readonly hasVariants: boolean;
}

/** Finds what is ignored in the sources of one language, and adds ignores to it. */
export interface Ignorer {
  readonly name: string;
  /** How names of its files end. */
  readonly extensions: readonly string[];
  readonly language: Language;
  /** @throws UserError when the file does not hold exactly one such test or class. */
  find(source: SourceTree, test: TestName): IgnoreTarget;
  /** The tests that a file declares; those that it inherits or makes while it runs are in none. */
  tests(source: SourceTree): readonly DeclaredTest[];
}

/** A declaration that may be the asked one. */
export interface Candidate {
  readonly shown: string;
  readonly node: Node;
}

/** Several declarations fit: names them. */
export function severalHere(asked: string, candidates: readonly Candidate[]): UserError {
  const places = candidates
    .slice(0, 5)
    .map(({ shown, node }) => `${quoted(shown)} (line ${node.range().start.line + 1})`);
  const more = candidates.length > places.length ? ` and ${candidates.length - places.length} more` : '';
  const which = `${places.join(', ')}${more}`;
  return new UserError('E-IGNORE', `${quoted(asked)} is ${candidates.length} here; choose one: ${which}.`);
}
