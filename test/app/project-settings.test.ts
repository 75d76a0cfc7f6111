import { expect, it } from 'vitest';
import { historyFromServer, ownSettingsFor, settingsFor } from '../../src/app/project-settings.ts';
import { wayFindings } from '../../src/app/check.ts';
import { shownSettings } from '../../src/app/shown-settings.ts';
import { readServerConfig } from '../../src/config/server.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { silentTracker } from '../support/silent-tracker.ts';

const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' };

function deskWith(served: string, file: string | undefined) {
  const text = `repositories: { acme/shop: { path: /srv/shop } }
jira:
  url: https://issues.example.org
  projects: { SHOP: { repository: acme/shop, branch: trunk${served} } }`;
  const config = readServerConfig({ name: 'server.yml', text }, { JIRA_TOKEN: 'secret' });
  return { config, tracker: { ...silentTracker, readProjectFile: async () => file } };
}

const server = deskWith('', undefined).config;
const served = ', settings: { local: { command: [ours] }, limits: { maxRuns: 9 } }';
const file = 'local: { command: [theirs] }\nlimits: { defaultRuns: 5 }\n';

it('the server’s settings hold whole: nothing of the repository’s file is joined to them', async () => {
  const found = await settingsFor(ticket, deskWith(served, file));
  expect(found.project).toMatchObject({
    service: { name: 'local', settings: { command: ['ours'] } },
    limits: { defaultRuns: 200, maxRuns: 9 },
  });
  expect(shownSettings(found, undefined, { dryRun: false }).at(-1)).toEqual({
    name: 'settings',
    value: 'jira.projects.SHOP.settings',
    what: 'of the server’s settings; .github/retrial.yml of the repository does not count',
  });
  expect(await ownSettingsFor(ticket, deskWith(served, file))).toMatchObject({ limits: { maxRuns: 9 } });
});

it('the repository’s file holds where the server says nothing', async () => {
  const found = await settingsFor(ticket, deskWith('', file));
  expect(found.project.limits).toEqual({ defaultRuns: 5, maxRuns: 2_000 });
  expect(shownSettings(found, undefined, { dryRun: false }).at(-1)?.value).toBe('.github/retrial.yml');
  expect(await ownSettingsFor(ticket, deskWith('', file))).toMatchObject({ limits: { defaultRuns: 5 } });
});

it('a repository on GitHub brings its own, whatever the server says of a Jira project of that name', async () => {
  const onGitHub: TicketRef = { tracker: 'github', project: 'SHOP', key: '1' };
  expect((await settingsFor(onGitHub, deskWith(served, file))).project.limits.defaultRuns).toBe(5);
});

it('the server’s word on which builds are read goes before the file of the repository, and only where there is one', () => {
  const reads =
    ', settings: { local: { command: [ours] }, history: { branches: [ours], github-actions: {} } }';
  expect(historyFromServer('Acme/Shop', deskWith(reads, file).config)?.history?.branches).toEqual(['ours']);
  expect(historyFromServer('acme/shop', deskWith(served, file).config)).toBeUndefined();
  expect(historyFromServer('acme/other', deskWith(reads, file).config)).toBeUndefined();
});

it('says both places where settings may stand when there are none', async () => {
  await expect(settingsFor(ticket, deskWith('', undefined))).rejects.toThrow(
    'acme/shop has no .github/retrial.yml on trunk, and the server’s settings have no jira.projects.SHOP.settings',
  );
  expect(await ownSettingsFor(ticket, deskWith('', undefined))).toBeUndefined();
});

it.each([
  [true, 'yes', true],
  [false, 'no', false],
])('a server that runs dry (%s) says so to people and to its operator', async (dryRun, value, isTold) => {
  const found = await settingsFor(ticket, deskWith('', file));
  expect(shownSettings(found, undefined, { dryRun })).toContainEqual(
    expect.objectContaining({ name: 'dryRun', value }),
  );
  const words = wayFindings({ ...server, dryRun }).map(({ what }) => what);
  expect(words.some((what) => what.includes('runs dry'))).toBe(isTold);
});

it('an operator sees who is told of trouble', () => {
  expect(wayFindings({ ...server, operators: ['ops'] })).toMatchObject([{ state: 'ok' }]);
  expect(wayFindings(server)).toMatchObject([{ state: 'missing' }]);
  expect(wayFindings({ dryRun: true, operators: [], repositories: {} })).toEqual([]);
});
