import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetryableError, ServiceRefusal } from '../../src/model/errors.ts';
import type { CodeHost, Proposal } from '../../src/trackers/code-host/code-host.ts';
import { plain } from '../commands/fakes.ts';
import { Death } from '../support/mortal.ts';
import { gitIn, scratch } from '../support/scratch.ts';
import { openDesk, type DeskWorld } from './desk.ts';

const settings = 'local: { command: [sh, one.sh] }\nlimits: { defaultRuns: 8 }\n';
const path = 'test/CasTest.java';
const source =
  'import org.junit.Ignore;\nimport org.junit.Test;\nclass CasTest {\n  @Ignore("slow")\n  @Test public void waits() {}\n}\n';

const fate = { strikesAt: -1, calls: 0, isFinal: true };
const proposals = new Map<string, Proposal>();
/** What keeps the host from opening a pull request. */
let ruling: string | undefined;
let later = 0;
let desk: DeskWorld;

const host: CodeHost = {
  checkMayPropose: async () => {},
  stateOf: async () => 'open',
  headOf: async () => 'd'.repeat(40),
  readFile: async () => source,
  async propose(proposal) {
    if (ruling !== undefined) throw new ServiceRefusal(ruling);
    proposals.set(proposal.branch, proposal);
    gitIn(desk.repository, 'branch', '--force', proposal.branch);
    return { number: proposals.size, url: `https://git.example.org/pull/${proposals.size}` };
  },
};

beforeAll(async () => {
  const now = (): Date => new Date(Date.now() + later);
  const rights = { driftx: 'decide' as const };
  const tracker = { defaultRevision: async () => ({ revision: 'main', isFork: false }) };
  const files = { [path]: source };
  desk = await openDesk({ folder: scratch('decisions'), files, settings, rights, host, fate, now, tracker });
});

afterAll(async () => desk.close());

/** Says it as a process that dies at a step; whether it did. */
async function saidUntil(strikesAt: number, issue: number, body: string): Promise<boolean> {
  Object.assign(fate, { strikesAt, calls: 0 });
  try {
    await desk.say({ issue, id: issue, body });
    return false;
  } catch (error) {
    if (error instanceof Death) return true;
    throw error;
  } finally {
    fate.strikesAt = -1;
  }
}

function repliesOn(issue: number): readonly string[] {
  return desk.on(issue).flatMap(({ document }) => (document === undefined ? [] : [plain(document)]));
}

describe('unignore', () => {
  it('whatever step it dies at, is proposed, entered, run and answered once', async () => {
    const body = '/retrial unignore CasTest#waits x8';
    let issue = 100;
    // Before and after steps by turns.
    for (let [strikesAt, died] = [3, true]; died; strikesAt += 5) {
      issue += 1;
      const before = proposals.size;
      died = await saidUntil(strikesAt, issue, body);
      if (died) await saidUntil(-1, issue, body);
      const ticket = desk.ticket(issue);
      const [run, ...more] = await desk.store.runs.on(ticket);
      expect([run?.asked, run?.selector.text, more]).toEqual([8, 'CasTest#waits', []]);
      expect(run?.revision).toBe([...proposals.keys()].at(-1));
      expect(proposals.size).toBe(before + 1);
      expect(await desk.store.ledger.of({ ticket })).toHaveLength(1);
      const replies = repliesOn(issue);
      expect(new Set(replies).size).toBe(1);
      expect(replies[0]).toContain(`\`${run?.id}\``);
    }
    expect(issue).toBeGreaterThan(108);
  }, 120_000);
});

describe('a step that is refused', () => {
  const body = '/retrial unignore CasTest#waits';

  it('is answered as missing, asks to be tried again in an hour, and is completed then', async () => {
    ruling = 'GitHub: make a branch: 422 a ruleset forbids it';
    const tried = desk.say({ issue: 20, id: 20, body });
    await expect(tried).rejects.toThrow(RetryableError);
    await expect(tried).rejects.toMatchObject({ retryAfterMs: 3_600_000 });
    expect(repliesOn(20)[0]).toContain('a ruleset forbids it');
    await expect(desk.say({ issue: 20, id: 20, body })).rejects.toThrow(RetryableError);
    ruling = undefined;
    await desk.say({ issue: 20, id: 20, body });
    const last = desk
      .on(20)
      .flatMap(({ edited }) => (edited === undefined ? [] : [plain(edited)]))
      .at(-1);
    expect(last).toMatch(/Pull request \| #\d+/);
    expect(last).not.toContain('ruleset');
    expect(await desk.store.ledger.of({ ticket: desk.ticket(20) })).toHaveLength(1);
    expect(await desk.store.runs.on(desk.ticket(20))).toHaveLength(1);
  });

  it('is asked no more after a week', async () => {
    ruling = 'GitHub: make a branch: 422 a ruleset forbids it';
    await expect(desk.say({ issue: 21, id: 21, body })).rejects.toThrow(RetryableError);
    later = 8 * 86_400_000;
    await desk.say({ issue: 21, id: 21, body });
    later = 0;
    ruling = undefined;
    expect(repliesOn(21).at(-1)).toContain('a ruleset forbids it');
    expect(await desk.store.ledger.of({ ticket: desk.ticket(21) })).toHaveLength(1);
  });
});
