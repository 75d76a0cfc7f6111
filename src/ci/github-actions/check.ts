import type { ActionsAccount } from '../../github/actions-account.ts';
import type { Actions } from '../../github/actions.ts';
import { messageOf } from '../../model/errors.ts';
import type { CheckedPlace, CiFinding } from '../service.ts';
import { actionsSettings } from './settings.ts';
import { faultsOfWorkflow } from './workflow-file.ts';

/** What an operator does about an account that is missing or does not suffice. */
export const advice =
  'Give the App "Actions: Read and write", or set GITHUB_ACTIONS_TOKEN to a token that may start workflows.';

/** Looks at the account and, for a project, at its workflow on the default branch, with calls that change nothing. */
export async function checkActions(
  settings: unknown,
  { slug }: CheckedPlace,
  actions: Actions | undefined,
): Promise<CiFinding> {
  if (actions === undefined)
    return { state: 'missing', what: 'GitHub Actions: neither an App nor GITHUB_ACTIONS_TOKEN', advice };
  try {
    const [owner = '', repo] = slug?.split('/') ?? [];
    const account = await actions.account(repo === undefined ? undefined : { owner, repo });
    const { name, lacks } = account;
    if (lacks !== undefined)
      return { state: 'wrong', what: `GitHub Actions: ${name} lacks ${lacks}`, advice };
    if (settings === undefined || slug === undefined) return { state: 'ok', what: knownAs(account) };
    return await checkWorkflow(settings, slug, { actions, account });
  } catch (error) {
    return { state: 'wrong', what: messageOf(error), advice };
  }
}

async function checkWorkflow(
  settings: unknown,
  slug: string,
  { actions, account }: { readonly actions: Actions; readonly account: ActionsAccount },
): Promise<CiFinding> {
  const wanted = actionsSettings.parse(settings);
  const [owner = '', repo = ''] = slug.split('/');
  const path = `.github/workflows/${wanted.workflow}`;
  const where = `${path} on the default branch of ${slug}`;
  const text = await actions.file({ owner, repo }, path);
  const recipe = 'recipes/github-actions.yml has a workflow to copy.';
  if (text === undefined)
    return {
      state: 'wrong',
      what: `GitHub Actions: ${account.name} sees no ${where}`,
      advice: recipe,
    };
  const faults = faultsOfWorkflow(text, wanted);
  if (faults.length > 0)
    return { state: 'wrong', what: `GitHub Actions: ${where}: ${faults.join('; ')}`, advice: recipe };
  return { state: 'ok', what: `${knownAs(account)}, and ${where} takes what it is handed` };
}

function knownAs({ name, isSilent = false }: ActionsAccount): string {
  const doubt = ', if its token has "Actions: Read and write", which it does not tell';
  return `GitHub Actions can be used as ${name}${isSilent ? doubt : ''}`;
}
