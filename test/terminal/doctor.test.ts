import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { declared, plain } from '../fakes/circleci/plans.ts';
import { type FakeCircleci, startFakeCircleci, tokens } from '../fakes/circleci/server.ts';
import { newState } from '../fakes/github/deliveries.ts';
import { startFakeGitHub } from '../fakes/github/server.ts';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { newJira } from '../fakes/jira/state.ts';
import type { Account } from '../fakes/s3/signature.ts';
import { accounts, region, startFakeS3 } from '../fakes/s3/server.ts';
import { retrial } from '../support/cli.ts';
import { repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('doctor');
let circleci: FakeCircleci;

beforeAll(async () => {
  circleci = await startFakeCircleci({ workflows: plain, declared });
  const file = 'circleci:\n  project: gh/acme/shop\n  job: repeat\n';
  repositoryWith(join(home, 'shop'), { '.github/retrial.yml': file });
});
afterAll(() => circleci.close());

async function doctor(env: Readonly<Record<string, string>>) {
  return retrial(['doctor'], join(home, 'shop'), { CIRCLECI_URL: circleci.api, ...env });
}

describe('retrial doctor, on Jira', () => {
  let jira: FakeJira;

  beforeAll(async () => {
    jira = await startFakeJira(newJira());
    jira.state.roles.set('Contributors', { people: ['jane'] });
    repositoryWith(join(home, 'mirror'), { 'build.xml': '' });
    const mirror = { repository: 'acme/mirror', branch: 'main' };
    const settings = {
      repositories: {
        'acme/shop': { path: join(home, 'shop') },
        'acme/mirror': { path: join(home, 'mirror') },
      },
      jira: {
        url: jira.url,
        projects: {
          SHOP: { repository: 'acme/shop', branch: 'main' },
          MIRROR: { ...mirror, followUp: { fields: { Sumary: 'x' } } },
          SERVED: { ...mirror, settings: { circleci: { project: 'gh/acme/mirror', job: 'repeat' } } },
        },
      },
    };
    writeFileSync(join(home, 'server.yml'), stringify(settings));
  });
  afterAll(() => jira.close());

  const look = (token: string) =>
    retrial(['doctor', '--config', join(home, 'server.yml')], join(home, 'shop'), { JIRA_TOKEN: token });

  it('names the account, and says what it may see', async () => {
    const good = await look('secret');
    expect(good.stdout).toContain(`ok       Jira at ${jira.url} knows the account as retrial`);
    expect(good.stdout).toContain('ok       Jira shows the roles of SHOP');
    expect(good.stdout).toContain('ok       SHOP is run as .github/retrial.yml of acme/shop on main says');
    expect(good.stdout).toContain('missing  MIRROR needs .github/retrial.yml of acme/mirror on main');
    expect(good.stdout).toContain('under `jira.projects.MIRROR.settings`');
    expect(good.stdout).toContain('ok       SERVED runs on circleci, as the server’s settings say');
    expect(good.stdout.match(/CIRCLECI_TOKEN is not set/g)).toHaveLength(1);
    expect(good.stdout).toContain(
      'WRONG    follow-ups in MIRROR: Jira has no field called `Sumary`; did you mean `Summary`?',
    );
    expect(good.code).toBe(1);
    jira.state.mayReadRoles = false;
    const { stdout } = await look('secret');
    expect(stdout).toContain('missing  Jira does not show the roles of SHOP');
    expect(stdout).toContain('`people`');
    const reads = /\/search$/;
    expect(jira.state.requests.filter(({ method, path }) => method !== 'GET' && !reads.test(path))).toEqual(
      [],
    );
  });

  it('names a project that Jira does not show to the account', async () => {
    jira.state.hidden.add('SERVED');
    const { stdout, code } = await look('secret');
    jira.state.hidden.clear();
    expect(stdout).toContain('WRONG    Jira has no project SERVED, or does not show it to retrial');
    expect(stdout).toContain('ok       SHOP is run as');
    expect(code).toBe(1);
  });

  it('says that the token is none of theirs', async () => {
    const { stdout, code } = await look('an-old-one');
    expect(stdout).toMatch(/WRONG +Jira: GET .*myself: 401 You are not authenticated/);
    expect(stdout).not.toContain('an-old-one');
    expect(code).toBe(1);
  });
});

describe('retrial doctor, on GitHub', () => {
  it('names the permissions of the App, and what each is for', async () => {
    const { state, privateKey } = newState();
    const github = await startFakeGitHub(state);
    const env = {
      APP_ID: String(state.appId),
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: 'long enough',
      GITHUB_API_URL: github.url,
    };
    state.permissions = { issues: 'write', pull_requests: 'write', contents: 'read' };
    state.events = ['issue_comment', 'issues'];
    const { stdout, code } = await doctor(env);
    await github.close();
    expect(stdout).toContain('ok       the App has issues: write');
    expect(stdout).toContain('missing  the App has contents: read, and needs write to propose a change');
    expect(stdout).toContain('ok       the App is told of issue_comment, to hear commands');
    expect(stdout).toContain('missing  the App is not told of pull_request, and needs it to check settings');
    expect(code).toBe(0);
    expect(state.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('retrial doctor, on a bucket for the evidence', () => {
  it('reads its list and the last look, changes nothing, and says what is wrong', async () => {
    const s3 = await startFakeS3();
    const look = async ({ accessKeyId, secretAccessKey }: Account, bucket: string) =>
      doctor({
        EVIDENCE_URL: bucket,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_REGION: region,
      });
    const note = {
      at: '2026-11-20T10:17:00.000Z',
      bytes: 3e9,
      decidedBytes: 1e9,
      isOver: false,
      isForeign: true,
    };
    s3.objects.set('team/last-look.json', { bytes: Buffer.from(JSON.stringify(note)), at: new Date() });
    const good = await look(accounts.reader, `${s3.bucket}/team`);
    const none = await look(accounts.full, `${s3.url}/other-bucket`);
    const wrong = await look({ ...accounts.full, secretAccessKey: 'somebody-elses' }, s3.bucket);
    await s3.close();
    expect(good.stdout).toContain(`ok       the bucket of ${s3.bucket}/team can be read`);
    expect(good.stdout).toContain('on 2026-11-20 it took 3.0 GB, of which decisions rest on 1.0 GB');
    expect(good.stdout).toContain('the evidence is another database’s: nothing is removed there');
    expect([none.code, none.stdout]).toEqual([
      1,
      expect.stringContaining('The bucket in EVIDENCE_URL must be there'),
    ]);
    expect(wrong.stdout).toMatch(/WRONG +the evidence in .*SignatureDoesNotMatch/);
    expect(wrong.stdout).not.toContain('somebody-elses');
    expect(s3.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('retrial doctor, on CI services', () => {
  it('names the variable that the project’s service needs', async () => {
    const { stdout, code } = await doctor({});
    expect(code).toBe(0);
    expect(stdout).toContain('missing  CircleCI: CIRCLECI_TOKEN is not set');
  });

  it('says that the service does not know the token', async () => {
    const { stdout, code } = await doctor({ CIRCLECI_TOKEN: 'an old one' });
    expect(code).toBe(1);
    expect(stdout).toMatch(/WRONG +CircleCI does not know the token of this server/);
    expect(stdout).not.toContain('an old one');
  });

  it('looks at the project with the token, and changes nothing', async () => {
    const { stdout, code } = await doctor({ CIRCLECI_TOKEN: tokens.reader });
    expect(code).toBe(0);
    expect(stdout).toContain('ok       CircleCI shows gh/acme/shop to the token');
    expect(circleci.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
