import type { Command } from './command.ts';
import { person } from './keys/person.ts';
import { otherPerson } from './running/other-person.ts';
import { permitDocument } from './wording/permits.ts';

const keys = { person };

/** Takes back what `allow` gave; a right that comes with a role stays. */
export const disallow: Command<typeof keys> = {
  name: 'disallow',
  aliases: ['forbid'],
  summary: 'Takes back what `allow` gave a person on this ticket; runs under way go on.',
  usage: 'disallow PERSON',
  right: 'decide',
  keys,
  examples: ['disallow @belliottsmith'],

  async prepare(args, scene) {
    otherPerson(args.person, 'disallow', scene);
    return { args };
  },

  async apply(args, scene) {
    const login = otherPerson(args.person, 'disallow', scene);
    const deed = (await scene.permits.takeBack(login)) ? 'taken-back' : 'none';
    return { reaction: '+1', document: permitDocument({ login, deed }, scene) };
  },
};
