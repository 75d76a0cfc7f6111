import { describe, expect, it } from 'vitest';
import { holdersIn } from '../../src/app/holders.ts';
import { readServerConfig } from '../../src/config/server.ts';
import { plain, post } from '../commands/fakes.ts';

const text = `
repositories: { acme/shop: { path: /srv/shop } }
jira:
  url: https://jira.example.org
  projects:
    SHOP: { repository: acme/shop, branch: main, run: { roles: [QA, Developers], people: [ann] } }
    TOYS: { repository: acme/shop, branch: main, decide: { roles: [] } }
`;
const config = readServerConfig({ name: 'server.yml', text }, { JIRA_TOKEN: 'secret' });
const words = (project: string) => holdersIn({ tracker: 'jira', project }, config);

describe('who has a right in a Jira project', () => {
  it('is named by the roles of the server’s settings', () => {
    expect(words('SHOP')).toEqual({
      run: 'the QA or Developers role, or being named in the server’s settings',
      decide: 'the Committers role',
    });
    expect(words('TOYS')?.decide).toContain('nobody has');
  });

  it('is nothing the settings know of other projects, or of GitHub', () => {
    expect(words('constructor')).toBeUndefined();
    expect(holdersIn({ tracker: 'github', project: 'SHOP' }, config)).toBeUndefined();
  });

  it('is whom a refusal sends people to', async () => {
    const holders = words('SHOP');
    if (holders === undefined) throw new Error('SHOP is not configured');
    const settings = { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial', holders };
    const { replies } = await post('/retrial repeat A#b', { changes: { right: 'read', settings } });
    expect(replies[0]?.codes).toEqual(['E-DENIED']);
    expect(plain(replies[0]?.document)).toContain('takes the QA or Developers role, or being named');
  });
});
