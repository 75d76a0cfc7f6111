import { z } from 'zod';
import type { PullState } from '../model/blocker.ts';
import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import { ask, askIfThere, once } from './connection.ts';
import type { GitHub, Place } from './github.ts';

/** A file of a repository, on one branch. */
export interface FilePlace {
  readonly owner: string;
  readonly repo: string;
  readonly installation: number;
  /** Where a file is only read, a commit does too. */
  readonly branch: string;
  readonly path: string;
}

/** A file as a branch has it. */
export interface BranchFile {
  /** Of its content, as git names it. */
  readonly sha: string;
  readonly text: string;
}

export interface OpenedPull {
  readonly number: number;
  readonly url: string;
}

const file = z.object({
  type: z.literal('file'),
  sha: z.string(),
  encoding: z.literal('base64'),
  content: z.string(),
});
const reference = z.object({ object: z.object({ sha: z.string() }) });
const decidedPull = z.object({ state: z.enum(['open', 'closed']), merged_at: z.string().nullish() });
const pull = z
  .object({ number: z.number(), html_url: z.string() })
  .transform(({ number, html_url: url }): OpenedPull => ({ number, url }));

/** A file as a branch has it; undefined where there is none. @throws UserError E-VALUE for a folder, more than 1 MB, or no UTF-8; else as `ask` says */
export async function readBranchFile(github: GitHub, place: FilePlace): Promise<BranchFile | undefined> {
  const { owner, repo, branch, path } = place;
  const answer = await askIfThere('read a file', async () =>
    (await github.client(place)).request('GET /repos/{owner}/{repo}/contents/{path}', {
      owner,
      repo,
      path,
      ref: branch,
    }),
  );
  if (answer === undefined) return undefined;
  const found = file.safeParse(answer.data);
  if (!found.success)
    throw new UserError('E-VALUE', `${quoted(path)} is no file of at most 1 MB on ${quoted(branch)}.`);
  const { sha, content } = found.data;
  const bytes = Buffer.from(content, 'base64');
  const text = bytes.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return { sha, text };
  throw new UserError(
    'E-VALUE',
    `${quoted(path)} is no UTF-8 text on ${quoted(branch)}, and I would change more of it than I mean to: save it as UTF-8 first.`,
  );
}

/** The commit a branch is at; undefined where there is no such branch. @throws as `ask` says */
export async function branchHead(
  github: GitHub,
  { owner, repo, installation, branch }: Omit<FilePlace, 'path'>,
): Promise<string | undefined> {
  const client = await github.client({ installation });
  const known = await askIfThere('look for a branch', async () =>
    client.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { owner, repo, ref: `heads/${branch}` }),
  );
  return known === undefined ? undefined : reference.parse(known.data).object.sha;
}

/** Safe to repeat: a branch that is there stays as it is. @throws as `ask` says */
export async function makeBranch(
  github: GitHub,
  place: Omit<FilePlace, 'path'>,
  commit: string,
): Promise<void> {
  if ((await branchHead(github, place)) !== undefined) return;
  const { owner, repo, installation, branch } = place;
  const client = await github.client({ installation });
  await ask('make a branch', async () =>
    client.request('POST /repos/{owner}/{repo}/git/refs', {
      owner,
      repo,
      ref: `refs/heads/${branch}`,
      sha: commit,
      ...once,
    }),
  );
}

/** Commits a file's new text; refused by GitHub when the file is no longer the one that was read. @throws as `ask` says */
export async function writeBranchFile(
  github: GitHub,
  { owner, repo, installation, branch, path }: FilePlace,
  { text, sha, message }: BranchFile & { readonly message: string },
): Promise<void> {
  const client = await github.client({ installation });
  const content = Buffer.from(text, 'utf8').toString('base64');
  await ask('commit a file', async () =>
    client.request('PUT /repos/{owner}/{repo}/contents/{path}', {
      owner,
      repo,
      path,
      branch,
      message,
      content,
      sha,
      ...once,
    }),
  );
}

/** The pull request of a branch, whatever its state; undefined where there is none. @throws as `ask` says */
export async function findPull(
  github: GitHub,
  { owner, repo, installation, branch }: Omit<FilePlace, 'path'>,
): Promise<OpenedPull | undefined> {
  const client = await github.client({ installation });
  const { data } = await ask('look for a pull request', async () =>
    client.request('GET /repos/{owner}/{repo}/pulls', {
      owner,
      repo,
      head: `${owner}:${branch}`,
      state: 'all',
    }),
  );
  return z.array(pull).parse(data)[0];
}

/** What became of a pull request. @throws as `ask` says */
export async function pullState(github: GitHub, place: Place): Promise<PullState> {
  const { owner, repo, number } = place;
  const { data } = await ask('look at a pull request', async () =>
    (await github.client(place)).request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
      owner,
      repo,
      pull_number: number,
    }),
  );
  const { state, merged_at: mergedAt } = decidedPull.parse(data);
  return typeof mergedAt === 'string' ? 'merged' : state;
}

/** Not safe to repeat: look for it first. @throws as `ask` says */
export async function openPull(
  github: GitHub,
  { owner, repo, installation, branch }: Omit<FilePlace, 'path'>,
  said: { readonly title: string; readonly body: string; readonly base: string },
): Promise<OpenedPull> {
  const client = await github.client({ installation });
  const { data } = await ask('open a pull request', async () =>
    client.request('POST /repos/{owner}/{repo}/pulls', { owner, repo, head: branch, ...said, ...once }),
  );
  return pull.parse(data);
}
