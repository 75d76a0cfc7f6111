import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { env, pipelineWith, scopes, tokens } from '../fakes/buildkite/plans.ts';
import { type FakeBuildkite, startFakeBuildkite } from '../fakes/buildkite/server.ts';
import { parameters, repeatJob } from '../fakes/jenkins/plans.ts';
import { type FakeJenkins, startFakeJenkins } from '../fakes/jenkins/server.ts';
import { gitIn, scratch } from '../support/scratch.ts';
import { setStage, type Stage } from './stage.ts';

const folder = scratch('jenkins-and-buildkite-journey');
const token = '11e8a1b2c3d4e5f6';
let stage: Stage;
let jenkins: FakeJenkins;
let buildkite: FakeBuildkite;
let url: string;

beforeAll(async () => {
  stage = await setStage(folder);
  const clone = join(folder, 'shop');
  gitIn(clone, 'update-ref', 'refs/remotes/origin/main', gitIn(clone, 'rev-parse', 'HEAD'));
  const pace = { runMs: 700 };
  jenkins = await startFakeJenkins({ jobs: [repeatJob()], user: 'bot', token, hasResourceRoot: true, pace });
  buildkite = await startFakeBuildkite({ pipelines: [pipelineWith()], tokens: scopes, pace });
  const server = await stage.serve({
    JENKINS_URL: jenkins.root,
    JENKINS_USER: 'bot',
    JENKINS_TOKEN: token,
    JENKINS_JOBS: 'acme/shop=team/*, acme/vault=vault/*',
    BUILDKITE_URL: `${buildkite.url}/v2`,
    BUILDKITE_TOKEN: tokens.full,
    BUILDKITE_PIPELINES: 'acme/vault=acme/*, acme/shop=acme/repeat',
  });
  url = server.url;
});
afterAll(async () => {
  await stage.close();
  await jenkins.close();
  await buildkite.close();
});

/** What the bot says to a command once it has said enough. */
async function answerTo(command: string, settings: object, marks: RegExp): Promise<string> {
  stage.github.state.files.set('.github/retrial.yml', stringify(settings));
  const before = stage.said().length;
  await stage.comment(url, 'benedict', command);
  const answer = () =>
    stage
      .said()
      .slice(before)
      .find((text) => marks.test(text));
  await expect.poll(answer, { timeout: 60_000, interval: 100 }).toBeDefined();
  return answer() ?? '';
}

const result = /"kind":"result"/;

describe('a command on a ticket', () => {
  it('is carried out on Jenkins, once, and no token goes to where artifacts lie', async () => {
    const settings = { jenkins: { job: 'team/repeat', parameters } };
    const text = await answerTo('/retrial repeat CasTest#testPays x40', settings, result);
    expect(text).toContain('10 of 40 runs failed');
    expect(text).toContain('40 asked = 40 executed + 0 skipped + 0 lost');
    expect(text).toContain(`${jenkins.root}/job/team/job/repeat/1/`);
    expect(jenkins.state.builds).toHaveLength(1);
    expect(jenkins.storage.requests.length).toBeGreaterThan(0);
    expect(jenkins.storage.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  }, 120_000);

  it('is carried out on Buildkite, once, and no token goes to where artifacts lie', async () => {
    const settings = { buildkite: { pipeline: 'acme/repeat', step: 'repeat', env } };
    const text = await answerTo('/retrial repeat CasTest#testPays x40', settings, result);
    expect(text).toContain('10 of 40 runs failed');
    expect(text).toContain('40 asked = 40 executed + 0 skipped + 0 lost');
    expect(buildkite.state.builds).toHaveLength(1);
    expect(buildkite.storage.requests.length).toBeGreaterThan(0);
    expect(buildkite.storage.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  }, 120_000);

  it('starts no job of another repository, and says so on the ticket', async () => {
    const asked = jenkins.requests.length;
    const settings = { jenkins: { job: 'vault/rotate', parameters } };
    const text = await answerTo('/retrial repeat CasTest#testPays x4', settings, /may not start/);
    expect(text.replaceAll('\\', '')).toContain('may not start the Jenkins job `vault/rotate` for acme/shop');
    expect(jenkins.requests).toHaveLength(asked);
  }, 120_000);
});
