import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Finding } from '../app/finding.ts';
import { describeCheckout, noRepository, originSlug, repositoryRoot } from '../checkouts/revision.ts';
import type { CheckedPlace } from '../ci/service.ts';
import { readProjectConfig, type ProjectConfig } from '../config/project.ts';
import { projectFile } from '../config/project-file.ts';
import { messageOf } from '../model/errors.ts';
import { run } from '../processes/run.ts';
import { processOutput } from './output.ts';
import { guessIn } from './projects/guess.ts';
import { loadServerConfig } from './serve.ts';
import type { Session } from './session.ts';

/** `retrial doctor`: what is configured, reachable, missing; changes nothing. */
export function doctorCommand(session: Session): Command {
  return new Command('doctor')
    .summary('say what is configured, reachable, missing')
    .option('--config <file>', 'the server’s settings (YAML)')
    .option('-q, --quiet', 'only what is wrong')
    .action(async (raw: { readonly config?: string; readonly quiet?: boolean }) => {
      const { out } = processOutput();
      const here = await project();
      const findings = [...(await machine()), ...here.findings, ...(await server(raw.config, here.service))];
      const signs = { ok: 'ok     ', missing: 'missing', wrong: 'WRONG  ' };
      for (const { state, what, advice } of findings) {
        if (raw.quiet === true && state !== 'wrong') continue;
        out(`${signs[state]}  ${what}${advice === undefined ? '' : `\n         ${advice}`}\n`);
      }
      session.finish(findings.some(({ state }) => state === 'wrong') ? 1 : 0);
    });
}

async function machine(): Promise<Finding[]> {
  const git = await run(['git', '--version'], { cwd: process.cwd() }).catch(() => undefined);
  return [
    { state: 'ok', what: `Node ${process.version}` },
    git === undefined
      ? {
          state: 'wrong',
          what: 'git is not installed',
          advice: 'Install git: revisions are run in its worktrees.',
        }
      : { state: 'ok', what: git.stdout },
  ];
}

/** What this folder is, and the CI service that its project runs on. */
interface Here {
  readonly findings: readonly Finding[];
  readonly service?: ProjectConfig['service'] & CheckedPlace;
}

async function project(): Promise<Here> {
  const root = await repositoryRoot(process.cwd());
  if (root === undefined) {
    const { message } = await noRepository(process.cwd(), 'Revisions need');
    const advice = '`retrial repeat -- COMMAND` works all the same, without --ref.';
    return { findings: [{ state: 'missing', what: message, advice }] };
  }
  const { branch, commit } = await describeCheckout(root);
  const here: Finding = {
    state: 'ok',
    what: `repository ${root}, at ${branch ?? commit?.slice(0, 9) ?? 'no commit yet'}`,
  };
  const path = join(root, projectFile);
  if (
    await access(path).then(
      () => false,
      () => true,
    )
  ) {
    const guess = await guessIn(root);
    const known =
      guess === undefined
        ? 'nothing here says how tests are run'
        : `guessed from ${guess.because}: ${guess.command.join(' ')}`;
    const advice = '`retrial init` writes it.';
    return { findings: [here, { state: 'missing', what: `${projectFile}; ${known}`, advice }] };
  }
  try {
    const { service } = readProjectConfig(await readFile(path, 'utf8'));
    const slug = await originSlug(root);
    return {
      findings: [here, { state: 'ok', what: `${projectFile}: runs on ${service.name}` }],
      service: { ...service, folder: root, ...(slug === undefined ? {} : { slug }) },
    };
  } catch (error) {
    return { findings: [here, { state: 'wrong', what: messageOf(error) }] };
  }
}

async function server(path: string | undefined, service: Here['service']): Promise<readonly Finding[]> {
  try {
    const { checkServer } = await import('../app/check.ts');
    return await checkServer(await loadServerConfig(path), service);
  } catch (error) {
    return [{ state: 'wrong', what: messageOf(error) }];
  }
}
