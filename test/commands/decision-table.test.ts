import { describe, expect, it } from 'vitest';
import { ticketName, type TicketRef } from '../../src/model/ticket.ts';
import { plain, post, runOf, ticket, type World, type WorldOptions } from './fakes.ts';

/** Where decisions are made: each with the ticket, and where its code is. */
const places: readonly (readonly [string, TicketRef, object])[] = [
  ['GitHub', ticket, {}],
  ['Jira', { tracker: 'jira', project: 'SHOP', key: 'SHOP-7' }, {}],
  [
    'a ticket in Jira with its code on GitHub',
    { tracker: 'jira', project: 'SHOP', key: 'SHOP-7' },
    { repository: 'acme/shop' },
  ],
];

/** The line, what it decides, the command that takes it back with its gaps filled, and what that decides. */
const decisions: readonly (readonly [string, string, string, string])[] = [
  ['ignore A#b reason=x until=4.2', 'ignore A#b', 'unignore "A#b"', 'unignore A#b'],
  ['unignore A#b', 'unignore A#b', 'ignore "A#b" reason="…" until=…', 'ignore A#b'],
  ['blocker add', 'blocker-add 4.1', 'blocker remove release=4.1', 'blocker-remove 4.1'],
  ['blocker remove', 'blocker-remove 4.1', 'blocker add release=4.1', 'blocker-add 4.1'],
  ['defer to=4.2 reason=x', 'defer 4.1 to 4.2', 'defer to=4.1 reason="…"', 'defer 4.1 to 4.1'],
  ['waive reason=x', 'waive 4.1', 'blocker add release=4.1', 'blocker-add 4.1'],
  ['accept', 'accept 4.1', 'blocker add release=4.1', 'blocker-add 4.1'],
  ['link A#b', 'link A#b', 'unlink A#b', 'no link'],
];

const table = places.flatMap(([where, on, more]) =>
  decisions.map(([line, told, undo, undone]) => ({ where, on, more, line, told, undo, undone })),
);
type Row = (typeof table)[number];

function optionsOf({ on, more }: Row, right: 'read' | 'run' | 'decide'): WorldOptions {
  const settings = { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial', ...more };
  return {
    comment: { ticket: on },
    changes: { right, settings },
    runs: [runOf('r-1000', { ticket: on, stage: 'done', question: 'compare' })],
  };
}

/** What came of a command, in a word or two. */
function toldBy({ decided, links }: World): readonly string[] {
  const made = decided.map(({ what, test, release = '', until }) => {
    if (test !== undefined) return `${what} ${test}`;
    return until === undefined ? `${what} ${release}` : `${what} ${release} to ${until}`;
  });
  return [...made, ...links.map(({ target }) => `link ${target}`)];
}

describe.each(table)('$line on $where', (row) => {
  const { on, line, told, undo, undone } = row;
  const isLink = line.startsWith('link');

  it('takes its right', async () => {
    const world = await post(`/retrial ${line}`, optionsOf(row, isLink ? 'read' : 'run'));
    expect(toldBy(world)).toEqual([]);
    expect(world.replies).toMatchObject([{ reaction: '-1', codes: ['E-DENIED'] }]);
  });

  it('only says what it would decide in a dry run, to anybody', async () => {
    const world = await post(`/retrial ${line} dry-run`, optionsOf(row, 'read'));
    expect(toldBy(world)).toEqual([]);
    expect(world.replies).toMatchObject([{ reaction: '+1' }]);
    expect(plain(world.replies[0]?.document)).toMatch(/nothing (?:was|is) (?:decided|tied)/i);
  });

  it('is decided once, and answered with what it decided and how that is taken back', async () => {
    const world = await post(`/retrial ${line}`, optionsOf(row, 'decide'));
    expect(toldBy(world)).toEqual([told]);
    const words = plain(world.replies[0]?.document);
    expect(words).toContain(`/retrial ${undo}`);
    expect(words).toContain(isLink ? 'This ticket now tracks' : ticketName(on));
  });

  it('is taken back by the command that its answer names', async () => {
    const options = optionsOf(row, 'decide');
    const typed = undo.replace('reason="…"', 'reason="not so"').replace('until=…', 'until=4.2');
    const { links } = await post(`/retrial ${line}`, options);
    const back = await post(`/retrial ${typed}`, { ...options, links });
    expect(back.replies).toMatchObject([{ reaction: '+1' }]);
    expect(toldBy(back)).toEqual(undone === 'no link' ? [] : [undone]);
  });
});
