import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { commentPayload, deliver, signedDelivery } from '../fakes/github/deliveries.ts';
import { scratch } from '../support/scratch.ts';
import { secret, setStage, type Served, type Stage } from './stage.ts';

const folder = scratch('budgets');
let stage: Stage;
let server: Served;

beforeAll(async () => {
  stage = await setStage(folder);
  const { files } = stage.github.state;
  const budgets = 'budgets:\n  iterations: { run: 50, person: 20 }\n  minutes: { week: 600 }\n';
  files.set('.github/retrial.yml', `${files.get('.github/retrial.yml') ?? ''}${budgets}`);
  // The server clones by itself.
  const repositories = { 'acme/shop': { url: `file://${join(folder, 'shop')}` } };
  writeFileSync(join(folder, 'server.yml'), stringify({ repositories, progressEvery: 1, lookEvery: 0.5 }));
  server = await stage.serve();
});
afterAll(() => stage.close());

async function heard(...words: string[]): Promise<string> {
  const found = () => stage.said().find((text) => words.every((word) => text.includes(word)));
  await expect.poll(found, { timeout: 40_000, interval: 100 }).toBeDefined();
  return found() ?? '';
}

describe('a budget', () => {
  it('holds for two comments at the same instant, and frees what a run did not use', async () => {
    const texts = ['/retrial repeat Shop#pays x12 note="a"', '/retrial repeat Shop#skipped x12'];
    const comments = texts.map((text) => stage.github.say(7, 'benedict', text));
    await Promise.all(
      comments.map((one) =>
        deliver(server.url, signedDelivery(secret, 'issue_comment', commentPayload(stage.github.state, one))),
      ),
    );
    const refusal = await heard('You have used 12 of this week');
    expect(refusal).toContain("this week's 20 iterations (12 of them held by runs that have not ended)");
    expect(refusal).toMatch(/Try `\/retrial repeat Shop#(pays|skipped) x8/);
    await heard('"kind":"result"', '12 asked');
    const started = comments.filter(({ reactions }) => reactions.some(({ content }) => content === 'rocket'));
    expect(started).toHaveLength(1);
  }, 60_000);

  it('is shown with what was used of it', async () => {
    await stage.comment(server.url, 'benedict', '/retrial config');
    const shown = await heard('The settings of this project');
    expect(shown).toContain('12 of 20 used');
    expect(shown).toMatch(/budgets\.iterations\.run.*50/);
    expect(shown).toMatch(/budgets\.minutes\.week.* of 600 used/);
  }, 60_000);

  it('is somebody else’s business for somebody else, and counts every side of a question', async () => {
    await stage.comment(server.url, 'brandon', '/retrial isolate Shop#pays x5');
    const refusal = await heard('this command would take 25');
    expect(refusal).toContain('You have used 0 of this week');
    expect(refusal).toContain('Try `/retrial isolate Shop#pays x4`');
  }, 60_000);

  it('is not asked twice for a comment that is delivered twice, nor for one that was edited', async () => {
    const comment = await stage.comment(
      server.url,
      'brandon',
      '/retrial repeat Shop#pays x15 ref=main',
      'd-1',
    );
    await heard('"kind":"result"', '15 asked');
    const edited = { ...commentPayload(stage.github.state, comment), action: 'edited' };
    await deliver(server.url, signedDelivery(secret, 'issue_comment', edited));
    const again = commentPayload(stage.github.state, comment);
    await deliver(server.url, signedDelivery(secret, 'issue_comment', again, 'd-2'));
    await stage.comment(server.url, 'brandon', '/retrial config');
    expect(await heard('15 of 20 used')).toContain('budgets.iterations.person');
  }, 60_000);
});
