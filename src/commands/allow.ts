import { UserError } from '../model/errors.ts';
import type { Command } from './command.ts';
import { onOff } from './keys/common.ts';
import { person } from './keys/person.ts';
import { otherPerson } from './running/other-person.ts';
import { withRight } from './running/dry.ts';
import { permitDocument } from './wording/permits.ts';

const keys = { person, 'dry-run': onOff('dry-run', 'only say what would be allowed') };

/** More would be a role, which the tracker keeps better. */
const mostPermits = 50;

/** Lets a pull request's author, or anybody else, run here though their role does not say so. */
export const allow: Command<typeof keys> = {
  name: 'allow',
  aliases: ['permit'],
  summary: 'Lets a person start and stop runs on this ticket.',
  usage: 'allow PERSON [dry-run]',
  right: 'decide',
  keys,
  needless: ['quiet', 'note', 'release'],
  examples: ['allow @belliottsmith'],

  async prepare(args, scene) {
    otherPerson(args.person, 'allow', scene);
    return withRight(args);
  },

  async apply(args, scene) {
    const login = otherPerson(args.person, 'allow', scene);
    if ((await scene.permits.all()).length >= mostPermits) {
      throw new UserError(
        'E-BUDGET',
        `${mostPermits} people are allowed here already. Take one back with \`disallow\`, or give people a role.`,
      );
    }
    if (args['dry-run'] === true)
      return { reaction: '+1', document: permitDocument({ login, deed: 'would-give' }, scene) };
    await scene.permits.give(login);
    return { reaction: '+1', document: permitDocument({ login, deed: 'given' }, scene) };
  },
};
