import { join } from 'node:path';
import { pino } from 'pino';
import { goOnUnheard } from '../../src/app/deliveries.ts';
import { answerEdited } from '../../src/app/edited.ts';
import type { Parts } from '../../src/app/parts.ts';
import { createReceivers, deskOf } from '../../src/app/receivers.ts';
import { readServerConfig } from '../../src/config/server.ts';
import type { Document } from '../../src/model/document.ts';
import { ticketKey, type Right, type TicketRef } from '../../src/model/ticket.ts';
import type { CodeHost } from '../../src/trackers/code-host/code-host.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { Tracker } from '../../src/trackers/tracker.ts';
import { advance } from '../../src/worker/repeat-run.ts';
import { commentPayload, newState } from '../fakes/github/deliveries.ts';
import { mortal, type Fate } from '../support/mortal.ts';
import { storeFolder } from '../support/places.ts';
import { repositoryWith } from '../support/scratch.ts';
import { worldOf } from '../worker/world.ts';

/** A comment as GitHub would deliver it. */
interface Said {
  readonly issue: number;
  /** Of a comment that is delivered again; a new one unless told. */
  readonly id?: number;
  readonly body: string;
  readonly author?: string;
  readonly isPullRequest?: boolean;
  /** ISO 8601. */
  readonly at?: string;
}

/** What a tracker of a desk was asked to do, by ticket. */
interface Heard {
  readonly document?: Document;
  /** In place of what a comment of ours said. */
  readonly edited?: Document;
  readonly reaction?: string;
  readonly folded?: string;
}

/** A server's desk and worker in this process: deliveries go in, what would be posted comes out. */
export interface DeskWorld {
  readonly store: Store;
  readonly repository: string;
  readonly say: (said: Said) => Promise<void>;
  /** The last comment is delivered once more, as a queue does after an error. */
  readonly again: () => Promise<void>;
  /** The last comment is gone, as far as its tracker says. */
  readonly gone: (issue: number) => Promise<void>;
  /** The last comment was edited, and reads otherwise now. */
  readonly edit: (issue: number, body: string) => Promise<void>;
  /** The head of a pull request is a new commit. */
  readonly push: (issue: number, commit: string, at: string) => Promise<void>;
  /** Takes every unfinished run to its end. */
  readonly work: () => Promise<void>;
  readonly on: (issue: number) => readonly Heard[];
  readonly ticket: (issue: number) => TicketRef;
  readonly close: () => Promise<void>;
}

const idle: Queue = {
  add: async () => {},
  sweep: async () => {},
  schedule: async () => {},
  work: async () => {},
  clear: async () => {},
  ping: async () => {},
  close: async () => {},
};

/** What is as one wants it. */
interface DeskOptions {
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
  /** The project's own. */
  readonly settings: string;
  readonly tracker?: Partial<Tracker>;
  readonly rights?: Readonly<Record<string, Right>>;
  /** What the CI service throws in place of starting a batch. */
  readonly refuses?: () => Error | undefined;
  readonly now?: () => Date;
  /** Where changes of code are proposed; nowhere unless told. */
  readonly host?: CodeHost;
  /** When the process that hears comments dies. */
  readonly fate?: Fate;
}

/** Opens one with an embedded store and a repository of these files; close it. */
export async function openDesk(options: DeskOptions): Promise<DeskWorld> {
  const place = await storeFolder();
  const store = await openStore({ folder: place.path });
  const repository = repositoryWith(join(options.folder, 'shop'), options.files);
  const { refuses = () => undefined, now = () => new Date(), host } = options;
  const { fate = { strikesAt: -1, calls: 0 } } = options;
  const world = worldOf({ store, refuses });
  const heard = new Map<string, Heard[]>();
  const note = (ticket: Parameters<Tracker['post']>[0], what: Heard): void => {
    heard.set(ticketKey(ticket), [...(heard.get(ticketKey(ticket)) ?? []), what]);
  };
  const usual = world.parts.tracker('github');
  const tracker: Tracker = {
    ...usual,
    rightOf: async (_, { login }) => options.rights?.[login] ?? 'run',
    readProjectFile: async () => options.settings,
    async post(ticket, document) {
      note(ticket, { document });
      return usual.post(ticket, document);
    },
    async edit(ticket, commentId, document) {
      note(ticket, { edited: document });
      await usual.edit(ticket, commentId, document);
    },
    react: async (ticket, _, reaction) => note(ticket, { reaction }),
    minimise: async (ticket, folded) => note(ticket, { folded }),
    ...options.tracker,
  };
  const { state, privateKey } = newState();
  const text = `repositories: { acme/shop: { path: ${JSON.stringify(repository)} } }`;
  const account = { APP_ID: '7', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: 'known to both' };
  const parts: Parts = {
    config: readServerConfig({ name: 'server.yml', text }, account),
    store: mortal(store, fate),
    now,
    ...(host === undefined ? {} : { host: mortal(host, fate) }),
    log: pino({ level: 'silent' }),
    queue: mortal(idle, fate),
    services: new Map(),
    tracker: () => mortal(tracker, fate),
    service: world.parts.service,
    findings: new Map(),
    storeName: '',
    queueName: '',
    ownsQueue: true,
    ...(options.host === undefined ? {} : { host: options.host }),
    close: async () => {},
  };
  const receive = createReceivers(parts);
  const ticketOf = (issue: number) =>
    ({ tracker: 'github', project: 'acme/shop', key: String(issue) }) as const;
  const repositoryPayload = { full_name: 'acme/shop' };
  let last = 1_000;
  let again = async (): Promise<void> => {};
  return {
    store,
    repository,
    async say({ issue, id, body, author = 'driftx', isPullRequest = false, at = new Date().toISOString() }) {
      last = id ?? last + 1;
      const comment = { id: last, nodeId: `n${last}`, issue, author, createdAt: at, updatedAt: at };
      const payload = commentPayload(state, {
        ...comment,
        versions: [{ body, at }],
        reactions: [],
        minimised: false,
      });
      const pull = isPullRequest ? { pull_request: { url: 'https://api.example.org' } } : {};
      const whole = { ...payload, issue: { ...payload.issue, ...pull } };
      const delivery = { id: `d-${last}`, event: 'issue_comment', payload: JSON.stringify(whole) };
      again = () => receive('github', delivery);
      await again();
    },
    again: () => again(),
    gone: async (issue) =>
      goOnUnheard({ ticket: ticketOf(issue), id: String(last) }, deskOf('github', parts)),
    async edit(issue, text) {
      const author = { login: 'driftx', isBot: false };
      const createdAt = now().toISOString();
      const comment = { ticket: ticketOf(issue), id: String(last), author, text, createdAt };
      await answerEdited({ ...comment, isPullRequest: false }, deskOf('github', parts));
    },
    async push(issue, commit, at) {
      const pull = { number: issue, updated_at: at, head: { sha: commit } };
      const payload = {
        action: 'synchronize',
        repository: repositoryPayload,
        installation: { id: 42 },
        pull_request: pull,
        sender: { login: 'ann' },
      };
      await receive('github', { id: `p-${commit}`, event: 'pull_request', payload: JSON.stringify(payload) });
    },
    async work() {
      for (const { id } of await store.runs.unfinished())
        while ((await advance(id, { ...world.parts, tracker: () => tracker })) !== 'done');
    },
    ticket: ticketOf,
    on: (issue) => heard.get(`github:acme/shop#${issue}`) ?? [],
    async close() {
      await store.close();
      await place.remove();
    },
  };
}
