import {
  branchHead,
  findPull,
  makeBranch,
  openPull,
  pullState,
  readBranchFile,
  writeBranchFile,
} from '../../github/changes.ts';
import type { GitHub } from '../../github/github.ts';
import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import type { CodeHost } from '../code-host/code-host.ts';

/** What a change of code takes, as GitHub names it. */
const needed = ['contents', 'pull_requests'] as const;

/** Repositories on GitHub, as the App. Every step is looked for before it is done: a second time finds the first. */
export function githubCode(client: GitHub): CodeHost {
  const placeOf = async (project: string) => {
    const [owner = '', repo = ''] = project.split('/');
    const installation = await client.installationOn(project);
    if (installation === undefined) throw notInstalled(project);
    return { owner, repo, installation };
  };
  return {
    async checkMayPropose(project) {
      const permissions = await client.permissionsOn(project);
      if (permissions === undefined) throw notInstalled(project);
      const missing = needed.filter((name) => permissions[name] !== 'write');
      // An answer that names no permissions at all says nothing about them.
      if (missing.length === 0 || Object.keys(permissions).length === 0) return;
      const names = missing.map((name) => `\`${name}: write\``).join(' and ');
      throw new UserError(
        'E-CONFIG',
        `The App has no ${names} on ${project}, so it can't propose a change there: give it that on the App's page, accept it for the installation, and ask again. Nothing was decided.`,
      );
    },
    async headOf({ project, branch }) {
      const head = await branchHead(client, { ...(await placeOf(project)), branch });
      if (head !== undefined) return head;
      throw new UserError('E-REF', `${project} has no branch ${quoted(branch)}.`);
    },
    async readFile({ project, commit, path }) {
      return (await readBranchFile(client, { ...(await placeOf(project)), branch: commit, path }))?.text;
    },
    async propose({ project, base, commit, branch, path, text, title, body }) {
      const place = { ...(await placeOf(project)), branch };
      const known = await findPull(client, place);
      if (known !== undefined) return known;
      await makeBranch(client, place, commit);
      const now = await readBranchFile(client, { ...place, path });
      if (now === undefined) throw new UserError('E-VALUE', `${path} is gone from ${base}.`);
      if (now.text !== text)
        await writeBranchFile(client, { ...place, path }, { text, sha: now.sha, message: title });
      return openPull(client, place, { title, body, base });
    },
    async stateOf({ project, number }) {
      return pullState(client, { ...(await placeOf(project)), number });
    },
  };
}

function notInstalled(project: string): UserError {
  return new UserError(
    'E-CONFIG',
    `The App is not installed on ${project}, so it can't propose a change there.`,
  );
}
