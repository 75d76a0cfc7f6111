import { z } from 'zod';
import { pullStates, type PullState } from '../../model/blocker.ts';
import { decisionVerbs, type Decision, type DecisionVerb } from '../../model/ledger.ts';
import { ticketName, type ProjectRef, type TrackerName } from '../../model/ticket.ts';
import type { Store } from '../../store/store.ts';
import type { CodeHost } from '../../trackers/code-host/code-host.ts';
import type { MadeTicket, Tracker } from '../../trackers/tracker.ts';

/** Where the code of a ticket lives. */
export interface CodeParts {
  readonly host: CodeHost;
  /** `owner/name`. */
  readonly project: string;
  /** The branch that the change is meant for. */
  readonly branch: string;
  /** A clone on this machine; `fetch` keeps it up to date. */
  readonly clone: { readonly path: string; readonly fetch: boolean };
}

/** What decisions are carried out with. */
export interface DecidingParts {
  readonly store: Pick<
    Store,
    'ledger' | 'runs' | 'iterations' | 'evidence' | 'orders' | 'turns' | 'issueLinks'
  >;
  /** The tracker of the ticket it is decided on. */
  readonly tracker: Tracker;
  /** Others, for follow-ups elsewhere. @throws UserError E-CONFIG when there is no account */
  readonly trackers: (name: TrackerName) => Tracker;
  /** Puts a ticket among the blockers. */
  readonly blockerLabel: string;
  readonly commandWord: string;
  readonly now: () => Date;
  /** The file of the code that lists tests which run and block nothing; absent where the project names none. */
  readonly quarantineFile?: string;
  /** Where the code of the ticket lives; asked only when code is to change. @throws UserError E-CONFIG, E-CI */
  readonly code: () => Promise<CodeParts>;
}

/** A decision as it was asked for. */
export interface AskedDecision {
  readonly decision: Decision;
  /** The command that takes it back, as typed on its ticket. */
  readonly undo?: string;
  /** What no command takes back, in words. */
  readonly byHand?: string;
  /** Where a follow-up is to be made. */
  readonly newTicket?: ProjectRef;
  /** The follow-up blocks the release in the place of this ticket. */
  readonly movesBlocker?: boolean;
  /** How often the test is run on the branch of the change. */
  readonly proofRuns?: number;
}

/** The change of code that a decision asks people to take, on the commit that it was computed from. */
export interface PlannedChange {
  readonly project: string;
  readonly branch: string;
  readonly commit: string;
  readonly path: string;
  readonly containers: readonly string[];
  readonly member?: string;
  /** The test's line, where the file is the list of tests that block nothing. */
  readonly listed?: string;
  /** The file before; left out once it is proposed. */
  readonly source?: string;
  /** The change in words, once it is proposed. */
  readonly words?: string;
  readonly pull?: OpenedPull;
}

/** The pull request of a decision. */
export interface OpenedPull {
  readonly number: number;
  readonly url: string;
  readonly branch: string;
  /** As it was last seen; absent: open. */
  readonly state?: PullState;
}

/** A ticket to be made. */
export interface PlannedTicket {
  readonly project: ProjectRef;
  readonly release?: string;
  /** When it was asked for first and last: since then it may be there. */
  readonly firstAt?: string;
  readonly attemptedAt?: string;
  readonly made?: MadeTicket;
}

/** A decision as another one's words name it. */
export interface Overtaken {
  /** Its place in the ledger. */
  readonly number: number;
  readonly what: DecisionVerb;
  readonly by: string;
}

/** A step that is left out for the sake of what was decided since. */
export interface SkippedTie extends Overtaken {
  readonly tie: string;
}

/**
 * A decision with all that carrying it out needs, recorded before anything is done: whatever becomes of the code or
 * the ticket meanwhile, the same decision again ends the same.
 */
export interface Order {
  readonly decision: Decision;
  readonly undo?: string;
  readonly byHand?: string;
  readonly movesBlocker?: boolean;
  readonly proofRuns?: number;
  readonly ticket?: PlannedTicket;
  readonly change?: PlannedChange;
  /** What was tied together, by the words of each tie. */
  readonly ties?: readonly string[];
  /** Ties that are not to be made: each with the later decision that it would have overruled. */
  readonly skipped?: readonly SkippedTie[];
  /** The ticket had the blocker's label before. */
  readonly hadLabel?: boolean;
  /** It was refused for good before it was entered: nothing was decided. */
  readonly refused?: true;
  /** The later decision that holds in its place: what was missing then is not done any more. */
  readonly overtaken?: Overtaken;
  /** Nothing more is to be done. */
  readonly done?: true;
  /** The id of the topic it was answered under while a step was missing: from then on it is gone on with alone. */
  readonly answered?: string;
}

const where = z.object({
  tracker: z.enum(['github', 'jira']),
  project: z.string(),
  installation: z.number().exactOptional(),
});

const overtaken = z.object({ number: z.number(), what: z.enum(decisionVerbs), by: z.string() });

/** As this program wrote it; the decision itself is checked when it is entered into the ledger and read from it. */
const schema: z.ZodType<Order> = z.object({
  decision: z.custom<Decision>((value) => typeof Object(value).id === 'string'),
  undo: z.string().exactOptional(),
  byHand: z.string().exactOptional(),
  movesBlocker: z.boolean().exactOptional(),
  proofRuns: z.number().exactOptional(),
  ties: z.array(z.string()).exactOptional(),
  skipped: z.array(overtaken.extend({ tie: z.string() })).exactOptional(),
  hadLabel: z.boolean().exactOptional(),
  refused: z.literal(true).exactOptional(),
  overtaken: overtaken.exactOptional(),
  done: z.literal(true).exactOptional(),
  answered: z.string().exactOptional(),
  ticket: z
    .object({
      project: where,
      release: z.string().exactOptional(),
      firstAt: z.string().exactOptional(),
      attemptedAt: z.string().exactOptional(),
      made: z.object({ ticket: where.extend({ key: z.string() }), url: z.string() }).exactOptional(),
    })
    .exactOptional(),
  change: z
    .object({
      project: z.string(),
      branch: z.string(),
      commit: z.string(),
      path: z.string(),
      containers: z.array(z.string()),
      member: z.string().exactOptional(),
      listed: z.string().exactOptional(),
      source: z.string().exactOptional(),
      words: z.string().exactOptional(),
      pull: z
        .object({
          number: z.number(),
          url: z.string(),
          branch: z.string(),
          state: z.enum(pullStates).exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
});

type Orders = Pick<Store, 'orders'>;

/** The order of a decision; undefined before it was recorded. @throws ZodError when it is damaged */
export async function readOrder(id: string, { orders }: Orders): Promise<Order | undefined> {
  const found = await orders.get(id);
  return found === undefined ? undefined : schema.parse(found);
}

/** The order of a decision that holds: one that was refused before it was entered is none. @throws as `readOrder` */
export async function orderInForce(
  id: string,
  store: Pick<Store, 'orders' | 'ledger'>,
): Promise<Order | undefined> {
  const order = await readOrder(id, store);
  return order?.refused === true && (await store.ledger.get(id)) === undefined ? undefined : order;
}

/** Records an order that none is in force for; one that was refused before leaves the follow-up that it may have made. */
export async function beginOrder(order: Order, { orders }: Orders): Promise<Order> {
  const { decision } = order;
  const known = schema.parse(await orders.begin(decision.id, order, decision.at));
  if (known.refused !== true) return known;
  const { ticket } = known;
  if (order.ticket === undefined || ticket === undefined) return keepStep(order, { orders });
  const followUp = ticket.made === undefined ? {} : { followUp: ticketName(ticket.made.ticket) };
  return keepStep({ ...order, decision: { ...decision, ...followUp }, ticket }, { orders });
}

/** Decisions of a comment that were answered while a step was missing; `comment` is what their ids begin with. */
export async function answeredOrders(comment: string, store: Orders): Promise<readonly Order[]> {
  return (await ordersOn(`${comment}/`, store)).filter(({ answered }) => answered !== undefined);
}

/** Orders by what their ids begin with. @throws ZodError when one is damaged */
export async function ordersOn(prefix: string, { orders }: Orders): Promise<readonly Order[]> {
  return (await orders.beginningWith(prefix)).map((one) => schema.parse(one));
}

/** Keeps that a decision was answered while a step was missing. */
export async function keepAnswered(id: string, topic: string, store: Orders): Promise<void> {
  const order = await readOrder(id, store);
  if (order !== undefined) await keepStep({ ...order, answered: topic }, store);
}

/** Keeps a step that was done. */
export async function keepStep(order: Order, { orders }: Orders): Promise<Order> {
  await orders.put(order.decision.id, order);
  return order;
}
