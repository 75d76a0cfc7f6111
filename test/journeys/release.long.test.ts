import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratch } from '../support/scratch.ts';
import { setStage, type Served, type Stage } from './stage.ts';

let stage: Stage;
let server: Served;
const peoplesWords = 'What blocks **4.1**? Ask Mick.';

beforeAll(async () => {
  stage = await setStage(scratch('release'));
  const { state } = stage.github;
  const file = '.github/retrial.yml';
  const releases =
    "releases:\n  - { name: '4.1', branch: main, summary: 30 }\ndigests: { leap: { kind: countdown, cron: '0 0 29 2 *' } }\n";
  state.files.set(file, `${state.files.get(file) ?? ''}\n${releases}`);
  state.milestones.push({ title: '4.1', state: 'open' }, { title: '4.2', state: 'open' });
  const labels = ['release-blocker'];
  state.issues
    .set(7, { milestone: '4.1', labels: [...labels], title: 'Shop pays twice' })
    .set(8, { milestone: '4.1', labels: [...labels], title: 'Shop opens late', assignees: ['brandon'] })
    .set(9, { milestone: '4.1', labels: [], title: 'No blocker' })
    .set(30, { labels: [], title: 'Release 4.1', body: peoplesWords });
  server = await stage.serve();
});
afterAll(() => stage.close());

const section = (): string => stage.github.state.issues.get(30)?.body ?? '';

async function restart(): Promise<void> {
  await server.end('SIGTERM');
  server = await stage.serve();
}

async function heard(...words: string[]): Promise<string> {
  const found = () => stage.said().find((text) => words.every((word) => text.includes(word)));
  await expect.poll(found, { timeout: 40_000, interval: 100 }).toBeDefined();
  return found() ?? '';
}

describe('a release that is watched', () => {
  it('has its blockers in a section of one issue, below what people wrote there', async () => {
    await expect.poll(section, { timeout: 20_000 }).toContain('4.1: blocked by 2');
    expect(section().startsWith(`${peoplesWords}\n\n<!-- retrial:section begin`)).toBe(true);
    expect(section()).toContain('Shop pays twice');
    expect(section()).not.toContain('No blocker');
  }, 30_000);

  it('is told in a terminal too, as is what a digest would say, and nothing is posted', async () => {
    const asked = [stage.ask('blockers', '4.1'), stage.ask('digest', 'leap', '--dry-run')];
    for (const { stdout, stderr, code } of await Promise.all(asked)) {
      expect([stderr, code]).toEqual(['', 0]);
      expect(stdout).toMatch(/4\.1[^]*blocked by 2[^]*Shop/);
    }
    expect(stage.said()).toEqual([]);
  }, 60_000);

  it('follows runs and decisions, and shows the same to whoever asks', async () => {
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays x8');
    await heard('"kind":"result"', 'Shop#pays');
    const asked = async (): Promise<boolean> => {
      await stage.comment(server.url, 'reader', '/retrial blockers 4.1');
      await heard('"kind":"status"', 'blocked by 2');
      return stage.said().some((one) => one.includes('"kind":"status"') && one.includes('2 / 8, 25.0 %'));
    };
    // A run is over a moment after its result was told.
    await expect.poll(asked, { timeout: 20_000, interval: 1_000 }).toBe(true);
    await stage.comment(server.url, 'reader', '/retrial waive reason="I say so"');
    await heard('@reader', 'write access');
    await stage.comment(server.url, 'benedict', '/retrial waive reason="the test races with its own clock"');
    await heard('"kind":"decision"', 'may ship with it');
    await restart();
    await expect.poll(section, { timeout: 20_000 }).toContain('4.1: blocked by 1');
    expect(section()).toContain('waived by `benedict`');
    expect(section().split('retrial:section begin')).toHaveLength(2);
  }, 90_000);

  it('says on that issue when the last blocker is gone, once', async () => {
    const issue = stage.github.state.issues.get(8);
    Object.assign(issue ?? {}, { state: 'closed', closedAt: '2026-11-24T00:00:00Z' });
    await restart();
    await heard('"kind":"summary"', 'no known blocker');
    await restart();
    await expect.poll(section, { timeout: 20_000 }).toContain('no known blocker');
    expect(stage.said().filter((text) => text.includes('"kind":"summary"'))).toHaveLength(1);
  }, 60_000);
});
