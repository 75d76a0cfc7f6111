import { describe, expect, it } from 'vitest';
import type { BlockerState } from '../../src/model/blocker.ts';
import type { BoardSnapshot } from '../../src/model/release-board.ts';
import { isNews, toldChanges, withQuietChanges } from '../../src/releases/changes.ts';
import { on } from './facts.ts';

/** A ticket's state at each look; undefined while it is closed. */
type Lives = Readonly<Record<string, readonly (BlockerState | undefined)[]>>;

const ticket = (key: string) => ({ tracker: 'github', project: 'apache/cassandra', key }) as const;

function boards(lives: Lives): readonly BoardSnapshot[] {
  const looks = Math.max(...Object.values(lives).map(({ length }) => length));
  return Array.from({ length: looks }, (_, at): BoardSnapshot => {
    const all = Object.entries(lives).map(([key, states]) => ({ ticket: ticket(key), state: states[at] }));
    return {
      release: '4.1',
      at: on(at + 1),
      rows: all.flatMap((row) => (row.state === undefined ? [] : [{ ...row, state: row.state }])),
      resolved: all.filter(({ state }) => state === undefined).map((row) => row.ticket),
    };
  });
}

/** At which looks people are told, and of what, if a look tells at once. */
function posts(lives: Lives): readonly string[] {
  const [first, ...later] = boards(lives);
  if (first === undefined) return [];
  let [told, heard] = [first, first];
  return later.flatMap((board, at) => {
    if (!isNews(told, heard, board)) {
      heard = withQuietChanges(heard, board);
      return [];
    }
    const { added, moved, resolved } = toldChanges(told, heard, board);
    [told, heard] = [board, board];
    const said = [
      ...added.map((row) => `+${row.ticket.key}`),
      ...moved.map(({ from, to, tickets }) => `${tickets.map(({ key }) => key).join(',')} ${from}>${to}`),
      ...resolved.map(({ key }) => `-${key}`),
    ];
    return [`${at + 1}: ${said.join(' ')}`];
  });
}

const other = ['reproduced', 'reproduced', 'reproduced', 'reproduced'] as const;

describe('what people are told of while another blocker stays', () => {
  it.each<[string, Lives, readonly string[]]>([
    [
      'a decision that is due again',
      { 1: ['decision', 'ignored', 'decision'], 2: other },
      ['2: 1 ignored>decision'],
    ],
    [
      'a decision that is due a third time',
      { 1: ['decision', 'waived', 'decision', 'deferred', 'decision'], 2: [...other, 'reproduced'] },
      ['2: 1 waived>decision', '4: 1 deferred>decision'],
    ],
    [
      'a fix that failed again',
      { 1: ['fix-failed', 'fix-proposed', 'verifying', 'fix-failed'], 2: other },
      ['3: 1 verifying>fix-failed'],
    ],
    [
      'a blocker that was closed and reopened',
      { 1: ['reproduced', undefined, 'reproduced'], 2: other },
      ['2: +1'],
    ],
    [
      'one that is closed between two others that come',
      { 1: ['reproduced', undefined, undefined, 'new'], 2: other, 3: [undefined, undefined, 'new', 'new'] },
      ['2: +3 -1', '3: +1'],
    ],
    ['nothing but quiet changes', { 1: ['new', 'reproduced', 'cause-known', 'fix-proposed'], 2: other }, []],
  ])('%s', (_, lives, expected) => expect(posts(lives)).toEqual(expected));

  it('is the last one gone, once, though it went while a quiet one was remembered', () => {
    expect(
      posts({ 1: ['reproduced', undefined, undefined], 2: ['reproduced', 'reproduced', undefined] }),
    ).toEqual(['2: -1 -2']);
  });

  it('is held until it is told: quiet changes meanwhile take nothing back', () => {
    const [told, due, quiet] = boards({
      1: ['reproduced', 'decision', 'decision'],
      2: ['new', 'new', 'reproduced'],
    });
    if (told === undefined || due === undefined || quiet === undefined) throw new Error('three boards');
    const heard = withQuietChanges(withQuietChanges(told, due), quiet);
    expect(isNews(told, heard, quiet)).toBe(true);
    expect(toldChanges(told, heard, quiet).moved).toHaveLength(2);
  });

  it('is the last one gone, though another came and went while it was held back', () => {
    const [told, between, none] = boards({
      1: ['reproduced', undefined, undefined],
      2: [undefined, 'new', undefined],
    });
    if (told === undefined || between === undefined || none === undefined) throw new Error('three boards');
    const heard = withQuietChanges(told, between);
    expect(isNews(told, heard, none)).toBe(true);
    expect(toldChanges(told, heard, none)).toMatchObject({ lastGone: true, resolved: [ticket('1')] });
    expect(isNews(none, none, none)).toBe(false);
  });
});
