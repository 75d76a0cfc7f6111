import { createHmac } from 'node:crypto';
import { afterAll, expect, it } from 'vitest';
import type { AdfNode } from '../../src/trackers/jira/adf-node.ts';
import { say } from '../fakes/jira/state.ts';
import { faultsOfAdf, readingOf } from '../support/adf-rules.ts';
import { scratch } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { setJiraStage, type JiraStage, type JiraStageOptions } from './jira-stage.ts';

const stages: JiraStage[] = [];

afterAll(() => Promise.all(stages.map((stage) => stage.close())));

async function setCloud(name: string, options: Omit<JiraStageOptions, 'state'> = {}): Promise<JiraStage> {
  const stage = await setJiraStage(scratch(name), { ...options, state: { kind: 'cloud' } });
  stages.push(stage);
  return stage;
}

it('hears of a comment by webhook, long before it would look, and runs what the server’s settings alone say', async () => {
  const stage = await setCloud('jira-webhook', { pollEvery: 3_600, isServed: true });
  const secret = 'known-to-jira-and-us';
  const server = await stage.serve({ JIRA_WEBHOOK_SECRET: secret });
  const text = { type: 'text', text: '/retrial repeat Shop#pays x2' };
  const said = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [text] }] };
  const { id } = say(stage.jira.state, { issue: 'SHOP-1', author: 'brandon', body: said });
  const event = { webhookEvent: 'comment_created', comment: { id }, issue: { id: '1', key: 'SHOP-1' } };
  const body = JSON.stringify(event);
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const send = async () =>
    fetch(`${server.url}/api/jira/webhooks`, {
      method: 'POST',
      body,
      headers: { 'x-hub-signature': signature },
    });
  expect(await (await send()).text()).toBe('stored');
  expect(await (await send()).text()).toBe('known');
  await until(() => stage.said().length > 0, 60_000);
  expect(readingOf(JSON.parse(stage.said()[0] ?? ''))).toContain('2 asked = 2 executed');
}, 90_000);

it('answers a comment on Jira Cloud with a document that Jira takes', async () => {
  const stage = await setCloud('jira-cloud');
  const { state } = stage.jira;
  await stage.serve();
  await until(() => state.requests.some(({ path }) => path.endsWith('/search/jql')));
  const command = [
    { type: 'text', text: 'retrial: repeat ' },
    { type: 'text', text: 'Shop#pays', marks: [{ type: 'code' }] },
    { type: 'text', text: ' x4' },
  ];
  const body = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: command }] };
  say(state, { issue: 'SHOP-1', author: 'benedict', body });
  await until(() => stage.said().length > 0, 60_000);
  const report: AdfNode = JSON.parse(stage.said()[0] ?? '');
  expect(faultsOfAdf(report)).toEqual([]);
  expect(readingOf(report)).toContain('Flaky: 1 of 4 runs failed');
  expect(readingOf(report)).toContain('@benedict');
  const property = state.comments.at(-1)?.properties.get('retrial');
  expect(property).toEqual({ kind: 'result', id: expect.stringMatching(/^r-/) });
}, 90_000);
