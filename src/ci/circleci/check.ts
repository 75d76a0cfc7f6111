import { messageOf } from '../../model/errors.ts';
import type { HttpClient } from '../http/client.ts';
import type { CiFinding } from '../service.ts';
import { project, projectSettings, user } from './answers.ts';
import { projectFor, type ProjectClaim } from './project.ts';
import { circleciSettings } from './settings.ts';

/** What an operator does about a token that is missing or does not suffice. */
export const advice =
  'Set CIRCLECI_TOKEN to a personal API token of an account that may build the project; tokens expire.';

const redundant =
  'Turn "Auto-cancel redundant workflows" off in the project’s advanced settings: one run on a branch would end another.';

/** Who asks, and for which repository. */
interface Server extends Omit<ProjectClaim, 'named'> {
  /** Undefined without a token. */
  readonly client: HttpClient | undefined;
}

/** Looks at the account, or at a project, with two calls at most that change nothing. */
export async function checkCircleci(settings: unknown, { client, ...claim }: Server): Promise<CiFinding> {
  if (client === undefined) return { state: 'missing', what: 'CircleCI: CIRCLECI_TOKEN is not set', advice };
  try {
    const { project: named, trigger } = settings === undefined ? {} : circleciSettings.parse(settings);
    const slug = claim.repository === undefined ? named : projectFor({ named, ...claim });
    if (slug === undefined) {
      const { login } = await client.get('/me', user);
      return { state: 'ok', what: `CircleCI knows the token as ${login}` };
    }
    const path = `/project/${slug.split('/').map(encodeURIComponent).join('/')}`;
    if ((await client.getIfThere(path, project)) === undefined)
      return { state: 'wrong', what: `CircleCI shows no project ${slug} to the token`, advice };
    const what = `CircleCI shows ${slug} to the token`;
    // What a push starts has a branch of its own.
    if (trigger === 'push' || !(await cancelsRedundant(client, path))) return { state: 'ok', what };
    return {
      state: 'missing',
      what: `${what}, and ends what runs on a branch when more is started there`,
      advice: redundant,
    };
  } catch (error) {
    return { state: 'wrong', what: messageOf(error) };
  }
}

/** As far as CircleCI says: the call is one of its experimental ones, and not open to every token. */
async function cancelsRedundant(client: HttpClient, path: string): Promise<boolean> {
  try {
    const { advanced } = await client.get(`${path}/settings`, projectSettings);
    return advanced.autocancel_builds;
  } catch {
    return false;
  }
}
