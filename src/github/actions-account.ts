import type { Octokit } from 'octokit';
import * as shapes from './actions-shapes.ts';
import { once } from './connection.ts';
import { asked, understood } from './refusal.ts';

/** Who speaks, and what it may not do though it must. */
export interface ActionsAccount {
  readonly name: string;
  readonly lacks?: string;
}

/** Whose a token is; changes nothing. @throws UserError when GitHub does not know it */
export async function tokenAccount(client: Octokit): Promise<ActionsAccount> {
  const { data, headers } = await asked('read the account', async () => client.request('GET /user', once));
  const scopes = headers['x-oauth-scopes'];
  // Fine-grained tokens name no scopes.
  const isShort = typeof scopes === 'string' && scopes !== '' && !/\brepo\b|public_repo/.test(scopes);
  const { login } = understood('read the account', shapes.user, data);
  return { name: login, ...(isShort ? { lacks: 'the scope `repo`' } : {}) };
}

/** The App itself, asked for with its own key; changes nothing. @throws UserError when GitHub does not know it */
export async function appAccount(client: Octokit): Promise<ActionsAccount> {
  const { data } = await asked('read the App', async () => client.request('GET /app', once));
  const app = understood('read the App', shapes.ownApp, data);
  const may = app.permissions['actions'] === 'write';
  return { name: `${app.slug}[bot]`, ...(may ? {} : { lacks: 'the permission "Actions: Read and write"' }) };
}
