import type { Kysely } from 'kysely';
import type { Permit } from '../model/permit.ts';
import type { TicketRef } from '../model/ticket.ts';
import type { Tables } from './tables.ts';
import { clean, cleanId, iso } from './text.ts';

export interface Permits {
  /** Keeps a permit for a ticket; one that the person has already stays as it is. */
  add(ticket: TicketRef, permit: Permit): Promise<void>;
  /** Whether there was one to take back. */
  remove(ticket: TicketRef, login: string): Promise<boolean>;
  has(ticket: TicketRef, login: string): Promise<boolean>;
  /** Everybody's on a ticket, oldest first. */
  of(ticket: TicketRef): Promise<readonly Permit[]>;
}

/** Who may run on which ticket beside those whose role says so. */
export function createPermits(db: Kysely<Tables>): Permits {
  async function of(ticket: TicketRef): Promise<readonly Permit[]> {
    const rows = await db
      .selectFrom('permit')
      .select(['login', 'given_by', 'given_at'])
      .where('tracker', '=', ticket.tracker)
      .where('project', '=', clean(ticket.project))
      .where('ticket', '=', clean(ticket.key))
      .orderBy('given_at')
      .orderBy('person')
      .execute();
    return rows.map(({ login, given_by: by, given_at: at }) => ({ login, by, at: iso(at) }));
  }
  return {
    of,
    async add(ticket, { login, by, at }) {
      const place = {
        tracker: ticket.tracker,
        project: cleanId(ticket.project),
        ticket: cleanId(ticket.key),
      };
      const whom = { person: personOf(login), login: cleanId(login) };
      await db
        .insertInto('permit')
        .values({ ...place, ...whom, given_by: clean(by), given_at: at })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async remove(ticket, login) {
      const result = await db
        .deleteFrom('permit')
        .where('tracker', '=', ticket.tracker)
        .where('project', '=', clean(ticket.project))
        .where('ticket', '=', clean(ticket.key))
        .where('person', '=', personOf(login))
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async has(ticket, login) {
      const person = personOf(login);
      return (await of(ticket)).some((permit) => personOf(permit.login) === person);
    },
  };
}

/** Both trackers tell people apart without their case. */
function personOf(login: string): string {
  return cleanId(login.toLowerCase());
}
