import type { Octokit } from 'octokit';
import { z } from 'zod';
import { type ActionsPlace, named } from './actions-place.ts';
import { once } from './connection.ts';
import { understood } from './refusal.ts';

const file = z.object({ content: z.string() });

/** The text of a file on the default branch; GitHub hands out a megabyte at most. */
export async function fileText(client: Octokit, place: ActionsPlace, path: string): Promise<string> {
  const route = 'GET /repos/{owner}/{repo}/contents/{path}';
  const { data } = await client.request(route, { ...named(place), path, ...once });
  return Buffer.from(understood('read a file', file, data).content, 'base64').toString('utf8');
}
