import { sql, type Kysely } from 'kysely';
import type { BuildOutline } from '../model/history.ts';
import type { Tables } from './tables.ts';
import { clean } from './text.ts';

const most = 1_000;

/** Lanes of a branch's builds since a time, the newest first; at most a thousand. */
export async function outlinesOf(
  db: Kysely<Tables>,
  { project, branch, from }: { readonly project: string; readonly branch: string; readonly from: string },
): Promise<readonly BuildOutline[]> {
  const rows = await db
    .selectFrom('history_build')
    .select(['id', 'commit_id', 'at', 'passes_known', 'is_partial'])
    .select([
      sql<number>`octet_length(passed)`.as('passed_size'),
      sql<number>`octet_length(failed)`.as('failed_size'),
    ])
    .where('project', '=', clean(project))
    .where('branch', '=', clean(branch))
    .where('at', '>=', new Date(from))
    .orderBy('at', 'desc')
    .orderBy('number', 'desc')
    .limit(most)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    commit: row.commit_id,
    at: row.at.toISOString(),
    isWhole: row.passes_known && !row.is_partial,
    hasFailed: row.failed_size > 0,
    size: row.passed_size,
  }));
}
