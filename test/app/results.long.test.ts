import { renderDocument } from '../../src/terminal/render/formats.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/model/document.ts';
import { reportAgain } from '../../src/worker/report-again.ts';
import { plain } from '../commands/fakes.ts';
import { commitFiles, gitIn, scratch } from '../support/scratch.ts';
import { openDesk, type DeskWorld } from './desk.ts';

let desk: DeskWorld;
let issue = 0;
/** Tickets of a release whose branch is `side`. */
const onRelease = new Set<string>();
let clock = Date.parse('2026-01-01T00:00:00Z');

beforeAll(async () => {
  desk = await openDesk({
    folder: scratch('results'),
    files: { 'a.txt': '1' },
    settings: "local: { command: [make] }\nreleases: [{ name: '4.1', branch: side }]\n",
    rights: { reader: 'read' },
    tracker: { standing: async ({ key }) => ({ releases: onRelease.has(key) ? ['4.1'] : [], labels: [] }) },
    now: () => new Date((clock += 1_000)),
  });
  gitIn(desk.repository, 'branch', 'side');
});
afterAll(async () => desk.close());

/** Commands on one new ticket, each worked off before the next, between them whatever else happens. */
async function tell(...steps: readonly (string | (() => void))[]): Promise<readonly string[]> {
  issue += 1;
  for (const step of steps) {
    if (typeof step !== 'string') step();
    else await desk.say({ issue, body: `/retrial ${step}` });
    await desk.work();
  }
  return desk.on(issue).flatMap(({ document }) => (document === undefined ? [] : [plain(document)]));
}

function folded(): readonly string[] {
  return desk.on(issue).flatMap((one) => (one.folded?.startsWith('result') === true ? [one.folded] : []));
}

function moveSide(): void {
  gitIn(desk.repository, 'checkout', '--quiet', 'side');
  commitFiles(desk.repository, { 'a.txt': String(Math.random()) }, 'Move on');
  gitIn(desk.repository, 'checkout', '--quiet', 'main');
}

describe('a command that names no revision', () => {
  it('takes what was named here last, and says so', async () => {
    const [named, again] = await tell('repeat A#b x4 ref=side', 'repeat x8');
    expect(named).not.toContain('was given');
    expect(again).toContain('at `side`');
    expect(again).toContain('No `ref=` was given, and `side` is what the last command here named.');
  });

  it('takes what was named here last also where that is the default branch, and the ticket is of a release', async () => {
    onRelease.add(String(issue + 1));
    const [named, again] = await tell('repeat A#b x4 ref=main', 'repeat x8');
    expect(named).not.toContain('was given');
    expect(again).toContain('at `main`');
  });

  it('takes neither of the two that a comparison named', async () => {
    const said = await tell('compare main..side A#b x4', 'repeat A#b x4');
    expect(said.at(-1)).toContain('at `main`');
  });

  it('takes nothing that was not there', async () => {
    const said = await tell('repeat A#b x4 ref=mian', 'repeat A#b x8');
    expect(said.at(-1)).toContain('at `main`');
    expect(said.at(-1)).not.toContain('mian');
  });

  it('takes the test that the ticket is linked to where none has run', async () => {
    const said = await tell('link CartTest#adds', 'repeat x4');
    expect(said.at(-1)).toContain('`CartTest#adds` at `main`');
  });
});

describe('what is known of a test', () => {
  it('is counted for the time that is asked for, and for all time', async () => {
    const [, , lately, ever] = await tell(
      'repeat A#b x4',
      () => (clock += 40 * 86_400_000),
      'repeat A#b x8',
      'stats A#b',
      'stats A#b since=all',
    );
    expect(lately).toContain('asked 8 = executed 8 + skipped 0 + lost 0');
    expect(lately).toContain('of the last 30d');
    expect(ever).toContain('asked 12 = executed 12 + skipped 0 + lost 0');
  });

  it('says what the next run may cost, once one has run', async () => {
    const [, after] = await tell('repeat Cost#new x8', 'repeat Cost#new x10 dry-run');
    expect(after).toContain('at most 10 iterations, about 1 CI minute (as this test took lately)');
    expect(after).toContain('What `local` would be sent:');
  });
});

describe('a result', () => {
  it.each([
    'repeat A#b x8 note="again"',
    'compare side..main A#b x12',
    'repeat A#b expect=fail',
    'repeat A#b ref=nowhere',
    'bisect A#b good=nowhere',
  ])('of `%s` can be worded again as it was posted', async (line) => {
    commitFiles(desk.repository, { 'b.txt': line }, 'Move on');
    await tell(line);
    const posted = desk.on(issue).find(({ document }) => document?.topic.kind === 'result');
    const [run] = await desk.store.runs.on(desk.ticket(issue));
    const again = await reportAgain(run?.id ?? '', { store: desk.store, commandWord: 'retrial' });
    const timeless = (document?: Document): string => plain(document).replaceAll(/Took [\d.]+ s/g, '');
    expect(timeless(again.document)).toBe(timeless(posted?.document));
    expect(again.data).toMatchObject({ run: run?.id });
  });

  it('of a run that never was is not made up', async () => {
    const again = reportAgain('r-nowhere', { store: desk.store, commandWord: 'retrial' });
    await expect(again).rejects.toThrow('There is no run r-nowhere');
  });

  it.each(['github', 'markdown', 'jira', 'adf', 'html', 'text'] as const)(
    'of a run that failed is written as %s too',
    async (format) => {
      await tell('repeat A#b ref=nowhere');
      const [run] = await desk.store.runs.on(desk.ticket(issue));
      const { document, data } = await reportAgain(run?.id ?? '', {
        store: desk.store,
        commandWord: 'retrial',
      });
      const look = { width: 80, colour: false, unicode: true };
      expect(renderDocument(document, format, look)).toMatch(/couldn(?:'|’|&#39;|&#x27;)t start/);
      expect(data).toMatchObject({ schema: 'retrial.failure/1', run: run?.id, fault: { code: 'E-REF' } });
    },
  );
});

it('shows what CI would be sent only to those who may run', async () => {
  const [shown] = await tell('repeat A#b x4 dry-run');
  expect(shown).toContain('make');
  await desk.say({ issue, body: '/retrial repeat A#b x4 dry-run', author: 'reader' });
  const hidden = desk.on(issue).flatMap(({ document }) => (document === undefined ? [] : [plain(document)]));
  expect(hidden.at(-1)).toContain('A#b');
  expect(hidden.at(-1)).not.toContain('make');
});

describe('an older result', () => {
  it('is folded away once its branch has moved on and the same was asked again', async () => {
    await tell('repeat A#b x4 ref=side', moveSide, 'repeat A#b x8');
    expect(folded()).toHaveLength(1);
  });

  it('stays where the new run was cancelled before anything ran', async () => {
    await tell('repeat A#b x4 ref=side', moveSide);
    await desk.say({ issue, body: '/retrial repeat A#b x8' });
    await desk.say({ issue, body: '/retrial cancel' });
    await desk.work();
    expect(folded()).toEqual([]);
  });

  it.each([
    ['at the same commit: it is as true', ['repeat A#b x4 ref=side', 'repeat A#b x8 ref=side']],
    ['of another test', ['repeat A#b x4 ref=side', moveSide, 'repeat A#c x4']],
    ['of another branch', ['repeat A#b x4 ref=side', 'repeat A#b x4 ref=main']],
    ['of another question', ['repeat A#b x4 ref=side', moveSide, 'repeat A#b expect=fail']],
  ])('stays where the new one is %s', async (_, steps) => {
    await tell(...steps);
    expect(folded()).toEqual([]);
  });
});
