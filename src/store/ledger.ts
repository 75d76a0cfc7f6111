import { createHash } from 'node:crypto';
import { sql, type Kysely, type Selectable, type SelectQueryBuilder } from 'kysely';
import type { Decision, LedgerCheck, LedgerEntry } from '../model/ledger.ts';
import { ticketKey, type ProjectRef, type TicketRef } from '../model/ticket.ts';
import { decisionContent } from './content.ts';
import type { Tables } from './tables.ts';
import { clean, cleanId } from './text.ts';

/** Which decisions: those about a release or until it, those made on a ticket or on any of a project, or those that name a run. */
export type LedgerQuestion =
  | { readonly release: string }
  | { readonly ticket: TicketRef }
  | { readonly run: string }
  | { readonly project: ProjectRef };

export interface Ledger {
  /**
   * Enters a decision for good and yields its place; one that is there already stays as it was.
   * @throws RangeError when another decision has the id, when its hash of evidence is none, or above 10,000 characters.
   */
  append(decision: Decision): Promise<LedgerEntry>;
  /** The decision of an id; undefined before it was entered. */
  get(id: string): Promise<LedgerEntry | undefined>;
  /** In the order they were entered. @throws Error when an entry cannot be read. */
  of(question: LedgerQuestion): Promise<readonly LedgerEntry[]>;
  /** Recomputes every hash from the first entry on. */
  check(): Promise<LedgerCheck>;
}

/** `RETL` in ASCII: one process at a time finds the end of the ledger. */
const lockKey = 0x5245544c;
const first = '0'.repeat(64);
/** A comment's line is far shorter. */
const maxLength = 10_000;
/** Per statement: keeps it well under 50 ms on the embedded database. */
const checkedAtOnce = 500;

/** Who decided what, when, on which evidence, until when: entries follow from one another and are never rewritten. */
export function createLedger(db: Kysely<Tables>): Ledger {
  return {
    append: async (decision) => append(db, decision),
    async get(id) {
      const row = await db.selectFrom('ledger').selectAll().where('id', '=', clean(id)).executeTakeFirst();
      return row === undefined ? undefined : toEntry(row);
    },
    async of(question) {
      const all = db.selectFrom('ledger').selectAll().orderBy('number');
      return (await asked(all, question).execute()).map(toEntry);
    },
    check: async () => check(db),
  };
}

function asked(all: SelectQueryBuilder<Tables, 'ledger', Row>, question: LedgerQuestion) {
  if ('release' in question) {
    // Deferred to it, or holding until it: who ships it has to know. Quotes within texts are escaped, these are not.
    const until = clean(`,"until":${JSON.stringify(question.release)}`);
    return all.where((is) =>
      is.or([is('release', '=', clean(question.release)), sql<boolean>`strpos(content, ${until}) > 0`]),
    );
  }
  if ('ticket' in question) return all.where('ticket', '=', clean(ticketKey(question.ticket)));
  if ('run' in question) return all.where('run_id', '=', clean(question.run));
  const prefix = clean(ticketKey({ ...question.project, key: '' }));
  return all.where(sql<boolean>`starts_with(ticket, ${prefix})`);
}

async function append(db: Kysely<Tables>, decision: Decision): Promise<LedgerEntry> {
  const content = contentOf(decision);
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${lockKey})`.execute(transaction);
    const all = transaction.selectFrom('ledger').selectAll();
    const known = await all.where('id', '=', clean(decision.id)).executeTakeFirst();
    if (known !== undefined) {
      if (known.content === content) return toEntry(known);
      throw new RangeError(`another decision has the id ${decision.id} already`);
    }
    const last = await all.orderBy('number', 'desc').limit(1).executeTakeFirst();
    const previous = last?.hash ?? first;
    const row = {
      number: (last?.number ?? 0) + 1,
      ...columnsOf(decision),
      content,
      previous,
      hash: hashOf(previous, content),
    };
    await transaction.insertInto('ledger').values(row).execute();
    return toEntry(row);
  });
}

/** The text that is hashed: the fields in a fixed order, whatever order they came in. */
function contentOf(decision: Decision): string {
  const { id, what, by, at, ticket, reason, release, test, until, followUp, run, evidence } = decision;
  const { mode, signature, cause } = decision;
  if (evidence !== undefined && !/^[0-9a-f]{64}$/.test(evidence)) {
    throw new RangeError('a hash of evidence is 64 hex digits');
  }
  const { tracker, project, key, installation, visibility } = ticket;
  const place = { tracker, project, key, installation, visibility };
  // What came later stands last, and only where it is said: entries of before keep their hashes.
  const asked = { release, test, until, followUp, run, evidence, mode, signature, cause };
  const fields = { id, what, by, at, ticket: place, reason, ...asked };
  const content = JSON.stringify(fields);
  if (content.length > maxLength) {
    throw new RangeError(`a decision of ${content.length} characters, but at most ${maxLength} are kept`);
  }
  return content;
}

/** What is searched for. */
function columnsOf({ id, release, ticket, run }: Decision) {
  return {
    id: cleanId(id),
    release: release === undefined ? null : cleanId(release),
    ticket: cleanId(ticketKey(ticket)),
    run_id: run === undefined ? null : cleanId(run),
  };
}

function hashOf(previous: string, content: string): string {
  return createHash('sha256').update(`${previous}\n${content}`).digest('hex');
}

type Row = Selectable<Tables['ledger']>;

function toEntry({ number, content, previous, hash }: Row): LedgerEntry {
  return { number, decision: decisionContent.parse(JSON.parse(content)), previous, hash };
}

async function check(db: Kysely<Tables>): Promise<LedgerCheck> {
  const faults: string[] = [];
  let entries = 0;
  let before = { number: 0, hash: first };
  for (;;) {
    const query = db.selectFrom('ledger').selectAll().where('number', '>', before.number);
    const rows = await query.orderBy('number').limit(checkedAtOnce).execute();
    for (const row of rows) {
      faults.push(...faultsOf(row, before));
      before = row;
    }
    entries += rows.length;
    if (rows.length < checkedAtOnce) return { entries, last: before.hash, faults };
  }
}

function faultsOf(row: Row, before: { readonly number: number; readonly hash: string }): string[] {
  const faults: string[] = [];
  const { number, previous, content, hash } = row;
  const say = (words: string): void => void faults.push(`entry ${number} ${words}`);
  if (number === before.number + 2) faults.push(`entry ${before.number + 1} is missing`);
  if (number > before.number + 2) faults.push(`entries ${before.number + 1} to ${number - 1} are missing`);
  if (number === before.number + 1 && previous !== before.hash) say('does not follow from the one before it');
  if (hashOf(previous, content) !== hash) say('is not what was entered');
  if (!isFiledRight(row)) say('is filed under another id, release, ticket or run than it names');
  return faults;
}

function isFiledRight(row: Row): boolean {
  try {
    const columns = columnsOf(toEntry(row).decision);
    return (
      row.id === columns.id &&
      row.release === columns.release &&
      row.ticket === columns.ticket &&
      row.run_id === columns.run_id
    );
  } catch {
    return false;
  }
}
