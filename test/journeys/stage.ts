import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { commentPayload, deliver, newState, signedDelivery } from '../fakes/github/deliveries.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { textOf, type FakeComment } from '../fakes/github/state.ts';
import type { FakeJira } from '../fakes/jira/server.ts';
import { startCli, type Running, type Spoken } from '../support/cli.ts';
import { repositoryWith } from '../support/scratch.ts';

export const secret = 'known to GitHub and Retrial';

/** A look-alike of GitHub, a repository, and as many servers as a story needs. */
export interface Stage {
  readonly github: FakeGitHub;
  readonly folder: string;
  readonly serve: (env?: Readonly<Record<string, string>>, words?: readonly string[]) => Promise<Served>;
  /** Somebody asks in a terminal of the server's machine. */
  readonly ask: (...words: readonly string[]) => Promise<Spoken>;
  /** A person comments, and GitHub delivers it. */
  readonly comment: (url: string, author: string, body: string, id?: string) => Promise<FakeComment>;
  /** What the bot wrote, newest text of each comment. */
  readonly said: () => string[];
  readonly close: () => Promise<void>;
}

export interface Served extends Running {
  readonly url: string;
  /** Kills it without a word, or asks it to stop, and waits until it is gone. */
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>;
}

/** The command of one iteration: appends to a log, takes a moment, writes a JUnit report, fails each fourth time. */
export const script = `
turn=$1 out=$2 test=$3
echo "$turn" >> "$TURNS"
sleep "$TAKES"
body= code=0
[ $((turn % 4)) = 0 ] && code=1
if [ "$test" = 'Shop#skipped' ]; then
  body='<skipped message="waits for SHOP-12"/>'
elif [ $code = 1 ]; then
  body='<failure type="AssertionError" message="expected 15 but was 10">at Shop.pays(shop.js:7)</failure>'
fi
echo '<testsuite><testcase classname="Shop" name="'"\${test#*#}"'">'"$body"'</testcase></testsuite>' > "$out/r.xml"
exit $code
`;

/** How the command of one iteration is called; seconds that it takes in TAKES, its log in TURNS. */
export const command = ['sh', 'one.sh', '{i}', '{out}', '{test}'];

/** @param jira one whose project SHOP has the same settings, in the server's file */
export async function setStage(folder: string, jira?: FakeJira): Promise<Stage> {
  const { state, privateKey } = newState();
  const repository = repositoryWith(join(folder, 'shop'), { 'one.sh': script });
  state.roles.set('benedict', 'write').set('brandon', 'triage').set('reader', 'read');
  const settings = {
    local: {
      command,
      scopes: { class: command },
      env: { TURNS: join(folder, 'turns'), TAKES: '0.3' },
      parallel: 2,
      timeout: '20s',
    },
    limits: { defaultRuns: 8, maxRuns: 100 },
    knownIssues: [{ issue: 'SHOP-99', contains: 'expected 15 but was 10', test: 'Shop#pays' }],
  };
  state.files.set('.github/retrial.yml', stringify(settings));
  writeFileSync(join(folder, 'turns'), '');
  const config = join(folder, 'server.yml');
  writeFileSync(
    config,
    stringify({
      repositories: { 'acme/shop': { path: repository } },
      progressEvery: 1,
      lookEvery: 0.5,
      quietFor: 0,
      paceWrites: false,
      ...(jira === undefined ? {} : { jira: jiraSection(jira, settings) }),
    }),
  );
  const github = await startFakeGitHub(state);
  const running = new Set<Served>();
  const start = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Running =>
    startCli([...words, '--config', config], folder, {
      PORT: '0',
      RETRIAL_DATA: join(folder, 'data'),
      APP_ID: String(state.appId),
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: secret,
      GITHUB_API_URL: github.url,
      LOG_LEVEL: 'info',
      ...(jira === undefined ? {} : { JIRA_TOKEN: 'secret' }),
      ...env,
    });
  return {
    github,
    folder,
    async serve(env = {}, words = ['serve']) {
      mkdirSync(join(folder, 'data'), { recursive: true });
      const served = await listening(start(words, env), words.includes('work'));
      running.add(served);
      return served;
    },
    ask: async (...words) => start(words).ended,
    async comment(url, author, body, id) {
      const comment = github.say(7, author, body);
      await deliver(url, signedDelivery(secret, 'issue_comment', commentPayload(state, comment), id));
      return comment;
    },
    said: () => state.comments.filter(({ author }) => author === 'retrial[bot]').map(textOf),
    async close() {
      await Promise.all([...running].map((served) => served.end('SIGKILL')));
      await github.close();
    },
  };
}

function jiraSection({ url }: FakeJira, settings: object) {
  const project = { repository: 'acme/shop', branch: 'main', settings };
  return { url, pollEvery: 1, projects: { SHOP: project } };
}

/** Waits until a server listens, or a worker works. */
export async function listening(running: Running, isWorker: boolean): Promise<Served> {
  const url = await new Promise<string>((ready, failed) => {
    const look = setInterval(() => {
      // A worker listens nowhere; its log says when it is ready.
      const found =
        /Listening at (http:\S+?)\. /.exec(running.soFar())?.[1] ??
        /"msg":"(ready)"/.exec(isWorker ? running.soFar() : '')?.[1];
      if (found === undefined) return;
      clearInterval(look);
      ready(found);
    }, 20);
    running.child.once('close', (code) => {
      clearInterval(look);
      failed(new Error(`serve ended with ${code}: ${running.soFar()}`));
    });
  });
  return {
    ...running,
    url,
    async end(signal) {
      running.child.kill(signal);
      await running.ended;
    },
  };
}
