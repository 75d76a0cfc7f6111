import type { Right } from '../../model/ticket.ts';
import type { AnyKeys } from './key.ts';

/** What help, errors and the settings page can say about a command without running it. */
export interface CommandHelp {
  readonly name: string;
  /** Other words people type for it. */
  readonly aliases: readonly string[];
  /** One sentence that says what it does. */
  readonly summary: string;
  /** The arguments as help shows them, without prefix: `repeat [TEST] [xN]`. */
  readonly usage: string;
  /** What its author must be allowed to do, as a rule. */
  readonly right: Right;
  readonly keys: AnyKeys;
  /** Arguments that people expect and that are said otherwise here: by their name, what to write or do instead. */
  readonly instead?: Readonly<Record<string, string>>;
  /** What may be said to every command and changes nothing of this one; a command that only answers need not list it. */
  readonly needless?: readonly string[];
  /** Lines that work, without prefix; `xN` stands for the project's usual count. */
  readonly examples: readonly string[];
}
