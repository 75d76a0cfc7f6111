import { createServer } from 'node:http';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gitEnvironment, readGitTokens } from '../../src/checkouts/git-environment.ts';
import { addressOf, deleteBranch, type PushedBranch, pushBranch } from '../../src/checkouts/throw-away.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('throw-away');
const clone = repositoryWith(join(home, 'shop'), { 'a.txt': 'a' });
const first = gitIn(clone, 'rev-parse', 'HEAD');
const second = commitFiles(clone, { 'a.txt': 'b' }, 'Change');
const remote = join(home, 'origin.git');
gitIn(home, 'init', '--quiet', '--bare', remote);

afterEach(() => {
  vi.unstubAllEnvs();
});

const branch = (commit: string) => ({ clone, remote, name: 'retrial/r-1-b1', commit });
const there = () => gitIn(remote, 'for-each-ref', '--format=%(refname) %(objectname)');
let serial = 0;

describe('a throw-away branch', () => {
  it('is pushed once, never over what somebody else has there, and taken away again', async () => {
    expect(await pushBranch(branch(first))).toBe(true);
    expect(await pushBranch(branch(first))).toBe(false);
    await expect(pushBranch(branch(second))).rejects.toMatchObject({ code: 'E-CI' });
    await deleteBranch(branch(second));
    expect(there()).toBe(`refs/heads/retrial/r-1-b1 ${first}`);
    await deleteBranch(branch(first));
    await deleteBranch(branch(first));
    expect(there()).toBe('');
  });

  it.each(['gone', 'emptied'])(
    'goes away though its clone is %s, and only while it is ours',
    async (what) => {
      const own = repositoryWith(join(home, `clone-${what}`), { 'a.txt': what });
      gitIn(own, 'remote', 'add', 'origin', remote);
      const commit = gitIn(own, 'rev-parse', 'HEAD');
      const to = await addressOf(own, 'origin');
      const [mine, moved] = [`retrial/r-${what}-b1`, `retrial/r-${what}-b2`].map((name) => {
        return { clone: own, remote: to, name, commit };
      }) as [PushedBranch, PushedBranch];
      await pushBranch(mine);
      await pushBranch(moved);
      gitIn(clone, 'push', '--quiet', '--force', remote, `${second}:refs/heads/${moved.name}`);
      rmSync(join(own, what === 'gone' ? '' : '.git'), { recursive: true });
      await deleteBranch(mine);
      await deleteBranch(mine);
      await deleteBranch(moved);
      expect(there()).toBe(`refs/heads/${moved.name} ${second}`);
      gitIn(remote, 'update-ref', '-d', `refs/heads/${moved.name}`);
      await expect(deleteBranch({ ...mine, remote: 'origin' })).rejects.toMatchObject({ code: 'E-CI' });
    },
  );

  it.each([
    ['https://example.org/a.git', true],
    ['git@example.org:a.git', true],
    ['ssh://git@example.org/a.git', true],
    ['/srv/a.git', true],
    ['https://u:hush@example.org/a.git', false],
    ['https://hush@example.org/a.git', false],
    ['ssh://u:hush@example.org/a.git', false],
    ['../a.git', false],
    ['ext::sh -c id', false],
    ['--upload-pack=id', false],
  ])('is kept under the address of its remote where that is whole and no secret: %s', async (url, isKept) => {
    const own = join(home, `address-${(serial += 1)}`);
    gitIn(home, 'init', '--quiet', own);
    gitIn(own, 'config', 'remote.origin.url', url);
    expect(await addressOf(own, 'origin')).toBe(isKept ? url : 'origin');
    expect(await addressOf(own, 'upstream')).toBe('upstream');
    expect(await addressOf(own, '--all')).toBe('--all');
  });

  it('runs no hook of the clone', async () => {
    const hook = join(clone, '.git', 'hooks', 'pre-push');
    mkdirSync(dirname(hook), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\ntouch ${join(home, 'hooked')}\n`, { mode: 0o755 });
    await pushBranch({ ...branch(first), name: 'retrial/r-2-b1' });
    await deleteBranch({ ...branch(first), name: 'retrial/r-2-b1' });
    expect(existsSync(join(home, 'hooked'))).toBe(false);
  });

  it('names a host that refuses, without what could be a secret', async () => {
    const gone = { ...branch(first), remote: join(home, 'gone.git') };
    await expect(pushBranch(gone)).rejects.toMatchObject({
      code: 'E-CI',
      message: expect.stringContaining('does not appear to be a git repository'),
    });
  });

  it('takes an address that looks like an option for an address', async () => {
    await expect(pushBranch({ ...branch(first), remote: '--receive-pack=touch x' })).rejects.toMatchObject({
      code: 'E-CI',
    });
  });

  it('shows its token to its own host only, and follows no redirect with it', async () => {
    const seen: string[] = [];
    const elsewhere = createServer((request, response) => {
      seen.push(`elsewhere ${request.headers.authorization ?? 'nothing'}`);
      response.writeHead(403).end();
    });
    const own = createServer((request, response) => {
      seen.push(`own ${request.headers.authorization ?? 'nothing'}`);
      response.writeHead(302, { location: `http://127.0.0.1:${portOf(elsewhere)}${request.url}` }).end();
    });
    await Promise.all(
      [elsewhere, own].map((one) => new Promise<void>((up) => one.listen(0, '127.0.0.1', up))),
    );
    const [mine, other] = [own, elsewhere].map((one) => `http://127.0.0.1:${portOf(one)}`);
    vi.stubEnv('RETRIAL_GIT_TOKENS', `${mine}=bot:hush`);
    await expect(pushBranch({ ...branch(first), remote: `${mine}/shop.git` })).rejects.toThrow(
      /redirect|302/i,
    );
    await expect(pushBranch({ ...branch(first), remote: `${other}/shop.git` })).rejects.toThrow(/403/);
    const header = `Basic ${Buffer.from('bot:hush').toString('base64')}`;
    expect(new Set(seen)).toEqual(new Set([`own ${header}`, 'elsewhere nothing']));
    await Promise.all([elsewhere, own].map((one) => new Promise((down) => one.close(down))));
  });
});

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('gitEnvironment', () => {
  it('hands on what git needs and nothing of the server', () => {
    const env = gitEnvironment({
      PATH: '/bin',
      HOME: '/h',
      PRIVATE_KEY: 'k',
      GIT_DIR: '/x',
      GIT_SSH_COMMAND: 'rm',
    });
    expect(env).toEqual({
      PATH: '/bin',
      HOME: '/h',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: '',
      SSH_ASKPASS: '',
      GIT_OPTIONAL_LOCKS: '0',
      LC_ALL: 'C',
    });
  });

  it.each(['github.com', '=x', 'https://github.com=x', 'github.com/acme=x', 'a=b c', 'http://example.com=x'])(
    'refuses the token entry %j without showing what could be one',
    (entry) => {
      expect(() => readGitTokens(entry)).toThrow('is written `github.com=TOKEN`');
    },
  );

  it('knows hosts with and without a user name', () => {
    expect(readGitTokens('github.com=ghp_1, git.example.org:8443=bot:2=')).toEqual([
      { origin: 'https://github.com/', token: 'ghp_1' },
      { origin: 'https://git.example.org:8443/', token: 'bot:2=' },
    ]);
  });
});
