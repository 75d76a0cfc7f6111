import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestNow, listDigests, sendDue, turnDigest, type DigestProject } from '../../src/app/digests.ts';
import { readOwnSettings } from '../../src/config/project.ts';
import { readServerConfig } from '../../src/config/server.ts';
import { flakes } from '../../src/digests/flakes.ts';
import { Jira } from '../../src/jira/jira.ts';
import type { BuildRecord } from '../../src/model/history.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { jira } from '../../src/trackers/jira.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { addIssue, newJira, saidBy, touch } from '../fakes/jira/state.ts';
import { Death, mortal, type Fate } from '../support/mortal.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { scratch } from '../support/scratch.ts';

const immortal: Fate = { strikesAt: -1, calls: 0 };
const project = { tracker: 'jira', project: 'SHOP' } as const;
let folder: TemporaryFolder;
let store: Store;
let fake: FakeJira;
let clock: Date;
let turn = 0;
let digest = '';
const files = scratch('digests');
const warnings: string[] = [];

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});
beforeEach(async () => {
  await fake?.close();
  warnings.length = 0;
  digest = `daily-${(turn += 1)}`;
  fake = await startFakeJira(newJira({ versions: [{ name: '4.1', released: false }] }));
  Object.assign(addIssue(fake.state, 'SHOP-2'), { fixVersions: ['4.1'], labels: ['release-blocker'] });
  // A Tuesday.
  clock = new Date('2026-11-24T12:00:00.000Z');
});
afterAll(() => fake.close());

const config = readServerConfig(
  {
    name: 'server.yml',
    text: `outlets: { archive: { folder: ${files} }, other: { folder: /x, projects: [TOYS] } }`,
  },
  {},
);

function own(more = ''): DigestProject {
  const text = `releases: [{ name: '4.1', summary: SHOP-1, date: 2026-12-01 }]\ndigests: { ${digest}: { kind: countdown, cron: '0 8 * * *'${more} } }`;
  const client = new Jira({ url: fake.url, kind: 'data-center', token: 'secret' });
  const tracker = jira(client, { of: () => undefined, readFile: async () => undefined });
  return { project, settings: readOwnSettings({ name: 'retrial.yml', text }), tracker };
}

async function look(more = '', fate: Fate = immortal, server = config): Promise<void> {
  const parts = { config: server, findings: new Map(), now: () => clock, store: mortal(store, fate) };
  const log = { warn: (facts: { error: string }) => void warnings.push(facts.error) };
  const one = own(more);
  // A log of the program has more to it than is used here.
  await sendDue({ ...one, tracker: mortal(one.tracker, fate) }, Object.assign(parts, { log }) as never);
}

const posts = (): readonly string[] => saidBy(fake.state, 'retrial');
const at = (time: string): void => void (clock = new Date(time));

describe('a digest', () => {
  it('comes at its time, once, from two workers and through a restart at that very moment', async () => {
    await look();
    expect(posts()).toHaveLength(0);
    at('2026-11-25T08:00:00.000Z');
    await Promise.all([look(), look(), look()]);
    // Another process, a moment later.
    at('2026-11-25T08:00:01.000Z');
    await Promise.all([look(), look()]);
    at('2026-11-25T20:00:00.000Z');
    await look();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toContain('blocked by 1');
    expect(posts()[0]).toContain('6 days to the release');
  });

  it('catches up once after a time of standing still, and sends nothing from before it was known', async () => {
    await look();
    at('2026-12-09T12:00:00.000Z');
    await look();
    at('2026-12-09T12:01:00.000Z');
    await look();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toContain('8 days past the date');
  });

  it('is sent once whatever step a worker dies at', async () => {
    await look();
    for (let strike = 1, died = true, day = 25; died; strike += 1, day += 1) {
      died = false;
      const month = day > 30 ? `12-${String(day - 30).padStart(2, '0')}` : `11-${day}`;
      at(`2026-${month}T08:00:00.000Z`);
      try {
        await look('', { strikesAt: strike, calls: 0 });
      } catch (error) {
        if (!(error instanceof Death)) throw error;
      }
      died = warnings.length > 0 || posts().length < strike;
      warnings.length = 0;
      at(`2026-${month}T08:05:00.000Z`);
      await look();
      expect({ strike, posts: posts().length }).toEqual({ strike, posts: strike });
    }
  }, 60_000);

  it('is quiet while it is off, and sends nothing of that time later', async () => {
    await look();
    const parts = { config, findings: new Map(), now: () => clock, store };
    await turnDigest({ name: digest, isOn: false, by: 'ann' }, own(), parts);
    at('2026-11-25T09:00:00.000Z');
    await look();
    await turnDigest({ name: digest, isOn: true, by: 'ann' }, own(), parts);
    await look();
    expect(posts()).toHaveLength(0);
    at('2026-11-26T09:00:00.000Z');
    await look();
    expect(posts()).toHaveLength(1);
  });

  it('goes where the operator lets it, and what fails is tried again', async () => {
    const to = ', to: [{ outlet: archive }, { outlet: other }, { outlet: ../x }]';
    expect(() => own(to)).toThrow('digests.');
    const open = ', to: [{ outlet: archive }, { outlet: other }]';
    await look(open);
    at('2026-11-25T08:00:00.000Z');
    await look(open);
    expect(await readdir(files)).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining('no outlet `other` for SHOP')]);
    at('2026-11-25T08:03:00.000Z');
    await look(open);
    expect(warnings).toHaveLength(2);
    expect(await readdir(files)).toHaveLength(1);
  });

  it('says that it may be a second copy where a webhook did not answer the first time, and then alone', async () => {
    const bodies: string[] = [];
    // What becomes of each letter, in turn; undefined: it is not answered.
    const fates: (number | undefined)[] = [undefined, 200, 403, 200, undefined, 403, 200];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => void (body += part.toString()));
      request.on('end', () => {
        const fate = fates[bodies.push(body) - 1];
        if (fate === undefined) request.socket.destroy();
        else response.writeHead(fate).end('ok');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = Object(server.address());
    const outlets = readServerConfig(
      { name: 'server.yml', text: 'outlets: { chat: { slack: true } }' },
      { SLACK_WEBHOOK_CHAT: `http://127.0.0.1:${port}/x` },
    );
    const to = ', to: [{ outlet: chat }]';
    await look(to, immortal, outlets);
    const looks = ['25T08:00', '25T08:10', '26T08:00', '26T08:10', '27T08:00', '27T08:10', '27T08:20'];
    for (const time of looks) {
      at(`2026-11-${time}:00.000Z`);
      await look(to, immortal, outlets);
    }
    // The next one can't be written: the tracker is down.
    fake.state.faults.push({ method: 'GET', path: /./, status: 503 });
    at('2026-11-28T08:00:00.000Z');
    await look(to, immortal, outlets);
    expect(bodies).toHaveLength(7);
    fates.push(200);
    fake.state.faults.length = 0;
    at('2026-11-28T08:10:00.000Z');
    await look(to, immortal, outlets);
    server.close();
    const saysSo = bodies.map((body) => body.includes('may be a second copy'));
    expect(saysSo).toEqual([false, true, false, false, false, true, true, false]);
  });

  it('sends nothing from before a place was named or the schedule became what it is', async () => {
    await look();
    at('2026-11-25T12:00:00.000Z');
    await look();
    expect(posts()).toHaveLength(1);
    const before = (await readdir(files)).length;
    await look(', to: [{ outlet: archive }]');
    expect(await readdir(files)).toHaveLength(before);
    at('2026-11-26T08:00:00.000Z');
    await look(', to: [{ outlet: archive }]');
    expect(await readdir(files)).toHaveLength(before + 1);
    // From eight in the morning in UTC to eight in Tokyo, which is eleven at night in UTC.
    at('2026-11-27T07:00:00.000Z');
    await look(', to: [{ outlet: archive }], zone: Asia/Tokyo');
    expect(await readdir(files)).toHaveLength(before + 1);
  });

  it('comes to a Jira project, where each comment is a mail to many, only where it is written down', async () => {
    const parts = { config, findings: new Map(), now: () => clock, store };
    const settings = readOwnSettings({
      name: 'retrial.yml',
      text: "releases: [{ name: '4.1', summary: SHOP-1 }]",
    });
    const none = { ...own(), settings };
    const log = { warn: (facts: object) => void warnings.push(JSON.stringify(facts)) };
    for (const time of ['2026-11-24T12:00:00.000Z', '2026-11-27T12:00:00.000Z']) {
      at(time);
      await sendDue(none, Object.assign(parts, { log }) as never);
    }
    expect(posts()).toHaveLength(0);
    expect(await listDigests(none, parts)).toEqual([]);
    const onGitHub = { ...none, project: { tracker: 'github', project: 'acme/shop' } } as const;
    expect(await listDigests(onGitHub, parts)).toMatchObject([{ name: 'countdown', cron: '0 8 * * 1-5' }]);
  });

  it('says what failed without a ticket, and what flaked this week and cost', async () => {
    for (const [day, failed] of [12, 18, 19, 20, 21, 22, 23, 24].map(
      (one, index) => [one, index % 2] as const,
    ))
      await store.history.add(build(`2026-11-${day}T10:00:00.000Z`, failed === 1));
    const parts = { config, findings: new Map(), now: () => clock, store };
    const settings = readOwnSettings({
      name: 'retrial.yml',
      text: "digests: { w: { kind: flakes, cron: '0 8 * * 1' }, t: { kind: triage, cron: '0 8 * * *' } }",
    });
    const read = async (name: string) =>
      (await digestNow(name, { ...own(), settings }, parts)).map((one) => renderGitHub(one)).join('\n');
    const week = await read('w');
    expect(week).toContain(
      'week 47 (17 Nov 2026 to 24 Nov 2026): 1 flaky, 1 new, 0 gone; ignored debt 0 (±0)',
    );
    expect(week).toContain('has no ticket: file one');
    expect(week).toContain('4 red builds');
    expect(week).toContain('Never ran');
    // It was there every week since, and nothing ran in the weeks before: the mark of that is no zero.
    expect(week).toMatch(/Till#pays` \| 4 \/ 7 .* \| `∅∅∅∅∅·▇▆` \|/);
    const ticket = { ...project, key: 'SHOP-2' };
    const at = clock.toISOString();
    await store.issueLinks.add('SHOP', { ticket, kind: 'test', target: 'Till#pays', by: 'mick', at });
    const ignored = {
      what: 'ignore',
      by: 'mick',
      at,
      ticket,
      reason: 'slow disk',
      test: 'Desk#opens',
    } as const;
    await store.ledger.append({ ...ignored, id: 'ignored-now' });
    const unowned = await read('w');
    expect(unowned).toContain('ignored debt 1 (+1)');
    // Until a release that is out: no longer. Until a version that looks like a date: no day is told.
    fake.state.versions.push({ name: '4.0', released: true });
    await store.ledger.append({ ...ignored, id: 'ended', test: 'Desk#ended', until: '4.0' });
    await store.ledger.append({ ...ignored, id: 'calver', test: 'Desk#calver', until: '2026.12' });
    expect(await read('w')).toContain('ignored debt 2 (+2)');
    expect(await read('w')).not.toContain('ends on');
    await store.ledger.append({ ...ignored, id: 'soon', test: 'Desk#soon', until: '2026-11-24' });
    expect(await read('w')).toContain('The ignore of `Desk#soon` ends on 24 Nov 2026.');
    expect(unowned).toContain('has no owner: assign SHOP-');
    expect(unowned).toContain('2, no owner |');
    Object.assign(touch(fake.state, 'SHOP-2'), { assignee: 'driftx' });
    expect(await read('w')).toContain('2, `driftx` |');
    // A ticket that the test is tied to is a ticket of its cause.
    expect(await read('t')).not.toContain('no ticket');
    await store.issueLinks.remove(ticket);
    const today = await read('t');
    expect(today).toContain('1 cause');
    expect(today).toContain('TimeoutException');
    expect(today).toContain('file a ticket and run `/retrial link` with the test there');
    await expect(read('x')).rejects.toThrow('There are: `w`, `t`.');
  });
});

describe('the flakes digest', () => {
  it('says since which commit of which week a test is broken, though its own week is one', async () => {
    const where = { branch: 'main', lane: 'jdk11', passesKnown: true };
    for (const [day, failed] of [
      ['10-27', 0],
      ['11-03', 1],
      ['11-10', 1],
      ['11-18', 1],
      ['11-23', 1],
    ] as const) {
      const at = `2026-${day}T10:00:00.000Z`;
      const tally = { test: 'shop.Desk#opens', passed: 1 - failed, failed, skipped: 0 };
      const about = { ...where, project: 'DESK', id: day, commit: `c${day}`, at };
      await store.history.add({ build: about, tallies: [tally], failures: [], signatures: [] });
    }
    const shown = await weekly('DESK');
    expect(shown).toContain('0 flaky, 1 broken');
    expect(shown).toMatch(/opens.*since 3 Nov 2026 at `c11-03`, passed last at `c10-27`/);
  });

  it('tells once, weeks after it failed last, that a test was clean 300 times', async () => {
    for (const [day, passed] of [
      ['10-13', 0],
      ['10-20', 100],
      ['11-03', 100],
      ['11-17', 100],
      ['11-24', 100],
    ] as const) {
      const at = `2026-${day}T13:00:00.000Z`;
      const tallies = ['shop.Slow#pays', 'shop.Slow#idles'].map((test) => ({
        test,
        passed: test.endsWith('pays') ? passed : 0,
        failed: passed === 0 ? 1 : 0,
        skipped: 0,
      }));
      const about = {
        branch: 'main',
        lane: 'ci',
        passesKnown: true,
        project: 'SLOW',
        id: day,
        commit: day,
        at,
      };
      const failures =
        passed > 0 ? [] : tallies.map(({ test }) => ({ test, signature: `s1-${test}`, count: 1 }));
      await store.history.add({ build: about, tallies, failures, signatures: [] });
    }
    expect(await weekly('SLOW')).toMatch(/1 gone.*\*\*Gone:\*\* 1 .*Slow#pays/s);
    expect(await weekly('SLOW', '2026-12-01T12:00:00.000Z')).toContain('0 gone');
  });
});

async function weekly(name: string, now = '2026-11-24T12:00:00.000Z'): Promise<string> {
  const question = {
    project: { tracker: 'jira', project: name },
    repository: name,
    topic: { kind: 'digest', id: 'w' },
    knownIssues: [],
    now,
    dueBefore: now,
    word: 'retrial',
  } as const;
  const document = await flakes.write(question, {
    store,
    look: () => Promise.reject(new Error('no release is asked for')),
    releases: async () => [],
    ownersOf: async () => new Map(),
  });
  return document === undefined ? '' : renderGitHub(document);
}

function build(at: string, isRed: boolean): BuildRecord {
  const test = 'shop.Till#pays';
  const example = {
    kind: 'error',
    message: 'TimeoutException: too late',
    body: 'at shop.Till',
    type: 'TimeoutException',
  } as const;
  return {
    build: { project: 'SHOP', id: at, branch: 'main', lane: 'ci', commit: at, at, passesKnown: true },
    tallies: [
      { test, passed: isRed ? 0 : 1, failed: isRed ? 1 : 0, skipped: 0 },
      { test: 'shop.Till#skips', passed: 0, failed: 0, skipped: 1 },
    ],
    failures: isRed ? [{ test, signature: 's1', count: 1 }] : [],
    signatures: isRed
      ? [
          {
            id: 's1',
            title: 'TimeoutException: too late',
            container: 'shop.Till',
            name: 'pays',
            example,
          },
        ]
      : [],
  };
}
