import type { Document } from '../model/document.ts';
import type { Right } from '../model/ticket.ts';
import type { Scene } from './contract/context.ts';
import type { CommandHelp } from './contract/help.ts';
import type { AnyKeys, Arguments } from './contract/key.ts';

/** What a command answers with. Neither: silence. */
export interface Reply {
  /** A sign on the comment: seen, accepted, not understood, not allowed, done. */
  readonly reaction?: 'eyes' | 'rocket' | 'confused' | '-1' | '+1';
  readonly document?: Document;
  /** Codes of what was wrong, such as E-KEY; shown nowhere. */
  readonly codes?: readonly string[];
  /** The id of a decision that lacks a step: it is to be gone on with later, and answered anew. */
  readonly unfinished?: string;
}

/** Arguments that are complete, and the right they need where that isn't the command's usual one. */
export interface Prepared<Keys extends AnyKeys> {
  readonly args: Arguments<Keys>;
  readonly right?: Right;
}

/** A word people can say to the program: one file, one line in `registry.ts`. */
export interface Command<Keys extends AnyKeys = AnyKeys> extends CommandHelp {
  /** Each key says how it is written, what holds without it, and reads its value. */
  readonly keys: Keys;
  /** Fills in what the ticket's past knows. Costs nothing, changes nothing. @throws UserError when it can't */
  prepare?(args: Arguments<Keys>, scene: Scene): Promise<Prepared<Keys>>;
  /** Does it. The author may, and every line of the comment is sound. @throws UserError whose message is the reply */
  apply(args: Arguments<Keys>, scene: Scene): Promise<Reply>;
}
