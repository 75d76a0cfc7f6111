import { afterAll, beforeAll, expect, it } from 'vitest';
import { plain } from '../commands/fakes.ts';
import { scratch } from '../support/scratch.ts';
import { openDesk, type DeskWorld } from './desk.ts';

let desk: DeskWorld;
let isRead = false;

beforeAll(async () => {
  desk = await openDesk({
    folder: scratch('edited'),
    files: { 'README.md': 'a shop' },
    settings: 'local: { command: [make] }\n',
    tracker: {
      async readProjectFile() {
        isRead = true;
        return 'local: { command: [make] }\n';
      },
    },
  });
});
afterAll(async () => desk.close());

const posted = (issue: number) => desk.on(issue).flatMap(({ document }) => document ?? []);

it('tells once that an edited comment runs nothing, and repeats none of its words', async () => {
  await desk.say({ issue: 1, body: 'I will try' });
  isRead = false;
  for (let at = 0; at < 2; at += 1) await desk.edit(1, '/retrial repeat A#b x2000');
  expect(await desk.store.runs.unfinished()).toEqual([]);
  expect(isRead).toBe(false);
  expect(posted(1).map((document) => plain(document))).toEqual([
    '@driftx Edited comments run nothing, so nothing was started.\n' +
      'This one was changed after it was written. Write the command anew, in a comment of its own.',
  ]);
  expect(desk.on(1).flatMap(({ reaction }) => reaction ?? [])).toContain('confused');
});

it('tells nothing of a comment that was carried out before it was edited, nor of talk', async () => {
  await desk.say({ issue: 2, body: '/retrial repeat A#b x5' });
  const before = desk.on(2).length;
  await desk.edit(2, '/retrial repeat A#b x50');
  expect(desk.on(2)).toHaveLength(before);
  expect(await desk.store.runs.unfinished()).toMatchObject([{ asked: 5 }]);
  await desk.say({ issue: 3, body: 'x' });
  await desk.edit(3, 'Retrial: it told us yesterday that nothing is wrong with this one');
  expect(posted(3)).toEqual([]);
});

it('is answered like other mistakes: with words three times in a row', async () => {
  for (let at = 0; at < 5; at += 1) {
    await desk.say({ issue: 4, body: `words ${at}` });
    await desk.edit(4, '/retrial help');
  }
  expect(posted(4)).toHaveLength(3);
});
