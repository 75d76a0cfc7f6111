import { findPull, makeBranch, openPull, readBranchFile, writeBranchFile } from '../../github/changes.ts';
import type { GitHub } from '../../github/github.ts';
import { UserError } from '../../model/errors.ts';
import type { CodeHost } from '../code-host/code-host.ts';

/** Repositories on GitHub, as the App. Every step is looked for before it is done: a second time finds the first. */
export function githubCode(client: GitHub): CodeHost {
  const placeOf = async (project: string) => {
    const [owner = '', repo = ''] = project.split('/');
    const installation = await client.installationOn(project);
    if (installation === undefined)
      throw new UserError(
        'E-CONFIG',
        `The App is not installed on ${project}, so it can't propose a change there.`,
      );
    return { owner, repo, installation };
  };
  return {
    async readFile({ project, branch, path }) {
      return (await readBranchFile(client, { ...(await placeOf(project)), branch, path }))?.text;
    },
    async propose({ project, base, branch, path, text, title, body }) {
      const place = { ...(await placeOf(project)), branch };
      const known = await findPull(client, place);
      if (known !== undefined) return known;
      await makeBranch(client, place, base);
      const now = await readBranchFile(client, { ...place, path });
      if (now === undefined) throw new UserError('E-VALUE', `${path} is gone from ${base}.`);
      if (now.text !== text)
        await writeBranchFile(client, { ...place, path }, { text, sha: now.sha, message: title });
      return openPull(client, place, { title, body, base });
    },
  };
}
