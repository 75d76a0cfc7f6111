import type { TicketRef } from '../../model/ticket.ts';
import type { Command } from '../command.ts';
import type { ProjectSettings } from '../contract/settings.ts';
import { parseComment } from '../language/parse.ts';
import { readerOf } from '../language/readers.ts';
import type { Fault } from '../language/fault.ts';
import * as registry from '../registry.ts';
import { understandAll } from './prose.ts';
import type { Understood } from './understand.ts';

/** A comment nobody acts on. */
export interface Explained {
  readonly text: string;
  readonly ticket: TicketRef;
  /** As in `Comment`. */
  readonly markup?: 'adf';
  readonly settings: ProjectSettings;
}

/** A command as it would be understood. */
export interface ExplainedCommand {
  /** 1-based line of the comment. */
  readonly line: number;
  readonly verb: string;
  /** Values by name: numbers and switches as they are, times in milliseconds, names as typed. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** A mistake and its place. */
export interface ExplainedFault {
  readonly code: string;
  readonly line: number;
  /** 1-based column of the typed line, and the first one behind the mistake. */
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly fix?: string;
}

/** Either commands or what is wrong: a comment with a mistake in it runs nothing. */
export interface Explanation {
  readonly commands: readonly ExplainedCommand[];
  readonly faults: readonly ExplainedFault[];
}

const commands: readonly Command[] = Object.values(registry);

/** What a comment would be read as, without anything done: for people who wonder why nothing happened. Never throws. */
export function explainComment({ text, ticket, markup, settings }: Explained): Explanation {
  const reader = readerOf(markup === undefined ? { ticket } : { ticket, markup });
  const parsed = parseComment(text, settings.commandWord, reader);
  const { meant, prose } = understandAll(parsed.commands, { commands, settings, ticket });
  const found = meant.flatMap((one) => ('command' in one ? [explainCommand(one)] : []));
  const wrong = [...parsed.faults, ...meant.flatMap((one) => ('command' in one ? [] : one))];
  const faults = found.length === 0 && wrong.length === 0 ? prose.flat() : wrong;
  return { commands: faults.length === 0 ? found : [], faults: faults.map(explainFault) };
}

function explainCommand({ line, command, args }: Understood): ExplainedCommand {
  return { line: line.spot.line, verb: command.name, args: plainArguments(args) };
}

function plainArguments(args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, hasText(value) ? value.text : value]),
  );
}

/** A test with its parts is shown as it was typed. */
function hasText(value: unknown): value is { readonly text: unknown } {
  return typeof value === 'object' && value !== null && 'text' in value;
}

function explainFault({ code, spot, message, fix }: Fault): ExplainedFault {
  const words = message.map((inline) => ('text' in inline ? inline.text : inline.login)).join('');
  return {
    code,
    line: spot.line,
    from: spot.from + 1,
    to: spot.to + 1,
    message: words,
    ...(fix === undefined ? {} : { fix }),
  };
}
