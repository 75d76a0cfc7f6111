import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { RunFault } from '../model/run-fault.ts';
import type { Tables } from './tables.ts';
import { clean } from './text.ts';

const faultContent = z.looseObject({
  code: z.string(),
  message: z.string(),
  at: z.string(),
  hasStarted: z.boolean(),
  isTold: z.boolean().exactOptional(),
});

/** Why runs could not be carried out, for those who ask after their tickets were told. */
export interface RunFaults {
  /** The newest is kept. */
  note(run: string, fault: RunFault): Promise<void>;
  /** Undefined where nobody noted one, as before this was kept. */
  of(run: string): Promise<RunFault | undefined>;
}

/** Keeps a fault beside its run. */
export function createRunFaults(db: Kysely<Tables>): RunFaults {
  return {
    async note(run, fault) {
      const text = clean(JSON.stringify(fault));
      await db.updateTable('run').set({ fault: text }).where('id', '=', clean(run)).execute();
    },
    async of(run) {
      const row = await db.selectFrom('run').select('fault').where('id', '=', clean(run)).executeTakeFirst();
      return faultContent.safeParse(row?.fault).data;
    },
  };
}
