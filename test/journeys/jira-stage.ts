import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { newJira, saidBy, type FakeState } from '../fakes/jira/state.ts';
import { startCli } from '../support/cli.ts';
import { repositoryWith } from '../support/scratch.ts';
import { command, listening, script, type Served } from './stage.ts';

/** A look-alike of a Jira without webhooks, a repository its project is about, and servers. */
export interface JiraStage {
  readonly jira: FakeJira;
  readonly serve: (env?: Readonly<Record<string, string>>) => Promise<Served>;
  /** What our account wrote, newest text of each comment. */
  readonly said: () => string[];
  /** The iterations that ran. */
  readonly turns: () => string[];
  readonly close: () => Promise<void>;
}

/** How a stage differs from a Data Center without webhooks and a repository with a file of settings. */
export interface JiraStageOptions {
  readonly state?: Partial<FakeState>;
  /** Seconds. */
  readonly pollEvery?: number;
  /** Whether the server's file holds the settings, and the repository none. */
  readonly isServed?: boolean;
}

export async function setJiraStage(
  folder: string,
  { state = {}, pollEvery = 1, isServed = false }: JiraStageOptions = {},
): Promise<JiraStage> {
  const turns = join(folder, 'turns');
  writeFileSync(turns, '');
  const settings = {
    local: { command, env: { TURNS: turns, TAKES: '0.1' }, parallel: 2, timeout: '20s' },
    limits: { defaultRuns: 8, maxRuns: 100 },
  };
  const repository = repositoryWith(join(folder, 'shop'), {
    'one.sh': script,
    ...(isServed ? {} : { '.github/retrial.yml': stringify(settings) }),
  });
  const jira = await startFakeJira(newJira(state));
  jira.state.roles.set('Contributors', { people: ['brandon'] }).set('Committers', { people: ['benedict'] });
  const config = join(folder, 'server.yml');
  const section = {
    url: jira.url,
    kind: jira.state.kind,
    pollEvery,
    projects: { SHOP: { repository: 'acme/shop', branch: 'main', ...(isServed ? { settings } : {}) } },
  };
  writeFileSync(
    config,
    stringify({ repositories: { 'acme/shop': { path: repository } }, lookEvery: 0.5, jira: section }),
  );
  const running = new Set<Served>();
  return {
    jira,
    async serve(env = {}) {
      mkdirSync(join(folder, 'data'), { recursive: true });
      const account = {
        JIRA_TOKEN: 'secret',
        ...(jira.state.kind === 'cloud' ? { JIRA_USER: 'bot@example.org' } : {}),
      };
      const own = { PORT: '0', RETRIAL_DATA: join(folder, 'data'), LOG_LEVEL: 'info', ...account };
      const served = await listening(
        startCli(['serve', '--config', config], folder, { ...own, ...env }),
        false,
      );
      running.add(served);
      return served;
    },
    said: () => saidBy(jira.state, jira.state.me),
    turns: () =>
      readFileSync(turns, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    async close() {
      await Promise.all([...running].map((served) => served.end('SIGKILL')));
      await jira.close();
    },
  };
}
