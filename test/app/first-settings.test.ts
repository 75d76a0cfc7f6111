import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstSettingsPage } from '../../src/app/first-settings.ts';
import { readProjectConfig } from '../../src/config/project.ts';
import { readServerConfig } from '../../src/config/server.ts';
import type { Inline } from '../../src/model/document.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { plain } from '../commands/fakes.ts';
import { newState } from '../fakes/github/deliveries.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { openDesk, type DeskWorld } from './desk.ts';

const home = scratch('first-settings');
const files = { 'package.json': '{"devDependencies":{"vitest":"^4"}}' };
const ticket: TicketRef = { tracker: 'github', project: 'acme/shop', key: '1' };
const { privateKey } = newState();

function configFor(path: string, apiUrl = 'https://api.github.com') {
  const text = `repositories: { acme/shop: { path: ${JSON.stringify(path)} } }`;
  const account = {
    APP_ID: '7',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: 'known to both',
    GITHUB_API_URL: apiUrl,
  };
  return readServerConfig({ name: 'server.yml', text }, account);
}

let desk: DeskWorld;
beforeAll(async () => {
  desk = await openDesk({
    folder: join(home, 'desk'),
    files,
    settings: '',
    tracker: { readProjectFile: async () => undefined },
  });
});
afterAll(async () => desk.close());

it('a project without settings is shown a page that makes them, filled in as its files suggest', async () => {
  const path = repositoryWith(join(home, 'one'), files);
  const page = await firstSettingsPage(ticket, 'main', configFor(path));
  const url = new URL(page?.url ?? '');
  expect(`${url.origin}${url.pathname}`).toBe('https://github.com/acme/shop/new/main');
  expect(url.searchParams.get('filename')).toBe('.github/retrial.yml');
  const settings = readProjectConfig(url.searchParams.get('value') ?? '');
  expect(settings.service.settings).toMatchObject({
    command: expect.arrayContaining(['vitest', '{class}', '{method}$']),
  });
  expect(page?.because).toBe('package.json');
});

it('the page is on the branch and the server that hold the code, whatever the branch is called', async () => {
  const path = repositoryWith(join(home, 'two'), files);
  gitIn(path, 'branch', 'a/b#c');
  const page = await firstSettingsPage(ticket, 'a/b#c', configFor(path, 'https://git.example.org/api/v3'));
  expect(page?.url).toMatch(/^https:\/\/git\.example\.org\/acme\/shop\/new\/a\/b%23c\?filename=/);
});

it.each([
  ['whose files say nothing', { 'README.md': 'words' }, 'main'],
  ['that lacks the branch', files, 'gone'],
])('there is none for a repository %s', async (_, content, branch) => {
  const path = repositoryWith(join(home, branch), content);
  expect(await firstSettingsPage(ticket, branch, configFor(path))).toBeUndefined();
});

it('there is none without a clone, or without GitHub', async () => {
  expect(await firstSettingsPage(ticket, 'main', configFor(join(home, 'nowhere')))).toBeUndefined();
  expect(await firstSettingsPage(ticket, 'main', { repositories: {} })).toBeUndefined();
});

it('a sentence about the bot gets a sign there, and no words', async () => {
  await desk.say({ issue: 2, body: '@retrial please have a look at this' });
  await desk.say({ issue: 3, body: 'Retrial: what a nice thing!', author: 'mallory' });
  expect([...desk.on(2), ...desk.on(3)]).toEqual([{ reaction: 'confused' }, { reaction: 'confused' }]);
});

it('a command there is answered with it', async () => {
  await desk.say({ issue: 1, body: '/retrial repeat A#b' });
  const [document] = desk.on(1).flatMap((one) => one.document ?? []);
  expect(plain(document)).toContain("I don't know how a test is run here.");
  const inlines: readonly Inline[] =
    document?.blocks.flatMap((one) => (one.kind === 'paragraph' ? one.text : [])) ?? [];
  expect(inlines.find(({ kind }) => kind === 'link')).toMatchObject({
    text: 'Open a first version here',
    url: expect.stringContaining('https://github.com/acme/shop/new/main?filename='),
  });
});
