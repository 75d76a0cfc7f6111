import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitFiles, gitIn, scratch } from '../support/scratch.ts';
import { commentPayload, deliver, signedDelivery } from '../fakes/github/deliveries.ts';
import { secret, setStage, type Served, type Stage } from './stage.ts';

const folder = scratch('questions');
let stage: Stage;
let server: Served;
let culprit = '';
let forked = '';

beforeAll(async () => {
  stage = await setStage(folder);
  const shop = join(folder, 'shop');
  const failing = readFileSync(join(shop, 'one.sh'), 'utf8');
  gitIn(shop, 'checkout', '-q', '-b', 'repaired');
  commitFiles(shop, { 'one.sh': failing.replace('turn % 4)) = 0', 'turn % 4)) = -1') }, 'Repair');
  gitIn(shop, 'checkout', '-q', '-b', 'later');
  commitFiles(shop, { 'notes.txt': 'one' }, 'Note one');
  culprit = commitFiles(shop, { 'one.sh': failing.replace('turn % 4', 'turn % 3') }, 'Sell faster');
  commitFiles(shop, { 'notes.txt': 'two' }, 'Note two');
  // What nobody may push to the repository comes from a fork, by its pull request alone.
  gitIn(shop, 'checkout', '-q', '--detach', 'repaired');
  forked = commitFiles(shop, { 'notes.txt': 'of a fork' }, 'Repair it');
  gitIn(shop, 'update-ref', 'refs/pull/34/head', forked);
  gitIn(shop, 'checkout', '-q', 'main');
  stage.github.state.pulls.set(34, { ref: '-f', sha: forked, headRepo: 'eve/shop', author: 'eve' });
  const config = join(folder, 'server.yml');
  const kept = { url: `file://${shop}`, forkHeads: 'run-as-this-server' };
  writeFileSync(
    config,
    stringify({ ...parse(readFileSync(config, 'utf8')), repositories: { 'acme/shop': kept } }),
  );
  server = await stage.serve();
});
afterAll(() => stage.close());

/** What the bot says next that holds these words. */
async function heard(...words: string[]): Promise<string> {
  const found = () => stage.said().find((text) => words.every((word) => text.includes(word)));
  await expect.poll(found, { timeout: 170_000, interval: 200 }).toBeDefined();
  return found() ?? '';
}

describe('questions on a ticket', { timeout: 180_000 }, () => {
  it('says that a fix is one, in the pull request of a fork', async () => {
    await stage.comment(server.url, 'benedict', '/retrial compare main..#34 Shop#pays');
    const report = await heard('"kind":"result"', 'Fixed');
    expect(report).toContain(`\`#34\` is code of the fork \`eve/shop\`, run at \`${forked.slice(0, 7)}\`.`);
    expect(report).toContain('| Failure | Before | After | Reading |');
    expect(report).toContain('expected');
    expect(report).toContain('known: `SHOP-99`');
    expect(report).toContain('@benedict');
  });

  it('runs for the author of a fork what was there when they were allowed', async () => {
    const { state } = stage.github;
    const say = async (author: string, text: string) => {
      const comment = stage.github.say(34, author, text);
      await deliver(server.url, signedDelivery(secret, 'issue_comment', commentPayload(state, comment)));
    };
    await say('benedict', '/retrial allow @eve');
    await heard(
      '`eve` may start and stop runs here now',
      'this is for the head that it had when that was written',
    );
    await say('eve', '/retrial repeat Shop#pays x4');
    expect(await heard('"kind":"result"', '@eve')).toContain('Clean so far: 0 of 4 failed');
    state.pulls.set(34, { ref: '-f', sha: culprit, headRepo: 'eve/shop', author: 'eve' });
    await say('eve', '/retrial repeat Shop#pays x5');
    await heard('@eve', 'moved after its author was allowed');
  });

  it('stops when enough is known', async () => {
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays stop=decided');
    const report = await heard('"kind":"result"', 'Flaky');
    expect(report).toMatch(/[3-9] of \d\d runs failed/);
  });

  it('names the commit that did it', async () => {
    await stage.comment(server.url, 'benedict', '/retrial bisect good=repaired bad=later Shop#pays');
    const report = await heard('"kind":"result"', 'Sell faster');
    expect(report).toContain(culprit.slice(0, 7));
    expect(report).toContain('known: `SHOP-99`');
  });

  it('says that a failure does not depend on what runs around it', async () => {
    await stage.comment(server.url, 'benedict', '/retrial isolate Shop#pays x12');
    const report = await heard('"kind":"result"', 'Fails by itself');
    expect(report).toContain('| with its class or file | 3 of 12 |');
    expect(report).toContain('**Left out:** suite');
    expect(report).toContain('known: `SHOP-99`');
  });

  it('weighs all of it together when somebody asks what to do', async () => {
    await stage.comment(server.url, 'benedict', '/retrial recommend Shop#pays');
    const advice = await heard('"kind":"advice"', '@benedict');
    expect(advice).toContain('Advice: run more before deciding');
    expect(advice).toContain('| Which commit? |');
    expect(advice).toContain('| Is it a regression, is it fixed? | **Fixed**');
    // A failure that is back after its fix closes nothing.
    expect(advice).toContain('a comparison showed its failure gone, and a newer run fails again');
    expect(advice).toContain('**1.** Run more: `/retrial compare Shop#pays main..#34`');
  });

  it('counts the runs that repeated, and says which ones it leaves out', async () => {
    await stage.comment(server.url, 'benedict', '/retrial stats Shop#pays');
    const counted = await heard('"kind":"status"', 'executed failed');
    expect(counted).toContain('| Revision | Failed | Executed | Rate | Runs |');
    expect(counted).toContain('known: `SHOP-99`');
    expect(counted).toContain('1 run stopped at an answer');
    expect(counted).toContain('3 runs that compared, searched or isolated');
  });

  it('takes another question about the same test for another run, and the same one for the same', async () => {
    const before = stage.said().length;
    await stage.comment(server.url, 'benedict', '/retrial compare repaired..later Shop#pays x20');
    const second = await stage.comment(server.url, 'benedict', '/retrial compare main..later Shop#pays x20');
    // Two of them at the same instant would both be the first.
    await expect.poll(() => second.reactions.length, { timeout: 60_000, interval: 50 }).toBeGreaterThan(0);
    await stage.comment(server.url, 'benedict', '/retrial compare main..later Shop#pays x20');
    await heard('already active');
    await stage.comment(server.url, 'benedict', '/retrial cancel all');
    const results = () =>
      stage
        .said()
        .slice(before)
        .filter((text) => text.includes('"kind":"result"'));
    await expect.poll(() => results().length, { timeout: 60_000, interval: 200 }).toBe(2);
  });

  it('runs in every lane that is named, with a result for each', async () => {
    const { files } = stage.github.state;
    const project: { local: { command: string[] } } = parse(files.get('.github/retrial.yml') ?? '');
    const command = project.local.command.map((word) => (word === '{i}' ? '1' : word));
    files.set(
      '.github/retrial.yml',
      stringify({ ...project, lanes: { calm: { local: { command } }, usual: {} } }),
    );
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays x8 lane=all');
    const calm = await heard('"kind":"result"', ', calm, on', '0 of 8');
    const usual = await heard('"kind":"result"', ', usual, on', '2 of 8');
    expect(usual).toContain('lane=usual');
    expect(calm).not.toContain('usual');
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays x4 lane=calmer');
    expect(await heard('There is no lane `calmer` here')).toContain('lane=calm');
  });

  it('tells why a question cannot be asked', async () => {
    await stage.comment(server.url, 'benedict', '/retrial compare main..main Shop#pays');
    expect(await heard('nothing to compare')).toContain('@benedict');
  });
});
