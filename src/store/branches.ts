import { sql, type Kysely, type Selectable } from 'kysely';
import type { ThrowAwayBranch } from '../model/throw-away-branch.ts';
import type { Tables } from './tables.ts';
import { clean, cleanId } from './text.ts';

export interface Branches {
  /** Keeps a branch before it is pushed; for the same batch again, what it points at. */
  put(branch: ThrowAwayBranch): Promise<void>;
  of(runId: string): Promise<readonly ThrowAwayBranch[]>;
  /** Those whose runs are over, a hundred at most, in no order: those that cannot be reached hold up no others. */
  left(): Promise<readonly ThrowAwayBranch[]>;
  /** Forgets a branch once it is gone. */
  remove(batchId: string): Promise<void>;
}

/** The branches that this server pushed and has to take away again. */
export function createBranches(db: Kysely<Tables>): Branches {
  return {
    async put({ batchId, runId, clone, remote, name, commit }) {
      const place = {
        clone: clean(clone),
        remote: clean(remote),
        name: cleanId(name),
        commit_id: clean(commit),
      };
      await db
        .insertInto('branch')
        .values({ batch_id: cleanId(batchId), run_id: clean(runId), ...place })
        .onConflict((conflict) => conflict.column('batch_id').doUpdateSet(place))
        .execute();
    },
    async of(runId) {
      const query = db.selectFrom('branch').selectAll().where('run_id', '=', clean(runId));
      return (await query.orderBy('batch_id').execute()).map(toBranch);
    },
    async left() {
      const query = db
        .selectFrom('branch')
        .innerJoin('run', 'run.id', 'branch.run_id')
        .selectAll('branch')
        .where('run.stage', '=', 'done');
      return (
        await query
          .orderBy(sql`random()`)
          .limit(100)
          .execute()
      ).map(toBranch);
    },
    async remove(batchId) {
      await db.deleteFrom('branch').where('batch_id', '=', clean(batchId)).execute();
    },
  };
}

function toBranch(row: Selectable<Tables['branch']>): ThrowAwayBranch {
  const { batch_id: batchId, run_id: runId, commit_id: commit, clone, remote, name } = row;
  return { batchId, runId, clone, remote, name, commit };
}
