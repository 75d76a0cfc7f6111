import type { BlockerFacts } from '../../src/model/blocker.ts';
import type { Document } from '../../src/model/document.ts';
import type { BoardSnapshot, ReleaseBoard } from '../../src/model/release-board.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { releaseBoard, snapshotOf } from '../../src/releases/board.ts';
import { boardChanges, matters } from '../../src/releases/changes.ts';
import type { Store } from '../../src/store/store.ts';
import type { Tracker } from '../../src/trackers/tracker.ts';
import { watchRelease } from '../../src/worker/releases/watch.ts';
import { begin, dayMs, halfYear, releases, type SimulatedTicket } from './half-year.ts';

const project = { tracker: 'github', project: 'acme/shop', installation: 42 } as const;
const rule = (release: string) => ({ milestones: [release], labels: ['release-blocker'] });
const limits = { tolerance: 0.01, usualRuns: 200, mostRuns: 2_000 };
const minuteMs = 60_000;

export interface Posted {
  readonly at: string;
  readonly release: string;
  readonly document: Document;
}

/** What half a year of looks posted, and whatever was wrong about it, in words. */
export interface Replay {
  readonly posts: readonly Posted[];
  readonly faults: readonly string[];
  readonly looks: number;
}

/**
 * Replays a simulated half year through the real look, board, wording and posting on a clock of its own: after each event
 * its release is looked at five minutes long, and once a day in any case. Every section is held against a board made
 * from scratch, every post against what changed since the one before.
 */
export async function replay(seed: number, tickets = 200): Promise<Replay> {
  const world = createWorld();
  const next = [...halfYear(seed, tickets)];
  const days = Array.from({ length: 180 }, (_, day) => begin + day * dayMs);
  const moments = next.map(({ at }) => Math.ceil(Date.parse(at) / minuteMs) * minuteMs);
  const times = [...new Set([...days, ...moments])].toSorted((one, other) => one - other);
  for (const [index, time] of times.entries()) {
    const changed = new Set<string>(days.includes(time) ? releases : []);
    for (let event = next[0]; event !== undefined && Date.parse(event.at) <= time; event = next[0]) {
      next.shift();
      for (const release of world.happen(event)) changed.add(release);
    }
    const until = times[index + 1] ?? Number.POSITIVE_INFINITY;
    for (const release of changed) {
      await world.look(release, time);
      if (time + minuteMs >= until) continue;
      await world.look(release, time + minuteMs);
      world.checkTold(release);
    }
  }
  return { posts: world.posts, faults: world.faults, looks: world.looks() };
}

/** The project, a tracker and a store in memory, and what is known to be right of them. */
function createWorld() {
  const tickets = new Map<string, SimulatedTicket>();
  const [posts, faults]: [Posted[], string[]] = [[], []];
  const told = new Map<string, BoardSnapshot>();
  const sections = new Map<string, string>();
  const store = memoryStore(tickets);
  let [clock, looks, release] = [new Date(begin), 0, ''];
  const tracker = {
    releaseTickets: async () => ({
      tickets: [...tickets.values()]
        .map(({ facts }) => facts)
        .filter(({ milestones }) => milestones.includes(release)),
      gaps: [],
      releases: releases.map((name) => ({ name, isOut: false })),
    }),
    writeSection: async (_: TicketRef, name: string, document: Document) =>
      void sections.set(name, rowsIn(document)),
    async post({ key }: TicketRef, document: Document) {
      // A ticket whose decision ran out is told so itself; that is no summary.
      if (key !== '1') return { commentId: `on ${key}`, nodeId: `on ${key}` };
      posts.push({ at: clock.toISOString(), release, document });
      return { commentId: String(posts.length), nodeId: String(posts.length) };
    },
    edit: async () => void faults.push(`${clock.toISOString()}: a post was edited`),
    findByMarker: async () => undefined,
    minimise: async () => {},
  };
  const scratch = (): ReleaseBoard => {
    const all = [...tickets.values()]
      .filter(({ facts }) => facts.milestones.includes(release))
      .map(({ facts, found, decisions }): BlockerFacts => ({
        ticket: facts,
        ...(found.length === 0 ? {} : { test: `shop.Till#pays${facts.ticket.key}` }),
        found,
        decisions,
        active: [],
        ciFailures: [],
      }));
    return releaseBoard(
      all,
      { release: releaseOf(release), now: clock.toISOString(), ...limits },
      { rule: rule(release) },
    );
  };
  const fault = (words: string): void => void faults.push(`${clock.toISOString()} ${release}: ${words}`);
  return {
    posts,
    faults,
    looks: () => looks,
    happen({ key, change }: { readonly key: string; readonly change: (one: SimulatedTicket) => void }) {
      const one = tickets.get(key) ?? newTicket(key);
      tickets.set(key, one);
      change(one);
      return one.facts.milestones;
    },
    async look(name: string, time: number): Promise<void> {
      [clock, release] = [new Date(time), name];
      looks += 1;
      const before = posts.length;
      const watched = {
        question: { project, release: releaseOf(name), rule: rule(name), ...limits },
        summary: { ...project, key: '1' },
        quietMs: 45_000,
        word: 'retrial',
      };
      // Everything a look asks of the two is there; the rest of them has nothing to do with releases.
      const parts = { store: store.store as unknown as Store, tracker: tracker as unknown as Tracker };
      await watchRelease(watched, { ...parts, now: () => clock, findings: store.findings });
      const board = scratch();
      if (sections.get(name) !== expectedRows(board)) fault('the section is not the board made from scratch');
      const known = told.get(name);
      const isTold = posts.length > before;
      if (posts.length > before + 1) fault('two posts at one look');
      if (isTold && known !== undefined && !matters(boardChanges(known, snapshotOf(board))))
        fault('a post though nothing that matters had changed');
      if (isTold && rowsIn(posts.at(-1)!.document) !== expectedRows(board))
        fault('the post is not the board');
      if (isTold || known === undefined) told.set(name, snapshotOf(board));
    },
    /** After quiet, people must have been told of everything that matters. */
    checkTold(name: string): void {
      const known = told.get(name);
      if (known !== undefined && matters(boardChanges(known, snapshotOf(scratch()))))
        fault('a post is missing');
    },
  };
}

function releaseOf(name: string) {
  const before = releases[releases.findIndex((one) => one === name) - 1];
  return {
    name,
    branch: `cassandra-${name}`,
    ...(before === undefined ? {} : { predecessor: { name: before, branch: `cassandra-${before}` } }),
  };
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
  return { facts, found: [], decisions: [] };
}

/** The rows of a summary as they were posted: ticket and state. */
function rowsIn({ blocks }: Document): string {
  const table = blocks.find((block) => block.kind === 'table');
  const rows = table?.kind === 'table' ? table.rows : [];
  return rows.map(([, ticket, state]) => `${first(ticket)} ${first(state)}`).join('\n');
}

function first(inlines: Parameters<typeof rowsOfInline>[0] | undefined): string {
  return rowsOfInline(inlines ?? []);
}

function rowsOfInline(inlines: readonly { readonly kind: string }[]): string {
  const [one] = inlines;
  return one !== undefined && 'text' in one ? String(one.text) : '';
}

function expectedRows({ blocking }: ReleaseBoard): string {
  return blocking
    .slice(0, 50)
    .map(({ ticket, standing }) => `#${ticket.ticket.key} ${standing.state.replace('-', ' ')}`)
    .join('\n');
}

/** As much of a store as a look uses. What runs found is known already. */
function memoryStore(tickets: ReadonlyMap<string, SimulatedTicket>) {
  const cursors = new Map<string, string>();
  const posts = new Map<
    string,
    { readonly topic: Document['topic']; claimedAt: string; comment?: object; minimisedAt?: string }
  >();
  const findings = new Map();
  const keyOf = ({ topic }: { readonly topic: Document['topic'] }): string => `${topic.kind} ${topic.id}`;
  const store = {
    runs: {
      async on({ key }: TicketRef) {
        const found = tickets.get(key)?.found ?? [];
        for (const one of found) findings.set(one.run, one);
        return found
          .map(({ run, revision, at }) => ({
            id: run,
            revision,
            createdAt: at,
            stage: 'done',
            state: 'finished',
            selector: { text: `shop.Till#pays${key}` },
            ticket: { ...project, key },
          }))
          .toReversed();
      },
    },
    ledger: {
      of: async ({ ticket }: { readonly ticket: TicketRef }) =>
        (tickets.get(ticket.key)?.decisions ?? []).map((decision) => ({ decision: { ...decision, ticket } })),
    },
    cursors: {
      get: async (name: string) => JSON.parse(cursors.get(name) ?? 'null'),
      put: async (name: string, place: unknown) => void cursors.set(name, JSON.stringify(place)),
    },
    history: { span: async () => undefined },
    issueLinks: { on: async () => [] },
    turns: { take: async (_: string, work: () => Promise<unknown>) => work() },
    posts: {
      async claim(key: { readonly topic: Document['topic'] }, at: string) {
        const known = posts.get(keyOf(key));
        const post = known ?? { topic: key.topic, claimedAt: at };
        posts.set(keyOf(key), post);
        return { post, isNew: known === undefined };
      },
      async posted(key: { readonly topic: Document['topic'] }, comment: object) {
        Object.assign(posts.get(keyOf(key)) ?? {}, { comment });
      },
      get: async (key: { readonly topic: Document['topic'] }) => posts.get(keyOf(key)),
      of: async () => [...posts.values()].filter(({ minimisedAt }) => minimisedAt === undefined),
      async minimised(key: { readonly topic: Document['topic'] }, at: string) {
        Object.assign(posts.get(keyOf(key)) ?? {}, { minimisedAt: at });
      },
    },
  };
  return { store, findings };
}
