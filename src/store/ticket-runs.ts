import type { Expression, ExpressionBuilder, Selectable, SelectQueryBuilder, SqlBool } from 'kysely';
import type { TicketRef } from '../model/ticket.ts';
import type { Tables } from './tables.ts';
import { clean } from './text.ts';

type Row = Selectable<Tables['run']>;

/** Rows of one answer: the embedded store does nothing else while it makes one. */
const page = 50;

/** All runs of a ticket, newest first, page by page. */
export async function runsOn(
  all: SelectQueryBuilder<Tables, 'run', Row>,
  ticket: TicketRef,
): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const rows of pagesOf(all, ticket)) found.push(...rows);
  return found;
}

/** The newest run of a ticket that is meant: nothing is read behind its page. */
export async function newestOf(
  all: SelectQueryBuilder<Tables, 'run', Row>,
  ticket: TicketRef,
  isMeant: (row: Row) => boolean,
): Promise<Row | undefined> {
  for await (const rows of pagesOf(all, ticket)) {
    const found = rows.find(isMeant);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function* pagesOf(
  all: SelectQueryBuilder<Tables, 'run', Row>,
  ticket: TicketRef,
): AsyncGenerator<readonly Row[]> {
  const newestFirst = all.where(isOn(ticket)).orderBy('created_at', 'desc').orderBy('sequence', 'desc');
  let last: Row | undefined;
  do {
    const rest: typeof newestFirst = last === undefined ? newestFirst : newestFirst.where(isBefore(last));
    const rows = await rest.limit(page).execute();
    yield rows;
    last = rows.length < page ? undefined : rows.at(-1);
  } while (last !== undefined);
}

/** Whose runs: a ticket's. */
export function isOn({ tracker, project, key }: TicketRef) {
  return (where: ExpressionBuilder<Tables, 'run'>): Expression<SqlBool> =>
    where.and({ tracker, project: clean(project), ticket: clean(key) });
}

function isBefore({ created_at: at, sequence }: Row) {
  return (where: ExpressionBuilder<Tables, 'run'>): Expression<SqlBool> =>
    where.or([
      where('created_at', '<', at),
      where.and([where('created_at', '=', at), where('sequence', '<', sequence)]),
    ]);
}
