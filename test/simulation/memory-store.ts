import type { FoundRun } from '../../src/model/advice.ts';
import type { Document } from '../../src/model/document.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import type { DueDigest } from '../../src/store/digests.ts';
import type { KeptFailure } from '../../src/store/history-failures.ts';
import type { Sighting } from '../../src/model/history.ts';
import { nightlies, otherTestOf, testOf, type SimulatedBuild, type SimulatedTicket } from './half-year.ts';

/** As much of a store as a look and a digest use. What runs found is known already. */
export function memoryStore(tickets: ReadonlyMap<string, SimulatedTicket>, now: () => Date) {
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
        const { found = [], asides = [] } = tickets.get(key) ?? {};
        if (found.length + asides.length === 0) return [];
        for (const one of [...found, ...asides]) findings.set(one.run, one);
        const row =
          (text: string) =>
          ({ run, revision, at }: FoundRun) => ({
            id: run,
            revision,
            createdAt: at,
            stage: 'done',
            state: 'finished',
            selector: { text },
            ticket: { tracker: 'github', project: 'acme/shop', key },
          });
        const all = [...found.map(row(testOf(key))), ...asides.map(row(otherTestOf(key)))];
        return all.toSorted((a, b) => (a.createdAt > b.createdAt ? -1 : Number(a.createdAt < b.createdAt)));
      },
    },
    ledger: {
      async of(asked: { readonly ticket: TicketRef } | { readonly release: string }) {
        const one = 'ticket' in asked ? tickets.get(asked.ticket.key) : undefined;
        const all = 'ticket' in asked ? (one === undefined ? [] : [one]) : [...tickets.values()];
        return all.flatMap(({ facts: { ticket }, decisions }) =>
          decisions
            .filter(({ release }) => !('release' in asked) || release === asked.release)
            .map((decision) => ({ decision: { id: decision.at, ...decision, ticket } })),
        );
      },
    },
    cursors: {
      get: async (name: string) => JSON.parse(cursors.get(name) ?? 'null'),
      put: async (name: string, place: unknown) => void cursors.set(name, JSON.stringify(place)),
    },
    history: historyOf(tickets, now),
    digests: digestsInMemory(),
    cutLists: { of: async () => [] },
    orders: { beginningWith: async () => [] },
    issueLinks: {
      on: async ({ key }: TicketRef) =>
        tickets.get(key)?.isTied === true ? [{ kind: 'test', target: testOf(key) }] : [],
    },
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

/** What is asked of the builds of a branch. */
interface Asked {
  readonly tests: readonly string[];
  readonly branch?: string;
  readonly from: string;
  readonly until?: string;
}

/** Builds of ordinary CI as the history answers them. */
function historyOf(tickets: ReadonlyMap<string, SimulatedTicket>, now: () => Date) {
  // Each name ends with its ticket's key, so that nobody need look through all.
  const keyIn = (text: string): string => /\d+$/.exec(text)?.[0] ?? '';
  const seenIn = (asked: Asked): readonly (readonly [string, SimulatedBuild])[] =>
    asked.tests.flatMap((test) =>
      (tickets.get(keyIn(test))?.inCi ?? [])
        .filter(({ branch, at }) => branch === asked.branch && at >= asked.from)
        .filter(({ at }) => asked.until === undefined || at < asked.until)
        .map((build) => [test, build] as const),
    );
  return {
    span: async () => ({}),
    outlines: async ({ branch, from }: { readonly branch: string; readonly from: string }) =>
      nightlies(branch, new Date(from), now()).toReversed(),
    async testsWith(_: string, text: string) {
      const key = keyIn(text);
      return tickets.has(key) && testOf(key).includes(text) ? [testOf(key)] : [];
    },
    sightings: async (asked: Asked) =>
      seenIn(asked).map(([test, { at, branch, passed, signature, commit = '' }]): Sighting => {
        const build = { project: 'acme/shop', id: `${test} ${at}`, branch, lane: 'ci', commit, at };
        const failed = signature === undefined ? 0 : 1;
        return { test, passed, failed, skipped: 0, build: { ...build, passesKnown: true } };
      }),
    /** Newest first. */
    failuresOf: async (asked: Asked) =>
      seenIn(asked)
        .toReversed()
        .flatMap(([test, { at, signature, commit }]): readonly KeptFailure[] => {
          if (signature === undefined) return [];
          const failure = { build: 1, test, signature, count: 1, at };
          return [commit === undefined ? failure : { ...failure, commit }];
        }),
  };
}

function digestsInMemory() {
  const since = new Map<string, string>();
  const sent = new Map<string, string | undefined>();
  const keyOf = (one: DueDigest): string => [one.name, one.due, one.place].join('\n');
  return {
    async state({ name }: { readonly name: string }, now: string) {
      since.set(name, since.get(name) ?? now);
      return { since: since.get(name) ?? now, isOn: true };
    },
    lastSent: async () =>
      [...sent.values()]
        .filter((due) => due !== undefined)
        .toSorted()
        .at(-1),
    async take(one: DueDigest) {
      const isFirst = !sent.has(keyOf(one));
      if (isFirst) sent.set(keyOf(one), undefined);
      return isFirst ? ('first' as const) : undefined;
    },
    sent: async (one: DueDigest) => void sent.set(keyOf(one), one.due),
  };
}
