import { sql, type Kysely, type Selectable } from 'kysely';
import type { Addition, RepeatRun, RunState } from '../model/repeat-run.ts';
import { additionsContent } from './content.ts';
import type { Tables } from './tables.ts';
import { clean, cleanId } from './text.ts';

/** Adds iterations to a run once for a line of a comment, and takes up a run that had ended. */
export async function addTo(
  db: Kysely<Tables>,
  id: string,
  addition: Addition,
): Promise<Selectable<Tables['run']>> {
  return db.transaction().execute(async (trx) => {
    const query = trx.selectFrom('run').selectAll().where('id', '=', clean(id));
    const row = await query.forUpdate().executeTakeFirst();
    if (row === undefined) throw new RangeError(`there is no run ${id}`);
    const known = additionsContent.parse(row.additions);
    const isKnown = ({ commentId, line }: Addition): boolean =>
      commentId === addition.commentId && line === addition.line;
    if (known.some(isKnown)) return row;
    const hasEnded = row.stage === 'done';
    const added = {
      ...addition,
      by: clean(addition.by),
      commentId: cleanId(addition.commentId),
      ...(row.cancel_by !== null && { afterStop: true }),
      ...(hasEnded && { afterEnd: true }),
    };
    return trx
      .updateTable('run')
      .set({
        additions: JSON.stringify([...known, added]),
        ...(hasEnded && {
          stage: 'prepare',
          state: 'active',
          cancel_by: sql<string>`null`,
          cancel_at: sql<string>`null`,
        }),
      })
      .where('id', '=', clean(id))
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

/** Ends a run that nothing was added to since it was read. */
export async function finish(db: Kysely<Tables>, run: RepeatRun, state: RunState): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('run')
    .set({ stage: 'done', state, evidence_at: sql<string>`now()` })
    .where('id', '=', clean(run.id))
    .where(sql<number>`json_array_length(additions)`, '=', run.additions?.length ?? 0)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
