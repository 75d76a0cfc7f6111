import type { Document } from '../../src/model/document.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import type { DueDigest } from '../../src/store/digests.ts';
import type { KeptFailure } from '../../src/store/history-failures.ts';
import type { SimulatedTicket } from './half-year.ts';

/** The name of the test that a ticket is about. */
export function testOf(key: string): string {
  return `shop.Till#pays${key}`;
}

/** As much of a store as a look and a digest use. What runs found is known already. */
export function memoryStore(tickets: ReadonlyMap<string, SimulatedTicket>) {
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
            selector: { text: testOf(key) },
            ticket: { tracker: 'github', project: 'acme/shop', key },
          }))
          .toReversed();
      },
    },
    ledger: {
      of: async (asked: { readonly ticket: TicketRef } | { readonly release: string }) =>
        [...tickets.values()].flatMap(({ facts: { ticket }, decisions }) =>
          decisions
            .filter(({ release }) =>
              'release' in asked ? release === asked.release : ticket.key === asked.ticket.key,
            )
            .map((decision) => ({ decision: { ...decision, ticket } })),
        ),
    },
    cursors: {
      get: async (name: string) => JSON.parse(cursors.get(name) ?? 'null'),
      put: async (name: string, place: unknown) => void cursors.set(name, JSON.stringify(place)),
    },
    history: historyOf(tickets),
    digests: digestsInMemory(),
    cutLists: { of: async () => [] },
    orders: { beginningWith: async () => [] },
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

/** Failures of ordinary CI as the history answers them, newest first. */
function historyOf(tickets: ReadonlyMap<string, SimulatedTicket>) {
  return {
    span: async () => ({}),
    testsWith: async (_: string, text: string) =>
      [...tickets.keys()].map(testOf).filter((name) => name.includes(text)),
    async failuresOf(asked: {
      readonly tests: readonly string[];
      readonly branch?: string;
      readonly from: string;
    }) {
      const all = [...tickets].filter(([key]) => asked.tests.includes(testOf(key)));
      const seen = all.flatMap(([key, { inCi }]) =>
        inCi
          .filter(({ branch, at }) => branch === asked.branch && at >= asked.from)
          .map(({ at, signature }): KeptFailure => ({
            build: 1,
            test: testOf(key),
            signature,
            count: 1,
            at,
          })),
      );
      return seen.toReversed();
    },
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
