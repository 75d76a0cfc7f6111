import { UserError } from '../../model/errors.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import type { Scene } from '../contract/context.ts';

/**
 * The run with an id. A run of another project is as unknown as one that never was: its ticket may be private.
 * @throws UserError E-VALUE when there is none
 */
export async function findOwnRun(id: string, scene: Scene): Promise<RepeatRun> {
  const run = await scene.findRun(id);
  const here = scene.comment.ticket;
  if (
    run?.ticket.tracker === here.tracker &&
    run.ticket.project.toLowerCase() === here.project.toLowerCase()
  ) {
    return run;
  }
  throw new UserError('E-VALUE', `There is no run \`${id}\` in ${here.project}.`);
}
