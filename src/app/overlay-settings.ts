import { askedWords, overlaysOf } from '../checkouts/overlay-settings.ts';
import type { OverlayWishes } from '../commands/contract/context.ts';
import type { ProjectConfig } from '../config/project.ts';
import { UserError } from '../model/errors.ts';
import type { RunSettings } from '../worker/parts.ts';

/** What a wish is held against. */
interface Possible {
  readonly project: ProjectConfig;
  /** The name of the revision whose tests are wished for. */
  readonly testsFrom: string | undefined;
  /** The server may push throw-away branches of the repository. */
  readonly canPush: boolean;
}

/**
 * The changes of the code that a request wishes, as the project's file has them now.
 * @throws UserError E-OVERLAY when the file does not have them, or the service tests only what is pushed and nothing may be
 */
export function overlaySettings(
  wishes: OverlayWishes | undefined,
  { project, testsFrom, canPush }: Possible,
): Pick<RunSettings, 'overlays'> {
  if (wishes === undefined) return {};
  if (project.service.name !== 'local' && !canPush) {
    throw new UserError(
      'E-OVERLAY',
      `This project runs its tests on ${project.service.name}, which builds only what is pushed. For \`unskip\`, \`overlay=\` and \`tests-from=\` this server's operator has to say where throw-away branches may go: \`push:\` beside the repository in the server's settings.`,
    );
  }
  const request = { ...wishes, testsFrom };
  return {
    overlays: { asked: [...askedWords(request)], applied: [...overlaysOf(request, project.overlays)] },
  };
}
