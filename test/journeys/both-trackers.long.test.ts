import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { newJira, say, saidBy } from '../fakes/jira/state.ts';
import { markdownText, wordsOf } from '../support/readings.ts';
import { scratch } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { wikiText } from '../support/wiki-html.ts';
import { setStage, type Served, type Stage } from './stage.ts';

let jira: FakeJira;
let stage: Stage;
let server: Served;

beforeAll(async () => {
  jira = await startFakeJira(newJira());
  jira.state.roles.set('Contributors', { people: [] }).set('Committers', { people: ['benedict'] });
  stage = await setStage(scratch('both-trackers'), jira);
  server = await stage.serve();
  // The first look only notes where to begin.
  await until(() => jira.state.requests.some(({ path }) => path.endsWith('/search')));
});
afterAll(async () => {
  await stage.close();
  await jira.close();
});

/** One run has another name and another pace than the next, whatever tracker asked for it; its machines take what comes. */
function comparable(shown: string): string {
  const told = shown
    .replaceAll(/\d+(?:\.\d)? (?:ms|s|min)\b/g, 'TIME')
    .replaceAll(/failures on \d+/g, 'failures on SOME');
  return wordsOf(told)
    .replaceAll(/r-[a-z0-9]{6}/g, 'r-RUN')
    .replaceAll(/(?:slot\d+)+/g, 'SLOTS');
}

async function report(said: () => readonly string[], mark: string): Promise<string> {
  const found = () => said().find((text) => text.includes(mark));
  await expect.poll(found, { timeout: 40_000, interval: 100 }).toBeDefined();
  return found() ?? '';
}

it('one command on an issue of GitHub and on one of Jira ends in reports that say the same', async () => {
  const body = '/retrial repeat Shop#pays x12 ref=main';
  await stage.comment(server.url, 'benedict', body);
  const onGitHub = await report(stage.said, '"kind":"result"');
  say(jira.state, { issue: 'SHOP-1', author: 'benedict', body });
  const inJira = await report(() => saidBy(jira.state, jira.state.me), '{anchor:retrial-result-');
  const said = comparable(markdownText(onGitHub));
  expect(said).toContain('12asked=12executed+0skipped+0lost;12executed=9passed+3failed');
  // Jira alone takes files beside a comment.
  expect(comparable(wikiText(inJira))).toBe(`${said}Datar-RUN.json`);
}, 90_000);
