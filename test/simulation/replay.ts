import { sendDue } from '../../src/app/digests.ts';
import { readOwnSettings } from '../../src/config/project.ts';
import { readServerConfig } from '../../src/config/server.ts';
import type { Document } from '../../src/model/document.ts';
import type { ReleaseBoard } from '../../src/model/release-board.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import type { Store } from '../../src/store/store.ts';
import type { Tracker } from '../../src/trackers/tracker.ts';
import { watchRelease } from '../../src/worker/releases/watch.ts';
import { begin, dayMs, halfYear, releases, type SimulatedTicket } from './half-year.ts';
import { listener, type Sight } from './heard.ts';
import { memoryStore } from './memory-store.ts';
import { expected, limits, releaseOf, rule, scratchBoards, timeless, told, word } from './scratch.ts';

const project = { tracker: 'github', project: 'acme/shop', installation: 42 } as const;
const minuteMs = 60_000;
const digestTicket = '2';
const config = readServerConfig({ name: 'server.yml', text: '' }, {});
const digestSettings = readOwnSettings({
  name: 'retrial.yml',
  text: `
releases: ${JSON.stringify(releases.map((name) => ({ ...releaseOf(name), summary: 1 })))}
policy: { tolerance: ${limits.tolerance} }
digests: { weekly: { kind: countdown, cron: '0 9 * * 1', to: [{ ticket: ${digestTicket} }] } }`,
});

export interface Posted {
  readonly at: string;
  readonly release: string;
  readonly document: Document;
}

/** What half a year of looks posted, and whatever was wrong about it, in words. */
export interface Replay {
  readonly posts: readonly Posted[];
  readonly digests: readonly Posted[];
  readonly faults: readonly string[];
  readonly looks: number;
  /** Seconds of CPU of the program's own looks and digests, without what holds them against boards from scratch. */
  readonly seconds: number;
}

/**
 * Replays a simulated half year through the real look, board, wording and posting on a clock of its own: after each event
 * its release is looked at five minutes long, and once a day in any case. Every section is held against a board made
 * from scratch, every post against what changed since the one before.
 */
export async function replay(seed: number, tickets = 200): Promise<Replay> {
  const world = createWorld();
  const next = [...halfYear(seed, tickets)];
  // Past the last event, so that no Monday is missed.
  const days = Array.from({ length: 210 }, (_, day) => begin + day * dayMs);
  const moments = next.map(({ at }) => Math.ceil(Date.parse(at) / minuteMs) * minuteMs);
  const times = [...new Set([...days, ...moments])].toSorted((one, other) => one - other);
  for (const [index, time] of times.entries()) {
    const changed = new Set<string>(days.includes(time) ? releases : []);
    for (let event = next[0]; event !== undefined && Date.parse(event.at) <= time; event = next[0]) {
      next.shift();
      for (const release of world.happen(event)) changed.add(release);
    }
    // A server asks every minute; here it is enough that nothing comes at some other time.
    if (index % 4 === 0 || days.includes(time)) await world.digest(time);
    const until = times[index + 1] ?? Number.POSITIVE_INFINITY;
    for (const release of changed) {
      await world.look(release, time);
      // Where nobody is owed anything, the next look comes with the next event or day.
      if (time + minuteMs >= until || world.owes(release).length === 0) continue;
      await world.look(release, time + minuteMs);
      world.checkTold(release);
    }
  }
  return { posts: world.posts, digests: world.digests, faults: world.faults, ...world.spent() };
}

/** What a clone tells of the simulated commits. */
const holds = async (_: string, { revision }: { readonly revision: string }) => !revision.startsWith('old');

/** The project, a tracker and a store in memory, and what is known to be right of them. */
function createWorld() {
  const tickets = new Map<string, SimulatedTicket>();
  const [posts, digests, faults]: [Posted[], Posted[], string[]] = [[], [], []];
  const ears = new Map(releases.map((name) => [name as string, listener()]));
  const begun = new Set<string>();
  const sections = new Map<string, string>();
  let [clock, looks, release, cpuMs] = [new Date(begin), 0, '', 0];
  const timed = async (work: () => Promise<void>): Promise<void> => {
    const began = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(began);
    cpuMs += (user + system) / 1_000;
  };
  const store = memoryStore(tickets, () => clock);
  const boardOf = scratchBoards(tickets);
  const scratch = (): ReleaseBoard => boardOf({ release, clock });
  const memories = { counted: new Map(), last: new Map() };
  const tracker = {
    releaseTickets: async (
      _: object,
      asked: { readonly release: string; readonly also?: readonly string[] },
    ) => ({
      tickets: [...tickets.values()]
        .map(({ facts }) => facts)
        .filter(
          ({ ticket, milestones }) =>
            milestones.includes(asked.release) || asked.also?.includes(ticket.key) === true,
        ),
      gaps: [],
      out: [],
      releases: releases.map((name) => ({ name, isOut: false })),
    }),
    writeSection: async (_: TicketRef, name: string, document: Document) =>
      void sections.set(name, timeless(told(document))),
    async post({ key }: TicketRef, document: Document) {
      if (key === digestTicket) digests.push({ at: clock.toISOString(), release, document });
      // A ticket whose decision ran out is told so itself; that is no summary.
      if (key !== '1') return { commentId: `on ${key}`, nodeId: `on ${key}` };
      posts.push({ at: clock.toISOString(), release, document });
      return { commentId: String(posts.length), nodeId: String(posts.length) };
    },
    edit: async () => void faults.push(`${clock.toISOString()}: a post was edited`),
    findByMarker: async () => undefined,
    minimise: async () => {},
  };
  const owes = (name: string): readonly string[] => ears.get(name)?.owes() ?? [];
  const fault = (words: string): void => void faults.push(`${clock.toISOString()} ${release}: ${words}`);
  return {
    posts,
    digests,
    faults,
    spent: () => ({ looks, seconds: cpuMs / 1_000 }),
    owes,
    happen({ key, change }: { readonly key: string; readonly change: (one: SimulatedTicket) => void }) {
      const one = tickets.get(key) ?? newTicket(key);
      tickets.set(key, one);
      const before = one.facts.milestones;
      change(one);
      return [...new Set([...before, ...one.facts.milestones])];
    },
    async look(name: string, time: number): Promise<void> {
      [clock, release] = [new Date(time), name];
      looks += 1;
      const before = posts.length;
      const watched = {
        question: { project, release: releaseOf(name), rule: rule(name), ...limits },
        summary: { ...project, key: '1' },
        quietMs: 45_000,
        word,
      };
      // Everything a look asks of the two is there; the rest of them has nothing to do with releases.
      const parts = { store: store.store as unknown as Store, tracker: tracker as unknown as Tracker };
      const now = (): Date => clock;
      const { findings } = store;
      await timed(async () => watchRelease(watched, { ...parts, now, findings, ...memories, holds }));
      const board = scratch();
      const summary = expected(board);
      if (sections.get(name) !== timeless(summary)) fault('the section is not the board made from scratch');
      const ear = ears.get(name);
      const isTold = posts.length > before;
      ear?.look(sightOf(board));
      if (posts.length > before + 1) fault('two posts at one look');
      if (isTold && begun.has(name) && ear?.owes().length === 0)
        fault('a post though nothing that matters had changed');
      if (isTold && told(posts.at(-1)!.document) !== summary) fault('the post is not the board');
      if (isTold || !begun.has(name)) ear?.told();
      begun.add(name);
    },
    /** The countdown of every release that is due, as a server with a minute's clock sends it. */
    async digest(time: number): Promise<void> {
      clock = new Date(time);
      const before = digests.length;
      const own = { project, settings: digestSettings, tracker: tracker as unknown as Tracker };
      const log = { warn: (facts: object) => fault(JSON.stringify(facts)) };
      // Everything a digest asks of these is there.
      const parts = { config, store: store.store, findings: store.findings, now: () => clock, holds, log };
      const isMonday = /^.{10}T09:00:00/.test(clock.toISOString()) && clock.getUTCDay() === 1 && time > begin;
      // At its time twice, as two workers would.
      for (let look = 0; look < (isMonday ? 2 : 1); look++)
        await timed(async () => sendDue(own, parts as unknown as Parameters<typeof sendDue>[1]));
      for (const name of isMonday ? releases : []) {
        release = name;
        const board = scratch();
        const sent = digests.slice(before).filter(({ document }) => headOf(document).includes(name));
        if (sent.length !== Number(board.blocking.length > 0)) fault(`${sent.length} digests on a Monday`);
        if (sent[0] !== undefined && told(sent[0].document) !== expected(board))
          fault('a digest is not the board');
      }
      if (!isMonday && digests.length > before) fault('a digest out of turn');
    },
    /** After quiet, people must have been told of everything that matters. */
    checkTold(name: string): void {
      const owed = owes(name);
      if (owed.length > 0) fault(`nobody was told: ${owed.join(', ')}`);
    },
  };
}

function sightOf({ blocking, settled }: ReleaseBoard): Sight {
  return new Map(
    [...blocking, ...settled].map(({ ticket, standing }) => [ticket.ticket.key, standing.state]),
  );
}

function newTicket(key: string): SimulatedTicket {
  const facts = {
    ticket: { ...project, key },
    title: `Shop fails now and then (${key})`,
    url: `https://github.com/acme/shop/issues/${key}`,
    status: 'open' as const,
    labels: [],
    milestones: [],
    assignees: [],
    createdAt: '',
    pullRequests: [],
  };
  return { facts, found: [], decisions: [], asides: [], isTied: false, inCi: [] };
}

function headOf({ blocks }: Document): string {
  const [head] = blocks;
  return head?.kind === 'headline' ? head.text.map((one) => ('text' in one ? one.text : '')).join('') : '';
}
