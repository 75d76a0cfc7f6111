import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/model/ledger.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { openStore } from '../../src/store/store.ts';
import { retrial } from '../support/cli.ts';
import { storeFolder } from '../support/places.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('ledger');
const jira: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-7' };
const gitHub: TicketRef = { tracker: 'github', project: 'acme/shop', key: '12', installation: 3 };

function decision(id: string, change: Partial<Decision> = {}): Decision {
  const at = '2026-11-23T10:00:00.000Z';
  return { id, what: 'ignore', by: 'ana', at, ticket: jira, reason: 'rare', release: '4.1', ...change };
}

async function ledgerOf(name: string, ...statements: readonly string[]): Promise<string> {
  const { path, remove } = await storeFolder();
  const place = join(home, name);
  mkdirSync(place);
  cpSync(path, join(place, '.retrial-data'), { recursive: true });
  await remove();
  const store = await openStore({ folder: join(place, '.retrial-data') });
  await store.ledger.append(decision('c1:1', { reason: '=cmd|pipe @octocat' }));
  await store.ledger.append(decision('c2:1', { what: 'waive', ticket: gitHub }));
  await store.ledger.append(decision('c3:1', { what: 'defer', release: '5.0' }));
  for (const statement of statements) await store.pool.query(statement);
  await store.close();
  return place;
}

describe('retrial ledger', { timeout: 120_000 }, () => {
  it('lists decisions about a release or on a ticket, in each format', async () => {
    const place = await ledgerOf('whole');
    const say = async (...args: string[]): Promise<string> => {
      const { stdout, stderr, code } = await retrial(['ledger', ...args], place);
      expect([stderr, code]).toEqual(['', 0]);
      return stdout;
    };
    expect(await say('--release', '4.1', '--format', 'csv')).toMatch(
      /^"number",.*\r\n"1",.*"ignore","SHOP-7","4.1","","'=cmd\|pipe @octocat".*\r\n"2",.*"waive","acme\/shop#12".*\r\n$/,
    );
    expect(await say('--release', '4.1', '--format', 'markdown')).not.toContain('@octocat');
    expect(await say('--ticket', 'SHOP-7')).toMatch(/ignore[^]*defer/);
    const json: unknown = JSON.parse(await say('--ticket', 'acme/shop#12', '--format', 'json'));
    expect(json).toMatchObject({ entries: [{ number: 2, what: 'waive' }], whole: { entries: 3 } });
    expect(await say('--release', '9')).toContain('Nothing was decided.');
  });

  it('shows nothing of a ledger that somebody changed, names the entry, and exits with 1', async () => {
    const place = await ledgerOf(
      'changed',
      'alter table retrial.ledger disable trigger user',
      `update retrial.ledger set content = replace(content, 'rare', 'often') where number = 2`,
    );
    const { stdout, stderr, code } = await retrial(['ledger', '--release', '4.1'], place);
    expect([stdout, code]).toEqual(['', 1]);
    expect(stderr).toContain('entry 2 is not what was entered');
  });

  it.each([
    [[], 'Say which decisions'],
    [['--release', '4.1', '--ticket', 'SHOP-7'], 'Say which decisions'],
    [['--ticket', 'seven'], '--ticket seven is no ticket'],
    [['--release', '4.1', '--format', 'pdf'], '--format is one of'],
  ])('refuses %j', async (args, message) => {
    const { stderr, code } = await retrial(['ledger', ...args], home);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
