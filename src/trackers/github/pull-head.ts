import type { GitHub, Place } from '../../github/github.ts';
import { UserError } from '../../model/errors.ts';
import type { DefaultRevision } from '../tracker.ts';

/** The head of a pull request as it is now. @throws UserError E-REF where there is none of that number */
export async function pullHead(client: GitHub, place: Place): Promise<DefaultRevision> {
  const head = await client.pullRequestHead(place);
  if (head !== undefined) {
    const { sha, isFork, author, fork } = head;
    return {
      revision: sha,
      isFork,
      ...(author === undefined ? {} : { author }),
      ...(fork === undefined ? {} : { fork }),
    };
  }
  const { owner, repo, number } = place;
  throw new UserError(
    'E-REF',
    `${owner}/${repo} has no pull request #${number}. Name a branch, a tag or a commit: \`ref=BRANCH\`.`,
  );
}
