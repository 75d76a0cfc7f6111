import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runGroup, type GroupCommand } from '../../src/processes/group.ts';
import { endSurvivors, recordGroup, startTimeOf } from '../../src/processes/survivors.ts';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { personalEnvironment, testEnvironment } from '../../src/processes/environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'retrial-group-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const outputPath = join(folder, 'output.txt');
const node = process.execPath;

function command(argv: readonly string[], more: Partial<GroupCommand> = {}): GroupCommand {
  return {
    argv,
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    outputPath,
    timeoutMs: 10_000,
    maxOutputBytes: 1_000_000,
    ...more,
  };
}

describe('runGroup', () => {
  it('keeps both output streams in the order they were written', async () => {
    const exit = await runGroup(command(['sh', '-c', 'echo one; echo two >&2; echo three; exit 7']));
    expect(exit).toMatchObject({ code: 7 });
    expect(readFileSync(outputPath, 'utf8')).toBe('one\ntwo\nthree\n');
  });

  it('says that a program does not exist', async () => {
    const exit = await runGroup(command(['./no-such-program']));
    expect(exit.spawnError).toContain('ENOENT');
    expect(exit.code).toBeUndefined();
  });

  it('hands names over as single arguments, whatever a shell would make of them', async () => {
    const hostile = [
      'CASTest; touch pwned',
      '$(touch pwned)',
      '`touch pwned`',
      '| touch pwned',
      '-rf',
      'a\nb',
    ];
    await runGroup(
      command([node, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...hostile]),
    );
    expect(JSON.parse(readFileSync(outputPath, 'utf8'))).toEqual(hostile);
    expect(readdirSync(folder)).not.toContain('pwned');
  });

  it('returns with its leader even when a grandchild holds the output open, and ends the grandchild', async () => {
    const exit = await runGroup(command(['sh', '-c', 'sleep 60 & echo $!']));
    expect(exit.code).toBe(0);
    expect(exit.durationMs).toBeLessThan(5_000);
    const grandchild = Number(readFileSync(outputPath, 'utf8'));
    await gone(grandchild);
  });

  it('ends the whole group when the time is up, even one that ignores the polite signal', async () => {
    const stubborn =
      'trap "" TERM; sh -c \'trap "" TERM; while :; do sleep 0.1; done\' & echo $!; while :; do sleep 0.1; done';
    const exit = await runGroup(command(['sh', '-c', stubborn], { timeoutMs: 200 }));
    expect(exit.endedBy).toBe('timeout');
    expect(exit.signal).toBe('SIGKILL');
    await gone(Number(readFileSync(outputPath, 'utf8')));
  });

  it('stops at once when it is cancelled, also when that came first', async () => {
    const controller = new AbortController();
    const running = runGroup(command(['sleep', '60'], { signal: controller.signal }));
    setTimeout(() => controller.abort(), 100);
    expect(await running).toMatchObject({ endedBy: 'cancel', signal: 'SIGTERM' });
    expect(await runGroup(command(['sleep', '60'], { signal: AbortSignal.abort() }))).toMatchObject({
      endedBy: 'cancel',
    });
  });

  it('ends a command that floods its output', async () => {
    const exit = await runGroup(command(['yes'], { maxOutputBytes: 10_000 }));
    expect(exit.endedBy).toBe('output');
  });
});

describe('survivors of a killed process', () => {
  it('are ended with their whole group', async () => {
    const records = join(folder, 'running');
    mkdirSync(records, { recursive: true });
    const child = spawn('sh', ['-c', 'sleep 60 & wait'], { detached: true, stdio: 'ignore' });
    child.unref();
    await recordGroup(records, child.pid ?? 0);
    expect(await endSurvivors(records)).toBe(1);
    await gone(child.pid ?? 0);
    expect(readdirSync(records)).toEqual([]);
  });

  it('are not mistaken for a stranger who got the same number', async () => {
    const records = join(folder, 'reused');
    mkdirSync(records, { recursive: true });
    const stranger = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const leader = stranger.pid ?? 0;
    writeFileSync(join(records, `${leader}.json`), JSON.stringify({ leader, startedAt: '1' }));
    expect(await endSurvivors(records)).toBe(0);
    expect(await startTimeOf(leader)).toBeDefined();
    process.kill(-leader, 'SIGKILL');
  });

  it.each(['', 'x', '{}', '{"leader":-5}', '{"leader":1}', '{"leader":0}', '[]', 'null', '{"leader":"7"}'])(
    'never come from a damaged note: %j',
    async (text) => {
      const records = mkdtempSync(join(folder, 'damaged-'));
      writeFileSync(join(records, '7.json'), text);
      expect(await endSurvivors(records)).toBe(0);
    },
  );
});

describe('the environment of a test', () => {
  const own = {
    PATH: '/bin',
    LC_ALL: 'C',
    WEBHOOK_SECRET: 's',
    PRIVATE_KEY: 'k',
    GITHUB_ACTIONS_TOKEN: 't',
    HOME: '/h',
  };

  it('holds no secret on a server', () => {
    expect(testEnvironment(own, { A: '1' })).toEqual({ PATH: '/bin', LC_ALL: 'C', HOME: '/h', A: '1' });
  });

  it('is the person’s own in their terminal', () => {
    expect(personalEnvironment(own, { HOME: '/x' })).toEqual({ ...own, HOME: '/x' });
  });
});

async function gone(pid: number): Promise<void> {
  await expect.poll(async () => isAlive(pid), { timeout: 5_000 }).toBe(false);
}

/** A killed process whose parent has not asked for it yet is a zombie: it is dead all the same. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}
