import { overlaysOf } from '../checkouts/overlay-settings.ts';
import type { OverlayWishes } from '../commands/contract/context.ts';
import type { ProjectConfig } from '../config/project.ts';
import { UserError } from '../model/errors.ts';
import type { RunSettings } from '../worker/parts.ts';

/**
 * The changes of the code that a request wishes, as the project's file has them now.
 * @param testsFrom the name of the revision whose tests are wished for
 * @throws UserError E-OVERLAY when the file does not have them, or the service tests only what is on its code host
 */
export function overlaySettings(
  wishes: OverlayWishes | undefined,
  project: ProjectConfig,
  testsFrom: string | undefined,
): Pick<RunSettings, 'overlays'> {
  if (wishes === undefined) return {};
  if (project.service.name !== 'local') {
    throw new UserError(
      'E-OVERLAY',
      `This project runs its tests on ${project.service.name}, which takes only revisions of the repository itself: \`unskip\`, \`overlay=\` and \`tests-from=\` work where tests run on this machine.`,
    );
  }
  const { unskip, names } = wishes;
  return {
    overlays: {
      asked: [
        ...(testsFrom === undefined ? [] : [`tests-from=${testsFrom}`]),
        ...(names.length === 0 ? [] : [`overlay=${names.join(',')}`]),
        ...(unskip ? ['unskip'] : []),
      ],
      applied: [...overlaysOf({ unskip, names, testsFrom }, project.overlays)],
    },
  };
}
