import { afterAll, beforeAll, expect, it } from 'vitest';
import { messageOf, RefusedRequest } from '../../src/model/errors.ts';
import { plain } from '../commands/fakes.ts';
import { gitIn, scratch } from '../support/scratch.ts';
import { openDesk, type DeskWorld } from './desk.ts';

const settings = `
local: { command: [sh, one.sh, "{class}", "{method}"] }
limits: { defaultRuns: 8, maxRuns: 100 }
budgets: { iterations: { run: 50 } }
`;
const files = {
  'test/org/a/CASTest.java':
    'package org.a;\nclass CASTest {\n  @Test public void testOld() {}\n  @DisabledIf("isSlow") @Test public void testSlow() {}\n}\n',
  'test/org/a/RepairTest.java': 'package org.a;\nclass RepairTest {}\n',
  'test/org/b/RepairTest.java': 'package org.b;\nclass RepairTest {}\n',
};

let desk: DeskWorld;
let head = '';
/** What is wrong with the world for one comment. */
let trouble: 'ci' | 'bot' | undefined;

beforeAll(async () => {
  desk = await openDesk({
    folder: scratch('codes'),
    files,
    settings,
    rights: { reader: 'read' },
    refuses: () =>
      trouble === 'ci' ? new RefusedRequest('E-CI', 'CircleCI refused to start a pipeline.') : undefined,
    tracker: {
      async readProjectFile() {
        if (trouble === 'bot') throw new Error('the disk is full');
        return settings;
      },
      defaultRevision: async (_, isPullRequest) => ({
        revision: isPullRequest ? head : 'main',
        isFork: false,
      }),
    },
  });
  head = gitIn(desk.repository, 'rev-parse', 'HEAD');
});
afterAll(async () => desk.close());

/** Everything said on an issue, as text. */
function saidOn(issue: number): string {
  return desk
    .on(issue)
    .flatMap(({ document }) => (document === undefined ? [] : [plain(document)]))
    .join('\n');
}

const old = '3f1c9ab'.padEnd(40, '0');

/** Each code of an error reply, a comment that gets it, and what the reply says and offers. */
const rows: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'E-VERB',
    'repat CASTest',
    ['^^^^^', 'Unknown command `repat`. Did you mean `repeat`?', 'Try `/retrial repeat CASTest`'],
  ],
  [
    'E-KEY',
    'repeat CASTest brach=main',
    ['^^^^^', 'no argument `brach`', 'Try `/retrial repeat CASTest ref=main`'],
  ],
  ['E-VALUE', 'repeat CASTest x20000', ['^^^^^^', 'limit of 100 runs', '`limits.maxRuns`', 'x100`']],
  ['E-DUP', 'repeat CASTest ref=a ref=b', ['^^^^^', '`ref` is given twice: `a` and `b`.']],
  ['E-QUOTE', 'repeat CASTest note="after', ['^', 'The quote opened at column', 'never closed']],
  ['E-MISSING', 'bisect CASTest', ['^^^^^^', '`bisect` needs `good=`']],
  [
    'E-TEST-NONE',
    'repeat CASTset#testOld',
    ['No test matches `CASTset#testOld` on `main`. Closest: `CASTest#testOld`', 'nothing was run'],
  ],
  [
    'E-TEST-MANY',
    'repeat RepairTest',
    ['choose one: `org.a.RepairTest`, `org.b.RepairTest`', 'nothing was run'],
  ],
  ['E-REF', 'repeat CASTest ref=mian', ["`mian` isn't a branch, tag or commit here", 'nothing was run']],
  [
    'E-STALE',
    'repeat CASTest',
    ['The head of this pull request is now `', '; the command was for `3f1c9ab`'],
  ],
  [
    'E-DENIED',
    'repeat CASTest',
    ["You can't start or stop runs here yet", 'triage', '`/retrial allow @reader`'],
  ],
  ['E-BUDGET', 'repeat CASTest x60', ['50', 'Try `/retrial repeat CASTest x50`']],
  ['E-BUSY', 'repeat CASTest', ['The same run is already active', '`/retrial extend r-']],
  ['E-CI', 'repeat CASTest', ['CircleCI refused to start a pipeline.', 'nothing was run']],
  [
    'E-BOT',
    'repeat CASTest',
    ['Internal error ', 'The command was kept and will be retried; nothing for you to do.'],
  ],
  [
    'E-UNSKIP',
    'repeat CASTest#testSlow unskip',
    [
      "Can't remove the skip here: `@DisabledIf` (line 4) depends on code. Give the change as a `patch` overlay, or edit by hand.",
      'nothing was run',
    ],
  ],
];

it.each(rows)('%s is given for `%s`', async (code, line, words) => {
  const issue = 1 + rows.findIndex((row) => row[0] === code);
  trouble = code === 'E-CI' ? 'ci' : code === 'E-BOT' ? 'bot' : undefined;
  if (code === 'E-STALE') await desk.push(issue, old, '2026-01-01T00:00:00Z');
  const comment = {
    issue,
    body: `/retrial ${line}`,
    author: code === 'E-DENIED' ? 'reader' : 'driftx',
    isPullRequest: code === 'E-STALE',
  };
  if (code === 'E-BUSY') await desk.say(comment);
  const failed = await desk.say(comment).then(
    () => undefined,
    (error: unknown) => messageOf(error),
  );
  // What was kept is tried again by the queue, which has to hear of it.
  expect(failed).toBe(code === 'E-BOT' ? 'the disk is full' : undefined);
  await desk.work();
  for (const word of words) expect(saidOn(issue)).toContain(word);
  expect(saidOn(issue)).toContain(code === 'E-DENIED' ? '@reader' : '@driftx');
});

it('refuses tests that the project can’t start at once before there is a run', async () => {
  trouble = undefined;
  const issue = 90;
  await desk.say({ issue, body: '/retrial repeat CASTest#testOld,RepairTest#testX x5' });
  expect(saidOn(issue)).toContain(
    'can run tests of one class only, and these are of `CASTest`, `RepairTest`',
  );
  expect(await desk.store.runs.on(desk.ticket(issue))).toEqual([]);
});
