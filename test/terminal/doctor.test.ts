import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declared, plain } from '../fakes/circleci/plans.ts';
import { type FakeCircleci, startFakeCircleci, tokens } from '../fakes/circleci/server.ts';
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
