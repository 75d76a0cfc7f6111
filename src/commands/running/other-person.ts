import { UserError } from '../../model/errors.ts';
import type { Scene } from '../contract/context.ts';

/** The person a command is about. @throws UserError E-MISSING without one, E-VALUE when it is the author */
export function otherPerson(login: string | undefined, verb: string, scene: Scene): string {
  if (login === undefined) {
    const example = `/${scene.settings.commandWord} ${verb} @driftx`;
    throw new UserError('E-MISSING', `\`${verb}\` needs a person: \`${example}\`.`);
  }
  if (login.toLowerCase() === scene.comment.author.login.toLowerCase())
    throw new UserError('E-VALUE', `\`${verb}\` is about somebody else: your own right stays as it is.`);
  return login;
}
