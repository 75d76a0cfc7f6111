import { messageOf } from '../../model/errors.ts';
import type { HttpClient } from '../http/client.ts';
import type { CiFinding } from '../service.ts';
import { project, user } from './answers.ts';
import { projectFor, type ProjectClaim } from './project.ts';
import { circleciSettings } from './settings.ts';

/** What an operator does about a token that is missing or does not suffice. */
export const advice =
  'Set CIRCLECI_TOKEN to a personal API token of an account that may build the project; tokens expire.';

/** Who asks, and for which repository. */
interface Server extends Omit<ProjectClaim, 'named'> {
  /** Undefined without a token. */
  readonly client: HttpClient | undefined;
}

/** Looks at the account, or at a project, with one call that changes nothing. */
export async function checkCircleci(settings: unknown, { client, ...claim }: Server): Promise<CiFinding> {
  if (client === undefined) return { state: 'missing', what: 'CircleCI: CIRCLECI_TOKEN is not set', advice };
  try {
    const named = settings === undefined ? undefined : circleciSettings.parse(settings).project;
    const slug = claim.repository === undefined ? named : projectFor({ named, ...claim });
    if (slug === undefined) {
      const { login } = await client.get('/me', user);
      return { state: 'ok', what: `CircleCI knows the token as ${login}` };
    }
    const path = `/project/${slug.split('/').map(encodeURIComponent).join('/')}`;
    if ((await client.getIfThere(path, project)) !== undefined)
      return { state: 'ok', what: `CircleCI shows ${slug} to the token` };
    return { state: 'wrong', what: `CircleCI shows no project ${slug} to the token`, advice };
  } catch (error) {
    return { state: 'wrong', what: messageOf(error) };
  }
}
