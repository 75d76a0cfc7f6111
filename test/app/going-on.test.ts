import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServiceRefusal } from '../../src/model/errors.ts';
import type { Document } from '../../src/model/document.ts';
import type { Right } from '../../src/model/ticket.ts';
import type { CodeHost } from '../../src/trackers/code-host/code-host.ts';
import { plain } from '../commands/fakes.ts';
import { scratch } from '../support/scratch.ts';
import { openDesk, type DeskWorld } from './desk.ts';

const path = 'CasTest.java';
const source = `import org.junit.Ignore;
import org.junit.Test;
public class CasTest {
  @Test public void testWrites() {}
  @Ignore @Test public void testReads() {}
}
`;
const settings = 'local: { command: [make] }\n';
const rights: Record<string, Right> = { ann: 'decide' };
const edited: Document[] = [];
let desk: DeskWorld;
let isRefused = true;
/** Where the program dies. */
let diesAt: 'label' | 'propose' | undefined;
let project: string | undefined;
let clock = Date.parse('2026-01-01T00:00:00Z');
const host: CodeHost = {
  checkMayPropose: async () => {},
  stateOf: async () => 'open',
  headOf: async () => 'd'.repeat(40),
  readFile: async () => source,
  async propose({ branch }) {
    if (diesAt === 'propose') throw new Error('died');
    if (isRefused) throw new ServiceRefusal('422 a ruleset forbids it');
    return { number: 7, url: `https://git.example.org/${branch}` };
  },
};

beforeAll(async () => {
  desk = await openDesk({
    folder: scratch('going-on'),
    files: { [path]: source },
    settings,
    rights,
    host,
    now: () => new Date((clock += 1_000)),
    tracker: {
      rightOf: async (_, { login }) => rights[login] ?? 'read',
      readProjectFile: async () => project,
      releases: async () => ['4.1', '4.2'].map((name) => ({ name, isOut: false })),
      async label() {
        if (diesAt === 'label') throw new Error('died');
      },
      edit: async (_ticket, _comment, document) => void edited.push(document),
    },
  });
});
afterAll(async () => desk.close());

/** A comment whose decision lacks its pull request; its answer by then. */
async function half(issue: number, ...lines: string[]): Promise<string> {
  isRefused = true;
  project = settings;
  rights['ann'] = 'decide';
  edited.length = 0;
  const body = lines.map((line) => `/retrial ${line}`).join('\n');
  await expect(desk.say({ issue, body, author: 'ann' })).rejects.toThrow('a step of a decision is missing');
  isRefused = false;
  return desk
    .on(issue)
    .map(({ document }) => plain(document))
    .join('\n');
}

const ignore = 'ignore CasTest#testWrites reason=x until=4.2 ticket=here';
const answers = (): string => edited.map(plain).join('\n');

describe('a comment whose decision lacks a step', () => {
  it('has its decision gone on with, and nothing else of it done again', async () => {
    await half(1, 'allow bob', 'waive reason=x release=4.1', ignore);
    await desk.store.permits.remove(desk.ticket(1), 'bob');
    await desk.again();
    expect(await desk.store.permits.of(desk.ticket(1))).toEqual([]);
    expect(edited).toHaveLength(1);
    expect(answers()).toContain('Ignore `CasTest#testWrites`');
    expect(answers()).toContain('| #7');
    expect(edited[0]?.topic.id).toMatch(/-2$/);
  });

  it.each([
    ['its author may decide no more', () => void (rights['ann'] = 'read')],
    [
      'release managers were named',
      () => void (project = `${settings}policy: { releaseManagers: [mick] }\n`),
    ],
  ])('is gone on with though %s', async (what, happens) => {
    const issue = 2 + what.length;
    await half(issue, ignore);
    happens();
    await desk.again();
    expect(answers()).toContain('| #7');
    expect(answers()).not.toContain('this step is missing');
  });

  it('waits while nobody can read the settings of the project, and not for ever', async () => {
    await half(3, ignore);
    project = 'local: [';
    await expect(desk.again()).rejects.toThrow('.github/retrial.yml');
    clock += 8 * 86_400_000;
    await desk.again();
    expect(answers()).toBe('');
  });

  it('is gone on with though the comment is gone', async () => {
    const said = await half(4, ignore);
    expect(said).toContain('422 a ruleset forbids it');
    await desk.gone(4);
    expect(answers()).toContain('| #7');
  });

  it('repeats the test as often as it was asked, once its pull request is there', async () => {
    await half(5, 'unignore CasTest#testReads x30');
    expect(await desk.store.runs.on(desk.ticket(5))).toEqual([]);
    await desk.again();
    expect(await desk.store.runs.on(desk.ticket(5))).toMatchObject([{ asked: 30, requestedBy: 'ann' }]);
  });
});

describe('a comment that was never answered, and whose author may decide no more', () => {
  const die = async (issue: number, at: 'label' | 'propose', body: string): Promise<void> => {
    project = settings;
    rights['ann'] = 'decide';
    isRefused = false;
    diesAt = at;
    await expect(desk.say({ issue, body, author: 'ann' })).rejects.toThrow('died');
    diesAt = undefined;
    rights['ann'] = 'read';
    edited.length = 0;
    await desk.again();
  };
  const said = (issue: number): string =>
    [...edited, ...desk.on(issue).map(({ document }) => document)].map(plain).join('\n');

  it('has nothing decided that was not in the ledger by then, and is told so', async () => {
    await die(130, 'label', '/retrial blocker add release=4.1');
    expect(said(130)).toContain("You can't decide about tests here yet");
    expect(said(130)).toContain('nothing was decided, and it is not gone on with.');
    expect(await desk.store.ledger.of({ ticket: desk.ticket(130) })).toEqual([]);
  });

  it('has its decision gone on with that was in the ledger, and nothing else of it', async () => {
    await die(131, 'propose', `/retrial ${ignore}\n/retrial waive reason=x release=4.1`);
    expect(said(131)).toContain('| #7');
    expect(said(131)).toContain("You can't decide about tests here yet");
    expect(said(131)).not.toContain('not gone on with');
    const entries = await desk.store.ledger.of({ ticket: desk.ticket(131) });
    expect(entries.map(({ decision }) => decision.what)).toEqual(['ignore']);
  });
});

describe('a comment that is gone before it was answered', () => {
  const die = async (issue: number, at: 'label' | 'propose', ...lines: string[]): Promise<void> => {
    project = settings;
    rights['ann'] = 'decide';
    isRefused = false;
    diesAt = at;
    const body = lines.map((line) => `/retrial ${line}`).join('\n');
    await expect(desk.say({ issue, body, author: 'ann' })).rejects.toThrow('died');
    diesAt = undefined;
    edited.length = 0;
    await desk.gone(issue);
  };
  // Beside them stands that something went wrong.
  const answered = (issue: number) =>
    desk.on(issue).flatMap(({ document }) => (document?.topic.kind === 'decision' ? document : []));

  it('has what is in the ledger by then carried out and told, each under the topic of its answer', async () => {
    await die(140, 'propose', 'waive reason=x release=4.1', ignore);
    expect(answered(140).map(plain).join('\n')).toContain('| #7');
    // The first was carried out, and nobody had been told.
    expect(answered(140).map(plain)[0]).toContain('Waive');
    expect(answered(140).map(({ topic }) => topic.id)).toEqual([
      expect.stringMatching(/^\d+$/),
      expect.stringMatching(/^\d+-2$/),
    ]);
    await desk.gone(140);
    expect(answered(140)).toHaveLength(2);
    expect(edited).toEqual([]);
  });

  it('is not told again of what it was told of', async () => {
    project = settings;
    rights['ann'] = 'decide';
    edited.length = 0;
    await desk.say({ issue: 142, body: '/retrial waive reason=x release=4.1', author: 'ann' });
    expect(answered(142)).toHaveLength(1);
    await desk.gone(142);
    expect(answered(142)).toHaveLength(1);
    expect(edited).toEqual([]);
  });

  it('is told of the follow-up that was made for what was not decided, once', async () => {
    await desk.say({ issue: 143, id: 5_000, body: 'Nothing of this is a command.' });
    const ticket = desk.ticket(143);
    const at = '2026-01-01T00:00:00Z';
    const decision = {
      id: 'github:acme/shop#143/5000/1',
      ticket,
      by: 'ann',
      at,
      what: 'ignore',
      reason: 'x',
    };
    const made = { ticket: { ...ticket, key: '9' }, url: 'https://git.example.org/9' };
    const order = { decision, ticket: { project: { tracker: 'github', project: 'acme/shop' }, made } };
    await desk.store.orders.begin(decision.id, order, at);
    await desk.gone(143);
    await desk.gone(143);
    const told = desk.on(143).flatMap(({ document }) => (document === undefined ? [] : [plain(document)]));
    expect(told).toEqual([expect.stringContaining('#9` already: close what nobody needs')]);
    expect(told[0]).toContain('What you asked for here was not decided');
    expect(await desk.store.ledger.of({ ticket })).toEqual([]);
  });

  it('has let go of what was recorded only', async () => {
    await die(141, 'label', 'blocker add release=4.1');
    expect(answered(141)).toEqual([]);
    expect(await desk.store.ledger.of({ ticket: desk.ticket(141) })).toEqual([]);
    const orders = await desk.store.orders.beginningWith('github:acme/shop#141/');
    expect(orders).toMatchObject([{ refused: true }]);
  });
});
