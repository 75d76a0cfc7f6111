import { afterAll, expect, it } from 'vitest';
import type { AdfNode } from '../../src/trackers/jira/adf-node.ts';
import { say } from '../fakes/jira/state.ts';
import { faultsOfAdf, readingOf } from '../support/adf-rules.ts';
import { scratch } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { setJiraStage, type JiraStage } from './jira-stage.ts';

let stage: JiraStage;

afterAll(() => stage.close());

it('answers a comment on Jira Cloud with a document that Jira takes', async () => {
  stage = await setJiraStage(scratch('jira-cloud'), { kind: 'cloud' });
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
