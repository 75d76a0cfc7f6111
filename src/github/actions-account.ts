import type { Octokit } from 'octokit';
import * as shapes from './actions-shapes.ts';
import { type ActionsPlace, named } from './actions-place.ts';
import { once } from './connection.ts';
import { asked, understood, unless } from './refusal.ts';

/** Who speaks, and what it may not do though it must. */
export interface ActionsAccount {
  readonly name: string;
  readonly lacks?: string;
  /** GitHub does not tell what it may do. */
  readonly isSilent?: boolean;
}

const needed = 'the permission "Actions: Read and write"';

/** Whose a token is; changes nothing. @throws UserError when GitHub does not know it */
export async function tokenAccount(client: Octokit): Promise<ActionsAccount> {
  const { data, headers } = await asked('read the account', async () => client.request('GET /user', once));
  const scopes = headers['x-oauth-scopes'];
  const { login } = understood('read the account', shapes.user, data);
  // Fine-grained tokens name no scopes.
  if (typeof scopes !== 'string' || scopes === '') return { name: login, isSilent: true };
  const isShort = !/\brepo\b|public_repo/.test(scopes);
  return { name: login, ...(isShort ? { lacks: 'the scope `repo`' } : {}) };
}

/**
 * The App itself, asked for with its own key, and what it was granted in a place; changes nothing.
 * @throws UserError when GitHub does not know it
 */
export async function appAccount(client: Octokit, place: ActionsPlace | undefined): Promise<ActionsAccount> {
  const { data } = await asked('read the App', async () => client.request('GET /app', once));
  const app = understood('read the App', shapes.ownApp, data);
  const name = `${app.slug}[bot]`;
  if (app.permissions['actions'] !== 'write') return { name, lacks: needed };
  const granted = place === undefined ? undefined : await grantedIn(place, client);
  if (place === undefined || granted === undefined || granted['actions'] === 'write') return { name };
  return { name, lacks: `${needed} in ${place.owner}/${place.repo}, where it has to be accepted` };
}

/** What the owner of a repository let the App do there; undefined where it is not installed, or GitHub does not say. */
async function grantedIn(place: ActionsPlace, client: Octokit): Promise<shapes.Permissions> {
  const route = 'GET /repos/{owner}/{repo}/installation';
  return unless([404], async () => {
    const { data } = await asked('read the installation', async () =>
      client.request(route, { ...named(place), ...once }),
    );
    return understood('read the installation', shapes.installation, data).permissions;
  });
}
