import { describe, expect, it } from 'vitest';
import { policyPlace } from '../../src/app/surroundings.ts';
import { readServerConfig } from '../../src/config/server.ts';

const app = { APP_ID: '1', PRIVATE_KEY: 'key', WEBHOOK_SECRET: 'long enough' };
const jira = `
repositories:
  acme/shop: { url: https://github.com/acme/shop.git }
  acme/core: { url: https://git.example.org/acme/core.git }
jira:
  url: https://jira.example.org
  projects:
    SHOP: { repository: acme/shop, branch: main }
    CORE: { repository: acme/core, branch: main }
`;

describe('the link to a policy', () => {
  it.each([
    ['github', 'acme/shop', app, 'https://github.com/acme/shop/blob/HEAD/.github/retrial.yml'],
    [
      'github',
      'acme/shop',
      { ...app, GITHUB_API_URL: 'https://git.acme.org/api/v3' },
      'https://git.acme.org/acme/shop/blob/HEAD/.github/retrial.yml',
    ],
    ['jira', 'SHOP', app, 'https://github.com/acme/shop/blob/HEAD/.github/retrial.yml'],
    ['jira', 'CORE', app, undefined],
    ['jira', 'SHOP', {}, undefined],
  ] as const)('of %s %s leads to where its file is', (tracker, project, variables, url) => {
    const config = readServerConfig({ name: 'server.yml', text: jira }, { JIRA_TOKEN: 't', ...variables });
    expect(policyPlace({ tracker, project, key: '1' }, config).policyUrl).toBe(url);
  });
});
