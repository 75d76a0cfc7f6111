import { Command } from 'commander';
import type { Roles } from '../app/server.ts';
import { readServerConfig, type ServerConfig } from '../config/server.ts';
import { processOutput } from './output.ts';
import type { Session } from './session.ts';
import { readNamed } from './unreadable-path.ts';

/** `retrial serve`: the bot; with everything embedded unless told otherwise. */
export function serveCommand(session: Session): Command {
  return new Command('serve')
    .summary('answer commands on tickets, and execute their runs')
    .description(
      'Listens for GitHub’s deliveries and executes runs, in one process with nothing to install.\nREDIS_URL and DATABASE_URL put queue and store elsewhere, so that several processes can share them.',
    )
    .option('--config <file>', 'the server’s settings (YAML)')
    .option('--no-work', 'listen only: `retrial work` processes execute the runs')
    .action(async (raw: { readonly config?: string; readonly work: boolean }) => {
      await runUntilStopped(raw.config, { listen: true, work: raw.work }, session);
    });
}

/** `retrial work`: one more worker beside a `serve` that shares its Redis and Postgres. */
export function workCommand(session: Session): Command {
  return new Command('work')
    .summary('execute runs only, beside a serve')
    .option('--config <file>', 'the server’s settings (YAML)')
    .action(async (raw: { readonly config?: string }) => {
      await runUntilStopped(raw.config, { listen: false, work: true }, session);
    });
}

/** The server's settings from its file, if one was named, and the environment. */
export async function loadServerConfig(path: string | undefined): Promise<ServerConfig> {
  if (path === undefined) return readServerConfig(undefined, process.env);
  return readServerConfig({ name: path, text: await readNamed('--config', path) }, process.env);
}

async function runUntilStopped(path: string | undefined, roles: Roles, session: Session): Promise<void> {
  const { err } = processOutput();
  // Loaded only here: the other commands start faster without a server's parts.
  const { startServer } = await import('../app/server.ts');
  const running = await startServer(await loadServerConfig(path), roles);
  // Whoever reads that it listens may stop it at once.
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  if (running.url !== undefined)
    err(`Listening at ${running.url}. Ctrl-C stops; unfinished runs go on at the next start.\n`);
  const signal = await stopped;
  await running.close();
  session.finish(signal === 'SIGINT' ? 130 : 0);
}
