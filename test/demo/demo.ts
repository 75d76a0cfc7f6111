/**
 * The whole path with real input: a signed GitHub comment reaches the real server, a test that really races is
 * repeated in worktrees of a real git repository, and the report stands on the ticket. Only GitHub is a look-alike.
 */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { commentPayload, deliver, newState, signedDelivery } from '../fakes/github/deliveries.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { textOf } from '../fakes/github/state.ts';
import { threadText } from './thread.ts';

const top = resolve(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'retrial-demo-'));
const secret = 'a secret only GitHub and Retrial know';
const issue = 17461;
/** A machine that is busy is slow; one on which nothing happens any more is stuck. */
const stillMs = 60_000;
const started = Date.now();

const commands = [
  'This test blocked the release again. Is it us?',
  '',
  '/retrial repeat "test/ledger.test.js > keeps both deposits" x60',
  '',
  '/retrial repeat "test/ledger.test.js > settles at midnight" x3',
].join('\n');

function say(text: string): void {
  process.stdout.write(`${((Date.now() - started) / 1_000).toFixed(1).padStart(5)} s  ${text}\n`);
}

/** A small shop whose ledger loses a deposit now and then, with its settings for Retrial. */
function makeRepository(): { readonly path: string; readonly settings: string } {
  const path = join(home, 'shop');
  cpSync(join(top, 'test/demo/shop'), path, { recursive: true });
  const settings = stringify({
    local: {
      command: [
        'node',
        'node_modules/vitest/vitest.mjs',
        'run',
        '{class}',
        '-t',
        '{method}$',
        '--reporter=default',
        '--reporter=junit',
        '--outputFile.junit={out}/junit.xml',
      ],
      setup: ['ln', '-s', join(top, 'node_modules'), 'node_modules'],
      timeout: '1m',
      parallel: 2,
    },
  });
  execFileSync('mkdir', ['-p', join(path, '.github')]);
  writeFileSync(join(path, '.github/retrial.yml'), settings);
  writeFileSync(join(path, '.gitignore'), 'node_modules\n');
  const git = (...args: string[]): void => {
    const identity = [
      '-c',
      'user.name=Shop',
      '-c',
      'user.email=shop@example.org',
      '-c',
      'commit.gpgsign=false',
    ];
    execFileSync('git', [...identity, ...args], { cwd: path, stdio: 'pipe' });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Take deposits faster');
  return { path, settings };
}

/** The real `retrial serve`, embedded, speaking to the look-alike. */
async function startServe(
  github: FakeGitHub,
  privateKey: string,
  repository: string,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const config = join(home, 'server.yml');
  writeFileSync(
    config,
    stringify({ repositories: { 'acme/shop': { path: repository } }, progressEvery: 10 }),
  );
  const child = spawn(process.execPath, [join(top, 'dist/cli.js'), 'serve', '--config', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      RETRIAL_DATA: join(home, 'data'),
      APP_ID: String(github.state.appId),
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: secret,
      GITHUB_API_URL: github.url,
      REDIS_URL: '',
      DATABASE_URL: '',
    },
  });
  let heard = '';
  const url = new Promise<string>((ready, failed) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      const at = /Listening at (http:\S+?)\. /.exec(heard);
      if (at?.[1] !== undefined) ready(at[1]);
    });
    child.once('exit', (code) => failed(new Error(`serve ended with ${code}:\n${heard}`)));
  });
  return { child, url: await url };
}

/** Tells what happens on the ticket as it happens. @returns whether both results are there, or nothing changed for long */
async function watch(github: FakeGitHub): Promise<boolean> {
  const told = new Set<string>();
  let changedAt = Date.now();
  const tell = (key: string, words: string): void => {
    if (told.has(key)) return;
    told.add(key);
    changedAt = Date.now();
    say(words);
  };
  while (Date.now() - changedAt < stillMs) {
    for (const comment of github.state.comments) {
      for (const { content } of comment.reactions)
        tell(`${comment.id} ${content}`, `reaction on the command: ${content}`);
      for (const [edit, { body }] of comment.versions.entries()) {
        const first = body.split('\n').find((line) => line.trim() !== '') ?? '';
        if (comment.author.endsWith('[bot]'))
          tell(
            `${comment.id} v${edit}`,
            `${edit === 0 ? 'comment' : 'edited '}  ${first.replaceAll(/[*#\\]/g, '').trim()}`,
          );
      }
    }
    const results = github.state.comments.filter((comment) => textOf(comment).includes('"kind":"result"'));
    const progressFolded = github.state.comments.every(
      (comment) => !textOf(comment).includes('"kind":"progress"') || comment.minimised,
    );
    if (results.length >= 2 && progressFolded) return true;
    await sleep(200);
  }
  return false;
}

async function main(): Promise<void> {
  const repository = makeRepository();
  say(`a git repository with a racing test: ${repository.path}`);
  const { state, privateKey } = newState();
  state.roles.set('benedict', 'write');
  state.files.set('.github/retrial.yml', repository.settings);
  const github = await startFakeGitHub(state);
  say(`a look-alike of GitHub at ${github.url}`);
  const { child, url } = await startServe(github, privateKey, repository.path);
  try {
    say(`retrial serve at ${url}`);
    const comment = github.say(issue, 'benedict', commands);
    const answer = await deliver(
      url,
      signedDelivery(secret, 'issue_comment', commentPayload(state, comment)),
    );
    say(`signed delivery answered with ${answer.status}`);
    if (!(await watch(github))) {
      say(`nothing has changed for ${stillMs / 1_000} s, and a result is missing`);
      process.exitCode = 1;
    }
  } finally {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
    await github.close();
  }
  const evidence = join(home, 'data/evidence');
  process.stdout.write(`\nThe thread of acme/shop#${issue}:\n\n${threadText(state.comments)}\n\n`);
  const kept = existsSync(evidence)
    ? readdirSync(evidence, { recursive: true }).filter((name) => String(name).endsWith('.gz')).length
    : 0;
  process.stdout.write(
    `Evidence: ${kept} reports and logs under ${evidence} (gzip, named by their SHA-256).\nEverything of this demo lies in ${home}; delete it when you like.\n`,
  );
}

await main();
