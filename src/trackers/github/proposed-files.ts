import type { GitHub } from '../../github/github.ts';
import { pullChanges, readCommitFile } from '../../github/pull-files.ts';
import type { ProposedFiles } from '../pulls/proposed-files.ts';
import { placeOf } from './place.ts';
import { pullHead } from './pull-head.ts';

/** Pull requests on GitHub, as the App reads them. */
export function githubProposals(client: GitHub): ProposedFiles {
  return {
    read: async ({ ticket, commit }, path) => readCommitFile(client, placeOf(ticket), { commit, path }),
    edits: async ({ ticket }, path) => pullChanges(client, placeOf(ticket), path),
    head: async ({ ticket }) => (await pullHead(client, placeOf(ticket))).revision,
  };
}
