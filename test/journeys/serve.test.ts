import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commentPayload, deliver, signedDelivery } from '../fakes/github/deliveries.ts';
import { textOf } from '../fakes/github/state.ts';
import { retrial } from '../support/cli.ts';
import { scratch } from '../support/scratch.ts';
import { secret, setStage, type Served, type Stage } from './stage.ts';

const folder = scratch('serve');
let stage: Stage;
let server: Served;

beforeAll(async () => {
  stage = await setStage(folder);
  server = await stage.serve();
});
afterAll(() => stage.close());

/** What the bot says next that holds these words. */
async function heard(...words: string[]): Promise<string> {
  const found = () => stage.said().find((text) => words.every((word) => text.includes(word)));
  await expect.poll(found, { timeout: 40_000, interval: 100 }).toBeDefined();
  return found() ?? '';
}

function turns(): string[] {
  return readFileSync(join(folder, 'turns'), 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line !== '');
}

describe('retrial serve', () => {
  it('takes a comment the whole way to an honest report', async () => {
    const comment = await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays x12');
    const report = await heard('"kind":"result"', 'Flaky');
    expect(report).toContain('3 of 12 runs failed');
    expect(report).toContain('@benedict');
    expect(report).toContain('known: `SHOP-99`');
    expect(report).toContain(
      '12 asked = 12 executed + 0 skipped + 0 lost; 12 executed = 9 passed + 3 failed.',
    );
    expect(comment.reactions.map(({ content }) => content).toSorted()).toEqual(['eyes', 'rocket']);
    expect(turns()).toHaveLength(12);
    const progress = () =>
      stage.github.state.comments.find((one) => textOf(one).includes('"kind":"progress"'));
    await expect.poll(() => progress()?.minimised, { timeout: 10_000 }).toBe(true);
    // The server owns the folder, and is asked.
    const run = /"run":"(r-\w+)"/.exec(report)?.[1] ?? '';
    const env = { RETRIAL_DATA: join(folder, 'data') };
    const { stdout } = await retrial(['render', run, '--format', 'jira'], folder, env);
    expect(stdout).toContain('3 of 12 runs failed');
    expect((await retrial(['render', 'r-nowhere'], folder, env)).stderr).toContain(
      'There is no run r-nowhere in the server’s store.',
    );
    const verified = await retrial(['verify', run, '--json'], folder, env);
    expect([verified.stderr, verified.code]).toEqual(['', 0]);
    expect(JSON.parse(verified.stdout)).toMatchObject({ run, equal: true, iterations: 12, recomputed: 12 });
    expect((await retrial(['verify', 'r-nowhere'], folder, env)).stderr).toContain(
      'There is no run r-nowhere',
    );
  }, 60_000);

  it('never calls a skipped test a pass', async () => {
    await stage.comment(server.url, 'brandon', '/retrial repeat Shop#skipped x2');
    const report = await heard('Nothing ran');
    expect(report).toContain('waits for SHOP-12');
    expect(report).toContain('2 asked = 0 executed + 2 skipped + 0 lost');
  }, 60_000);

  it('refuses who may not run before anything costs', async () => {
    const before = turns().length;
    await stage.comment(server.url, 'reader', '/retrial repeat Shop#pays x3');
    expect(await heard('@reader')).toContain('triage');
    expect(turns()).toHaveLength(before);
  }, 30_000);

  it('answers what it cannot read with a caret and the nearest word', async () => {
    await stage.comment(server.url, 'brandon', '/retrial repat Shop#pays brach=main');
    const reply = await heard('"kind":"error"', 'repat');
    expect(reply).toContain('^^^^^');
    expect(reply).toMatch(/Did you mean.*repeat/);
  }, 30_000);

  it.each([
    ['a semicolon', 'CASTest; rm -rf ~'],
    ['a substitution', '$(touch pwned)'],
    ['backticks', '"`touch pwned`"'],
    ['a leading dash', '"-rf"'],
    ['ten thousand letters', 'A'.repeat(10_000)],
    ['NUL', '"CASTest\u0000"'],
  ])(
    'runs nothing for a selector with %s',
    async (name, selector) => {
      const before = turns().length;
      const answered = stage.said().length;
      // Each by somebody else: mistakes in a row are answered with less and less.
      await stage.comment(server.url, name.replaceAll(' ', '-'), `/retrial repeat ${selector} x1`);
      await expect.poll(() => stage.said().length, { timeout: 20_000 }).toBeGreaterThan(answered);
      expect(stage.said().at(-1)).toContain('"kind":"error"');
      expect(turns()).toHaveLength(before);
    },
    30_000,
  );

  it('runs nothing for a wrong signature, a bot, an edit, a quote, or code', async () => {
    const { state } = stage.github;
    const before = { turns: turns().length, said: stage.said().length };
    const command = '/retrial repeat Shop#pays x2';
    const bySender = stage.github.say(7, 'benedict', command);
    const forged = signedDelivery('not the secret', 'issue_comment', commentPayload(state, bySender));
    expect((await deliver(server.url, forged)).status).toBe(401);
    const byBot = stage.github.say(7, 'helper[bot]', command);
    await deliver(server.url, signedDelivery(secret, 'issue_comment', commentPayload(state, byBot)));
    const edited = commentPayload(state, bySender, 'edited');
    expect((await deliver(server.url, signedDelivery(secret, 'issue_comment', edited))).status).toBe(202);
    await stage.comment(server.url, 'benedict', `> ${command}\n\nno.`);
    await stage.comment(server.url, 'benedict', `\`\`\`\n${command}\n\`\`\``);
    await stage.comment(server.url, 'benedict', `# ${command}\n\n- ${command}`);
    // A command that does answer, after all the others were handled, shows that they were.
    await stage.comment(server.url, 'benedict', '/retrial help');
    await heard('"kind":"help"');
    expect(turns()).toHaveLength(before.turns);
    expect(
      stage
        .said()
        .slice(before.said)
        .filter((text) => !text.includes('"kind":"help"')),
    ).toEqual([]);
  }, 40_000);

  it('handles a delivery that comes again only once', async () => {
    const { state } = stage.github;
    const comment = stage.github.say(7, 'benedict', '/retrial repeat Shop#again x3');
    const delivery = signedDelivery(secret, 'issue_comment', commentPayload(state, comment), 'same-guid');
    expect(await (await deliver(server.url, delivery)).text()).toBe('stored');
    expect(await (await deliver(server.url, delivery)).text()).toBe('known');
    await heard('"kind":"result"', 'Shop#again');
    expect(await (await deliver(server.url, delivery)).text()).toBe('known');
    expect(
      stage.said().filter((text) => text.includes('"kind":"result"') && text.includes('Shop#again')),
    ).toHaveLength(1);
  }, 40_000);

  it('adds to a run that has ended, and reports the whole in a new comment', async () => {
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#more x4');
    const before = await heard('"kind":"result"', 'Shop#more');
    await stage.comment(server.url, 'benedict', '/retrial extend x8');
    const report = await heard('"kind":"result"', 'Counts all of 4 + 8 runs');
    expect(report).toContain('12 asked = 12 executed + 0 skipped + 0 lost');
    expect(report).toContain('3 of 12 runs failed');
    const older = stage.github.state.comments.find((one) => textOf(one) === before);
    await expect.poll(() => older?.minimised, { timeout: 10_000 }).toBe(true);
  }, 60_000);

  it('keeps quiet about a clean run when asked to', async () => {
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#fine x3 quiet');
    await expect.poll(server.soFar, { timeout: 30_000 }).toMatch(/"verdict":"clean-so-far".*run reported/);
    expect(
      stage.said().filter((text) => text.includes('Shop#fine') && text.includes('"kind":"result"')),
    ).toEqual([]);
  }, 60_000);

  it('stops a run when it is cancelled, and reports what it has', async () => {
    await stage.comment(server.url, 'brandon', '/retrial repeat Shop#slow x100');
    const progress = await heard('"kind":"progress"', 'Shop#slow');
    const id = /r-[a-z0-9]{6}/.exec(progress)?.[0] ?? '';
    await stage.comment(server.url, 'brandon', `/retrial cancel ${id}`);
    const report = await heard('"kind":"result"', id);
    expect(report).toMatch(/cancelled/i);
    expect(report).toMatch(/100 asked = \d+ executed \+ 0 skipped \+ \d+ lost/);
  }, 60_000);

  it('keeps its folder to itself: a second process ends at once and names the first', async () => {
    const env = {
      RETRIAL_DATA: join(folder, 'data'),
      APP_ID: '1',
      PRIVATE_KEY: 'x',
      WEBHOOK_SECRET: 'long enough',
      PORT: '0',
    };
    const second = await retrial(['serve'], folder, env);
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(String(server.child.pid));
  }, 30_000);

  it('answers for its folder: builds are kept, history and ledger asked through it', async () => {
    const env = { RETRIAL_DATA: join(folder, 'data') };
    const ask = async (...args: string[]) => retrial(args, folder, env);
    const none = await ask('flaky', '--project', 'elsewhere');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('no history of `elsewhere` yet')]);
    writeFileSync(
      join(folder, 'build.xml'),
      '<testsuite><testcase classname="Shop" name="sells"><failure message="sold out"/></testcase></testsuite>',
    );
    const place = ['--project', 'shop', '--branch', 'main', '--lane', 'l', '--commit', 'c1'];
    const kept = await ask('import', 'build.xml', ...place, '--at', '2026-03-02T10:00:00Z');
    expect(kept.stdout).toContain('Kept 1 build');
    const list = await ask('flaky', '--project', 'shop', '--json');
    expect(JSON.parse(list.stdout)).toMatchObject({ schema: 'retrial.flaky/1', project: 'shop' });
    const ledger = await ask('ledger', '--release', '4.1', '--format', 'json');
    expect(JSON.parse(ledger.stdout)).toMatchObject({ about: '4.1', entries: [] });
  }, 120_000);
});
