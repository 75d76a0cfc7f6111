import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { commentPayload, deliver, newState, signedDelivery } from '../fakes/github/deliveries.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { textOf, type FakeComment } from '../fakes/github/state.ts';
import { startCli, type Running } from '../support/cli.ts';
import { repositoryWith } from '../support/scratch.ts';

export const secret = 'known to GitHub and Retrial';

/** A look-alike of GitHub, a repository, and as many servers as a story needs. */
export interface Stage {
  readonly github: FakeGitHub;
  readonly folder: string;
  readonly serve: (env?: Readonly<Record<string, string>>, words?: readonly string[]) => Promise<Served>;
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
const fs = require('node:fs');
const [turn, out, test] = process.argv.slice(2);
fs.appendFileSync(process.env.TURNS, turn + '\\n');
setTimeout(() => {
  const fails = Number(turn) % 4 === 0;
  const body = test === 'Shop#skipped' ? '<skipped message="waits for SHOP-12"/>' : fails ? '<failure type="AssertionError" message="expected 15 but was 10">at Shop.pays(shop.js:7)</failure>' : '';
  const name = test.split('#')[1];
  fs.writeFileSync(out + '/r.xml', '<testsuite><testcase classname="Shop" name="' + name + '">' + body + '</testcase></testsuite>');
  process.exit(fails ? 1 : 0);
}, Number(process.env.TAKES ?? 20));
`;

export async function setStage(folder: string): Promise<Stage> {
  const { state, privateKey } = newState();
  const repository = repositoryWith(join(folder, 'shop'), { 'one.cjs': script });
  state.roles.set('benedict', 'write').set('brandon', 'triage').set('reader', 'read');
  state.files.set(
    '.github/retrial.yml',
    stringify({
      local: {
        command: [process.execPath, 'one.cjs', '{i}', '{out}', '{test}'],
        scopes: { class: [process.execPath, 'one.cjs', '{i}', '{out}', '{test}'] },
        env: { TURNS: join(folder, 'turns'), TAKES: '300' },
        parallel: 2,
        timeout: '20s',
      },
      limits: { defaultRuns: 8, maxRuns: 100 },
      knownIssues: [{ issue: 'SHOP-99', contains: 'expected 15 but was 10', test: 'Shop#pays' }],
    }),
  );
  writeFileSync(join(folder, 'turns'), '');
  const config = join(folder, 'server.yml');
  writeFileSync(
    config,
    stringify({
      repositories: { 'acme/shop': { path: repository } },
      progressEvery: 1,
      lookEvery: 0.5,
      quietFor: 0,
    }),
  );
  const github = await startFakeGitHub(state);
  const running = new Set<Served>();
  return {
    github,
    folder,
    async serve(env = {}, words = ['serve']) {
      mkdirSync(join(folder, 'data'), { recursive: true });
      const served = await listening(
        startCli([...words, '--config', config], folder, {
          PORT: '0',
          RETRIAL_DATA: join(folder, 'data'),
          APP_ID: String(state.appId),
          PRIVATE_KEY: privateKey,
          WEBHOOK_SECRET: secret,
          GITHUB_API_URL: github.url,
          LOG_LEVEL: 'info',
          ...env,
        }),
        words.includes('work'),
      );
      running.add(served);
      return served;
    },
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
