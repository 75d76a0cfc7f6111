import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { patiently } from '../../src/app/patience.ts';
import type { Reply } from '../../src/commands/command.ts';
import type { Document } from '../../src/model/document.ts';
import { commentOf, plain, post } from '../commands/fakes.ts';
import { memory } from '../support/memory.ts';
import { scratch } from '../support/scratch.ts';
import { openDesk, type DeskWorld } from './desk.ts';

let desk: DeskWorld;
let clock = 0;
let issue = 0;

beforeAll(async () => {
  desk = await openDesk({
    folder: scratch('patience'),
    files: { 'a.txt': '' },
    settings: 'local: { command: [make] }\nbudgets: { iterations: { run: 50 } }\n',
    rights: { reader: 'read' },
    now: () => new Date(clock),
  });
});
beforeEach(() => {
  clock = Date.parse('2026-01-01T00:00:00Z');
  issue += 1;
});
afterAll(async () => desk.close());

const on = (): DeskWorld['on'] extends (issue: number) => infer Heard ? Heard : never => desk.on(issue);
const words = (): readonly Document[] =>
  on().flatMap(({ document }) => (document === undefined ? [] : [document]));
const signs = (): readonly string[] =>
  on().flatMap(({ reaction }) => (reaction === undefined ? [] : [reaction]));

async function say(body: string, author = 'driftx', afterMs = 60_000): Promise<void> {
  clock += afterMs;
  await desk.say({ issue, body: `/retrial ${body}`, author });
}

describe('mistakes in a row', () => {
  it('are answered three times, which the third says, and then with a sign alone', async () => {
    for (const wrong of ['repat', 'repeat', 'x200', 'help x', 'help y']) await say(wrong);
    expect(words()).toHaveLength(3);
    expect(plain(words()[1])).not.toContain('in a row');
    expect(plain(words()[2])).toContain('For ten minutes I answer further ones of yours here with 😕 alone');
    expect(signs()).toEqual(['confused', 'confused', 'confused', 'confused', 'confused']);
  });

  it('count for one person on one ticket', async () => {
    for (const author of ['ann', 'ann', 'ann', 'bob']) await say('repat', author);
    expect(words()).toHaveLength(4);
    issue += 1;
    await say('repat', 'ann');
    expect(words()).toHaveLength(1);
  });

  it('are forgotten after ten minutes', async () => {
    for (let nth = 0; nth < 6; nth += 1) await say('repat', 'driftx', 240_000);
    expect(words()).toHaveLength(6);
  });

  it('end with a good command, which folds the replies to them', async () => {
    for (const line of ['repat', 'repat', 'repat', 'ping', 'repat']) await say(line);
    expect(words().map(({ topic }) => topic.kind)).toEqual(['error', 'error', 'error', 'help', 'error']);
    expect(on().flatMap(({ folded }) => (folded === undefined ? [] : [folded]))).toHaveLength(3);
  });

  it('are left unanswered where every comment is a mail, which the third says', async () => {
    const store = memory();
    const answers: (readonly Reply[])[] = [];
    for (const id of ['1', '2', '3', '3', '4']) {
      const { replies } = await post('/retrial repat', { comment: { id } });
      const loud = { store, now: () => new Date(clock), isLoud: true };
      answers.push(await patiently(replies, commentOf('/retrial repat', { id }), loud));
    }
    const told = answers.map(([reply]) => plain(reply?.document).includes('I leave further ones'));
    expect(told).toEqual([false, false, true, true, false]);
    expect(answers[4]?.map(({ document }) => document)).toEqual([undefined]);
  });

  it('are no matter of budgets, which nobody can know', async () => {
    for (let nth = 0; nth < 5; nth += 1) await say('repeat A#b x60');
    expect(words()).toHaveLength(5);
  });

  it('are none in a comment of which something worked, whose fault is told every time', async () => {
    const store = memory();
    const desk = { store, now: () => new Date(clock), isLoud: true };
    const { replies } = await post('/retrial repat', { comment: { id: '1' } });
    for (const id of ['1', '2', '3', '4', '5']) {
      const told = await patiently([{ reaction: '+1' }, ...replies], commentOf('', { id }), desk);
      expect(told.at(-1)?.document).toBe(replies[0]?.document);
    }
  });

  it('are counted one after another, whoever counts at once', async () => {
    const { replies } = await post('/retrial repat', { comment: { id: '1' } });
    const at = () => new Date(clock);
    const parts = { store: desk.store, now: at, isLoud: true };
    const one = (id: string) => patiently(replies, commentOf('', { id }), parts);
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map(one));
    expect(answers.filter(([reply]) => reply?.document === undefined)).toHaveLength(1);
  });

  it('are also what one may not do', async () => {
    for (let nth = 0; nth < 5; nth += 1) await say('repeat A#b', 'reader');
    expect(words()).toHaveLength(3);
    expect(signs()).toEqual(['-1', '-1', '-1', '-1', '-1']);
  });
});
