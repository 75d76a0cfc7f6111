import { sql } from 'kysely';
import type { Kysely, Selectable, SelectQueryBuilder, UpdateObject } from 'kysely';
import type { Addition, RepeatRun, RunState } from '../model/repeat-run.ts';
import { isLookedAt } from '../model/repeat-run.ts';
import type { TicketRef, TrackerName } from '../model/ticket.ts';
import { additionsContent, runContent } from './content.ts';
import { addTo, finish } from './run-additions.ts';
import type { Tables } from './tables.ts';
import { clean, cleanId, iso } from './text.ts';
import { isOn, newestOf, runsOn } from './ticket-runs.ts';

/** A run to create, with where it was asked for and the settings that held then. */
interface NewRun {
  readonly run: RepeatRun;
  /** Line of the command within its comment: with the tracker and the comment's id it names one request. */
  readonly line: number;
  /** Anything JSON can hold; handed back as it is, for its owner to check. */
  readonly settings: unknown;
}

/** What may change while a run goes through its stages. */
type RunPatch = Partial<Pick<RepeatRun, 'stage' | 'state' | 'revision' | 'commit' | 'note'>>;

interface Cancellation {
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What runs must share before one may stand in for another; the settings are the caller's to compare. */
export interface LikeRun {
  readonly ticket: TicketRef;
  readonly commit: string;
  readonly selector: string;
  readonly service: string;
  readonly lane: string;
}

export interface Runs {
  /**
   * Creates a run once per line of a comment and lane: handled twice, the run of the first time comes back.
   * @throws RangeError when another request has the run's id already: choose another.
   */
  create(asked: NewRun): Promise<{ readonly run: RepeatRun; readonly isNew: boolean }>;
  get(id: string): Promise<RepeatRun | undefined>;
  /** @throws RangeError when there is no such run. */
  settings(id: string): Promise<unknown>;
  /** What the run's revisions turned out to be, as `resolve` kept it; undefined before. */
  resolved(id: string): Promise<unknown>;
  /** Keeps what the run's revisions turned out to be: branches move on, a question must not. */
  resolve(id: string, value: unknown): Promise<void>;
  /** Sets what is named, leaves the rest. @throws RangeError when there is no such run. */
  update(id: string, patch: RunPatch): Promise<RepeatRun>;
  /**
   * Ends a run unless something was added to it since `run` was read; then it goes on instead.
   * @returns whether it ended. @throws RangeError when there is no such run.
   */
  finish(run: RepeatRun, state: RunState): Promise<boolean>;
  /**
   * Adds iterations to a run, and takes it up again if it had ended: its revision stays what it was found to be. The
   * same comment and line add once. @throws RangeError when there is no such run.
   */
  add(id: string, addition: Addition): Promise<RepeatRun>;
  /** Runs that have a stage before them, oldest first: those to put into an empty queue. */
  unfinished(): Promise<RepeatRun[]>;
  /** Unfinished runs of a ticket, oldest first. */
  activeOn(ticket: TicketRef): Promise<RepeatRun[]>;
  /** The runs of a ticket, ended or not, newest first. */
  on(ticket: TicketRef): Promise<RepeatRun[]>;
  /** The newest run of a ticket that is meant; older ones are not read. */
  newest(ticket: TicketRef, isMeant: (run: RepeatRun) => boolean): Promise<RepeatRun | undefined>;
  /** Finished runs of the same test at the same commit that just repeated it, newest first. */
  earlier(like: LikeRun): Promise<RepeatRun[]>;
  /** Runs asked for in one comment, in the order of its lines. */
  byComment(tracker: TrackerName, commentId: string): Promise<RepeatRun[]>;
  /** Remembers who wants a run stopped; the first one counts. @throws RangeError when there is no such run. */
  requestCancel(id: string, cancellation: Cancellation): Promise<void>;
  cancelRequested(id: string): Promise<Cancellation | undefined>;
}

/** Every request for iterations, from the comment that asked to its report. */
export function createRuns(db: Kysely<Tables>): Runs {
  return { ...createRunSearch(db), ...createRunChanges(db) };
}

type RunSearch = Pick<
  Runs,
  | 'get'
  | 'settings'
  | 'resolved'
  | 'earlier'
  | 'unfinished'
  | 'activeOn'
  | 'on'
  | 'newest'
  | 'byComment'
  | 'cancelRequested'
>;

function createRunSearch(db: Kysely<Tables>): RunSearch {
  const all = db.selectFrom('run').selectAll();
  const byId = (id: string): Promise<Row | undefined> => all.where('id', '=', clean(id)).executeTakeFirst();
  const unfinished = all.where('stage', '<>', 'done').orderBy('created_at').orderBy('sequence');
  return {
    async get(id) {
      const row = await byId(id);
      return row && toRun(row);
    },
    settings: async (id) => existing(await byId(id), id).settings,
    resolved: async (id) => existing(await byId(id), id).resolved ?? undefined,
    unfinished: async () => (await unfinished.execute()).map(toRun),
    activeOn: async (ticket) => (await unfinished.where(isOn(ticket)).execute()).map(toRun),
    on: async (ticket) => (await runsOn(all, ticket)).map(toRun),
    async newest(ticket, isMeant) {
      const row = await newestOf(all, ticket, (one) => isMeant(toRun(one)));
      return row && toRun(row);
    },
    earlier: async (like) => earlier(all, like),
    async byComment(tracker, commentId) {
      const query = all.where('tracker', '=', tracker).where('comment_id', '=', clean(commentId));
      return (await query.orderBy('line').orderBy('sequence').execute()).map(toRun);
    },
    async cancelRequested(id) {
      const { cancel_by: by, cancel_at: at } = existing(await byId(id), id);
      return by === null || at === null ? undefined : { by, at: iso(at) };
    },
  };
}

function createRunChanges(db: Kysely<Tables>): Omit<Runs, keyof RunSearch> {
  const change = async (id: string, values: UpdateObject<Tables, 'run'>): Promise<RepeatRun> => {
    const query = db.updateTable('run').set(values).where('id', '=', clean(id)).returningAll();
    return toRun(existing(await query.executeTakeFirst(), id));
  };
  return {
    create: (asked) => create(db, asked),
    update: (id, { stage, state, revision, commit, note }) =>
      change(id, {
        ...(stage !== undefined && { stage }),
        ...(state !== undefined && { state }),
        ...(revision !== undefined && { revision: clean(revision) }),
        ...(commit !== undefined && { commit_id: clean(commit) }),
        ...(note !== undefined && { note: clean(note) }),
        id: clean(id),
      }),
    finish: (run, state) => finish(db, run, state),
    add: async (id, addition) => toRun(await addTo(db, id, addition)),
    async resolve(id, value) {
      await change(id, { resolved: JSON.stringify(value) });
    },
    async requestCancel(id, { by, at }) {
      await change(id, {
        cancel_by: sql<string>`coalesce(cancel_by, ${clean(by)})`,
        cancel_at: sql<string>`coalesce(cancel_at, ${at}::timestamptz)`,
      });
    },
  };
}

type Row = Selectable<Tables['run']>;

async function create(
  db: Kysely<Tables>,
  { run, line, settings }: NewRun,
): Promise<{ run: RepeatRun; isNew: boolean }> {
  const inserted = await db
    .insertInto('run')
    .values({
      id: cleanId(run.id),
      tracker: run.ticket.tracker,
      project: cleanId(run.ticket.project),
      ticket: cleanId(run.ticket.key),
      comment_id: cleanId(run.commentId),
      line,
      lane: cleanId(run.lane),
      stage: run.stage,
      state: run.state,
      revision: clean(run.revision),
      commit_id: run.commit ?? null,
      note: run.note === undefined ? null : clean(run.note),
      created_at: run.createdAt,
      content: JSON.stringify(run),
      settings: JSON.stringify(settings ?? null),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted !== undefined) return { run: toRun(inserted), isNew: true };
  const known = await db
    .selectFrom('run')
    .selectAll()
    .where('tracker', '=', run.ticket.tracker)
    .where('comment_id', '=', clean(run.commentId))
    .where('line', '=', line)
    .where('lane', '=', cleanId(run.lane))
    .executeTakeFirst();
  if (known === undefined) throw new RangeError(`another request has the run id ${run.id} already`);
  return { run: toRun(known), isNew: false };
}

function existing(row: Row | undefined, id: string): Row {
  if (row === undefined) throw new RangeError(`there is no run ${id}`);
  return row;
}

function toRun(row: Row): RepeatRun {
  const { commit: _commit, note: _note, ...asked } = runContent.parse(row.content);
  const { stage, state } = runContent.parse({ ...asked, stage: row.stage, state: row.state });
  const additions = additionsContent.parse(row.additions);
  return {
    ...asked,
    ...(additions.length > 0 && { additions }),
    asked: additions.reduce((sum, { runs }) => sum + runs, asked.asked),
    stage,
    state,
    revision: row.revision,
    createdAt: iso(row.created_at),
    ...(row.commit_id !== null && { commit: row.commit_id }),
    ...(row.note !== null && { note: row.note }),
  };
}

async function earlier(
  all: SelectQueryBuilder<Tables, 'run', Row>,
  { ticket, commit, selector, service, lane }: LikeRun,
): Promise<RepeatRun[]> {
  const query = all
    .where('tracker', '=', ticket.tracker)
    .where('project', '=', clean(ticket.project))
    .where('commit_id', '=', clean(commit))
    .where('state', '=', 'finished');
  const runs = (await query.orderBy('created_at', 'desc').limit(100).execute()).map(toRun);
  return runs.filter(
    (run) =>
      run.question === undefined &&
      !isLookedAt(run) &&
      run.selector.text === selector &&
      run.service === service &&
      run.lane === lane,
  );
}
