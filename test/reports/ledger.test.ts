import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision, LedgerEntry } from '../../src/model/ledger.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { ledgerCsv } from '../../src/reports/ledger-csv.ts';
import { ledgerDocument } from '../../src/reports/ledger-document.ts';
import { ledgerJson } from '../../src/reports/ledger-json.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { findAlive, nodesOf, readMarkdown } from '../support/github-reading.ts';
import { hostileText } from '../support/hostile-text.ts';

const ticket: TicketRef = { tracker: 'jira', project: 'CASSANDRA', key: 'CASSANDRA-17461' };
const check = { entries: 1, last: 'b'.repeat(64), faults: [] };

function entry(change: Partial<Decision> = {}): LedgerEntry {
  const at = '2026-11-23T10:00:00.000Z';
  const decision = { id: 'c1:1', what: 'ignore', by: 'ana', at, ticket, reason: 'rare' } as const;
  return { number: 1, decision: { ...decision, ...change }, previous: '0'.repeat(64), hash: 'b'.repeat(64) };
}

function report(entries: readonly LedgerEntry[]) {
  return { about: '4.1', entries, check };
}

/** Reads RFC 4180, one line a row. */
function readCsv(csv: string): string[][] {
  const rows = csv.split('\r\n').slice(0, -1);
  return rows.map((row) =>
    [...row.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map((cell) => (cell[1] ?? '').replaceAll('""', '"')),
  );
}

describe('the ledger as CSV', () => {
  it.each([
    ['=HYPERLINK("https://evil.example")', `'=HYPERLINK("https://evil.example")`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'=1`],
    ['\r\n=1', `'=1`],
    ['\u200b=1', `'=1`],
    ['\uff1d1', `'\uff1d1`],
    ['|calc', `'|calc`],
    ['a, "b"\nc', 'a, "b" c'],
    ['1=1', '1=1'],
  ])('shows the reason %j as %j', (reason, shown) => {
    expect(readCsv(ledgerCsv([entry({ reason })]))[1]?.[7]).toBe(shown);
  });

  it('has as many cells in each row as in its head, and no cell that begins like a formula', () => {
    const text = fc.oneof(hostileText, fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, text, (one, two) => {
        const rows = readCsv(
          ledgerCsv([entry({ reason: one, by: two, test: two, until: one, release: two }), entry()]),
        );
        expect(rows.map((row) => row.length)).toEqual([17, 17, 17]);
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});

describe('the ledger as a document', () => {
  it('shows who decided what, why, until when and on which run', () => {
    const evidence = 'a'.repeat(64);
    const one = entry({ test: 'A#x', until: '4.2', run: 'r-abcd', evidence });
    const shown = renderGitHub(ledgerDocument(report([one])));
    expect(shown).toMatch(/ana.*ignore.*CASSANDRA-17461.*A#x.*rare.*4\.2.*r-abcd.*a{64}/);
    expect(shown).toContain('b'.repeat(64));
  });

  it('names the cause that a ticket tracks', () => {
    const { test: _, ...rest } = entry({}).decision;
    const one = {
      ...entry({}),
      decision: { ...rest, what: 'link' as const, signature: 's1-0123456789abcdef' },
    };
    expect(renderGitHub(ledgerDocument(report([one])))).toContain('`s1-0123456789abcdef`');
    expect(readCsv(ledgerCsv([one]))[1]?.at(-1)).toBe('s1-0123456789abcdef');
  });

  it('tells a quarantine from an ignore, and names the follow-up in a spreadsheet', () => {
    const one = entry({ test: 'A#x', until: '4.2', mode: 'quarantine', followUp: 'SHOP-12' });
    expect(renderGitHub(ledgerDocument(report([one])))).toContain('`ignore` (quarantine)');
    expect(readCsv(ledgerCsv([one]))[1]?.slice(-4)).toEqual(['quarantine', 'SHOP-12', '', '']);
  });

  it('says that nothing was decided', () => {
    expect(renderGitHub(ledgerDocument(report([])))).toContain('Nothing was decided.');
  });

  it('stays one table with nothing alive in it, whatever people wrote', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, two) => {
        const hostile = entry({ reason: one, by: two, test: two, until: one, run: two, release: one });
        const root = readMarkdown(
          renderGitHub(ledgerDocument({ about: two, entries: [hostile, entry()], check })),
        );
        expect(findAlive(root)).toEqual([]);
        const rows = nodesOf(root).filter(({ node }) => node.type === 'tableRow');
        expect(rows.map(({ node }) => ('children' in node ? node.children.length : 0))).toEqual([9, 9, 9]);
      }),
    );
  });
});

describe('the ledger as JSON', () => {
  it('holds the texts as they were entered', () => {
    const reason = '=1 | @ana\n';
    expect(ledgerJson(report([entry({ reason })]))).toMatchObject({
      schema: 'retrial.ledger/1',
      about: '4.1',
      entries: [{ number: 1, what: 'ignore', ticket: 'CASSANDRA-17461', reason, hash: 'b'.repeat(64) }],
      whole: { entries: 1, last: 'b'.repeat(64) },
    });
  });
});

it('a blocker keeps what it is about, in each form of the ledger', () => {
  const said = report([entry({ what: 'blocker-add', cause: 'ci-infra' })]);
  expect(renderGitHub(ledgerDocument(said))).toContain('(ci-infra)');
  expect(ledgerJson(said)).toMatchObject({ entries: [{ what: 'blocker-add', cause: 'ci-infra' }] });
  const [head = [], row = []] = readCsv(ledgerCsv(said.entries));
  expect(row[head.indexOf('cause')]).toBe('ci-infra');
});
