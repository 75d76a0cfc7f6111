import { z } from 'zod';
import { ask, askIfThere } from './connection.ts';
import type { GitHub, Place } from './github.ts';

/** GitHub names 3,000 files of a pull request at most. */
const mostPages = 30;

const content = z.object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });
const changed = z.array(z.object({ filename: z.string(), status: z.string() }));

/** A file as a commit has it; undefined where there is none that can be read as text. @throws as `ask` says */
export async function readCommitFile(
  github: GitHub,
  place: Place,
  { commit, path }: { readonly commit: string; readonly path: string },
): Promise<string | undefined> {
  const { owner, repo } = place;
  const answer = await askIfThere('read a file of a commit', async () =>
    (await github.client(place)).request('GET /repos/{owner}/{repo}/contents/{path}', {
      owner,
      repo,
      path,
      ref: commit,
    }),
  );
  // A folder, a link elsewhere or a file too large to be sent is none.
  const found = content.safeParse(answer?.data).data;
  return found === undefined ? undefined : Buffer.from(found.content, 'base64').toString('utf8');
}

/** Whether a pull request adds or changes a file. @throws as `ask` says */
export async function pullChanges(github: GitHub, place: Place, path: string): Promise<boolean> {
  const { owner, repo, number } = place;
  for (let page = 1; page <= mostPages; page += 1) {
    const { data } = await ask('list the files of a pull request', async () =>
      (await github.client(place)).request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
        owner,
        repo,
        pull_number: number,
        per_page: 100,
        page,
      }),
    );
    const files = changed.parse(data);
    if (files.some(({ filename, status }) => filename === path && status !== 'removed')) return true;
    if (files.length < 100) return false;
  }
  return false;
}
