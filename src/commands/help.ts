import { UserError } from '../model/errors.ts';
import type { Command } from './command.ts';
import type { CommandHelp } from './contract/help.ts';
import type { Key } from './contract/key.ts';
import { sentence, shown, type Reading } from './language/fault.ts';
import { commandHelpDocument, helpDocument } from './wording/help.ts';

const verb: Key<string> = {
  form: 'word',
  what: 'a command',
  example: 'repeat',
  fallback: () => 'all commands in short',
  read(value): Reading<string> {
    const word = value.text.toLowerCase();
    if (/^[a-z][a-z-]{0,30}$/.test(word)) return { value: word };
    return { wrong: sentence`${shown(value.text)} isn't a command.` };
  },
};

const keys = { command: verb };

/** Explains the commands from the registry, so that it cannot be out of date. */
export const help: Command<typeof keys> = {
  name: 'help',
  aliases: [],
  summary: 'Explains all commands, or one of them.',
  usage: 'help [COMMAND]',
  right: 'read',
  keys,
  examples: ['help', 'help repeat'],

  async prepare(args, scene) {
    if (args.command !== undefined) find(args.command, scene.commands);
    return { args };
  },

  async apply(args, scene) {
    if (args.command === undefined) return { reaction: '+1', document: helpDocument(scene) };
    const command = find(args.command, scene.commands);
    return { reaction: '+1', document: commandHelpDocument(command, scene) };
  },
};

function find(word: string, commands: readonly CommandHelp[]): CommandHelp {
  const found = commands.find(({ name, aliases }) => name === word || aliases.includes(word));
  if (found !== undefined) return found;
  const names = commands.map(({ name }) => `\`${name}\``).join(', ');
  throw new UserError('E-VERB', `There is no command \`${word}\`. The commands are ${names}.`);
}
