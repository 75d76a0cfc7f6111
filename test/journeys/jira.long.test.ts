import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../fakes/jira/state.ts';
import { scratch } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { setJiraStage, type JiraStage } from './jira-stage.ts';
import type { Served } from './stage.ts';

const folder = scratch('jira');
let stage: JiraStage;
let server: Served;

beforeAll(async () => {
  stage = await setJiraStage(folder);
  say(stage.jira.state, { issue: 'SHOP-1', author: 'benedict', body: '/retrial repeat Shop#before x2' });
  server = await stage.serve();
  // The first look only notes where to begin.
  await until(() => looks() > 0);
});
afterAll(() => stage.close());

function looks(): number {
  return stage.jira.state.requests.filter(({ path }) => path.endsWith('/search')).length;
}

/** What the account says next that holds these words. */
async function heard(...words: string[]): Promise<string> {
  const found = () => stage.said().find((text) => words.every((word) => text.includes(word)));
  await expect.poll(found, { timeout: 40_000, interval: 100 }).toBeDefined();
  return found() ?? '';
}

describe('a Jira without webhooks', () => {
  it('has its comments found, their commands carried out and the report written once', async () => {
    const { state } = stage.jira;
    const body = 'Is it this one?\n\n/retrial repeat {{Shop#pays}} x12';
    say(state, { issue: 'SHOP-1', author: 'benedict', body });
    const report = await heard('{anchor:retrial-result-', 'Flaky');
    expect(report).toContain('|(x) *{color:#b00}Flaky{color}*|3 of 12 runs failed');
    expect(report).toContain('[~benedict]');
    expect(report).toContain('12 asked = 12 executed + 0 skipped + 0 lost');
    expect(stage.turns()).toHaveLength(12);
    // Several looks later nothing has been said again, and what was written before the first look was never read.
    const before = looks();
    await until(() => looks() > before + 2);
    expect(stage.said()).toHaveLength(1);
    expect(stage.turns()).toHaveLength(12);
    expect(state.comments.filter(({ bodies }) => bodies.length > 1)).toEqual([]);
  }, 60_000);

  it('hears answers to what nobody can read, shown to whom the command was shown', async () => {
    const visibility = { type: 'role', value: 'Committers' } as const;
    const { state } = stage.jira;
    say(state, { issue: 'SHOP-1', author: 'brandon', body: '/retrial repat Shop#pays', visibility });
    const reply = await heard('{anchor:retrial-error-', 'repat');
    expect(reply).toContain('^^^^^');
    expect(state.comments.at(-1)).toMatchObject({ author: 'retrial', visibility });
  }, 30_000);

  it('keeps a run to those who saw its command', async () => {
    const visibility = { type: 'role', value: 'Committers' } as const;
    const { state } = stage.jira;
    say(state, { issue: 'SHOP-1', author: 'benedict', body: '/retrial repeat Shop#hidden x2', visibility });
    await heard('{anchor:retrial-result-', 'Shop#hidden');
    expect(state.comments.at(-1)).toMatchObject({ author: 'retrial', visibility });
    say(state, { issue: 'SHOP-1', author: 'reader', body: '/retrial recommend Shop#hidden' });
    expect(await heard('{anchor:retrial-advice-', '[~reader]')).toContain('No advice yet');
    say(state, { issue: 'SHOP-1', author: 'reader', body: '/retrial status' });
    expect(await heard('{anchor:retrial-status-')).not.toContain('hidden');
    say(state, { issue: 'SHOP-1', author: 'reader', body: '/retrial stats Shop#hidden' });
    expect(await heard('{anchor:retrial-status-', 'No statistics yet')).not.toContain('0 of 2');
    say(state, { issue: 'SHOP-1', author: 'benedict', body: '/retrial recommend Shop#hidden', visibility });
    expect(await heard('{anchor:retrial-advice-', '[~benedict]')).toContain('0 / 2');
  }, 60_000);

  it('defers for whom may decide, and enters it in the ledger', async () => {
    const { state } = stage.jira;
    state.versions.push({ name: '4.1', released: false }, { name: '4.2', released: false });
    const issue = state.issues.find(({ key }) => key === 'SHOP-1');
    if (issue !== undefined) issue.fixVersions = ['4.1'];
    say(state, {
      issue: 'SHOP-1',
      author: 'benedict',
      body: '/retrial defer to=4.2 reason="needs a rework"',
    });
    const reply = await heard('{anchor:retrial-decision-', 'Deferred');
    expect(reply).toContain('/retrial defer to=4.1 reason="…"');
    expect(reply).toContain('entry 1');
    expect(issue?.fixVersions).toEqual(['4.2']);
  }, 30_000);

  it('has those refused who are in no role', async () => {
    const before = stage.turns().length;
    say(stage.jira.state, { issue: 'SHOP-1', author: 'reader', body: '/retrial repeat Shop#pays x3' });
    expect(await heard('[~reader]', 'Contributors')).toContain('repeat');
    expect(stage.turns()).toHaveLength(before);
  }, 30_000);

  it('lets a person run whom somebody who decides has allowed, and no longer when that is taken back', async () => {
    const { state } = stage.jira;
    const before = stage.turns().length;
    say(state, { issue: 'SHOP-1', author: 'benedict', body: '/retrial allow [~reader]' });
    await heard('reader', 'may start and stop runs here now');
    say(state, { issue: 'SHOP-1', author: 'reader', body: '/retrial repeat Shop#allowed x2' });
    await heard('{anchor:retrial-result-', 'Shop#allowed', '[~reader]');
    expect(stage.turns().length).toBeGreaterThan(before);
    say(state, { issue: 'SHOP-1', author: 'benedict', body: '/retrial config\n/retrial disallow [~reader]' });
    await heard('reader', 'may no longer run here by permit');
    const after = stage.turns().length;
    say(state, { issue: 'SHOP-1', author: 'reader', body: '/retrial repeat Shop#forbidden x2' });
    await heard('[~reader]', 'Contributors', 'allow @reader');
    expect(stage.turns()).toHaveLength(after);
  }, 60_000);

  it('goes on while Jira is down and the server with it, and reports once', async () => {
    const { state } = stage.jira;
    const before = stage.turns().length;
    say(state, { issue: 'SHOP-1', author: 'benedict', body: '/retrial repeat Shop#outage x6' });
    await until(() => stage.turns().length > before);
    // From now on Jira takes work and breaks every connection, in turns.
    const down = { path: /./, times: 8 };
    state.faults.push({ method: 'POST', ...down, loseAnswer: true, times: 1 });
    state.faults.push({ method: 'POST', ...down, status: 503 }, { method: 'GET', ...down, status: 503 });
    await until(() => stage.turns().length >= before + 6);
    await server.end('SIGKILL');
    server = await stage.serve();
    expect(await heard('{anchor:retrial-result-', 'Shop#outage')).toContain('6 asked = 6 executed');
    const looked = looks();
    await until(() => looks() > looked + 1);
    expect(stage.said().filter((text) => text.includes('Shop#outage'))).toHaveLength(1);
    expect(state.faults.filter(({ times }) => times === down.times)).toEqual([]);
  }, 90_000);

  it('loses nothing while nobody looks, and nothing comes twice', async () => {
    await server.end('SIGKILL');
    const { state } = stage.jira;
    say(state, { issue: 'SHOP-1', author: 'benedict', body: '/retrial repeat Shop#fine x3' });
    server = await stage.serve();
    await heard('{anchor:retrial-result-', 'Shop#fine');
    await server.end('SIGKILL');
    server = await stage.serve();
    const before = looks();
    await until(() => looks() > before + 1);
    expect(stage.said().filter((text) => text.includes('Shop#fine'))).toHaveLength(1);
  }, 90_000);
});
