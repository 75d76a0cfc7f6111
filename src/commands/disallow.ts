import type { Command } from './command.ts';
import { onOff } from './keys/common.ts';
import { person } from './keys/person.ts';
import { otherPerson } from './running/other-person.ts';
import { withRight } from './running/dry.ts';
import { permitDocument } from './wording/permits.ts';

const keys = { person, 'dry-run': onOff('dry-run', 'only say what would be taken back') };

/** Takes back what `allow` gave; a right that comes with a role stays. */
export const disallow: Command<typeof keys> = {
  name: 'disallow',
  aliases: ['forbid'],
  summary: 'Takes back what `allow` gave a person on this ticket; runs under way go on.',
  usage: 'disallow PERSON [dry-run]',
  right: 'decide',
  keys,
  needless: ['quiet', 'note', 'release'],
  examples: ['disallow @belliottsmith'],

  async prepare(args, scene) {
    otherPerson(args.person, 'disallow', scene);
    return withRight(args);
  },

  async apply(args, scene) {
    const login = otherPerson(args.person, 'disallow', scene);
    if (args['dry-run'] === true) {
      const all = await scene.permits.all();
      const isThere = all.some((one) => one.login.toLowerCase() === login.toLowerCase());
      const deed = isThere ? 'would-take-back' : 'none';
      return { reaction: '+1', document: permitDocument({ login, deed }, scene) };
    }
    const deed = (await scene.permits.takeBack(login)) ? 'taken-back' : 'none';
    return { reaction: '+1', document: permitDocument({ login, deed }, scene) };
  },
};
