import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import { clean, cleanId, iso } from './text.ts';

/** One digest of one project, by its name. */
export interface DigestKey {
  readonly project: string;
  readonly name: string;
}

/** One digest that was due at a time (ISO 8601), for one of its places. */
export interface DueDigest extends DigestKey {
  readonly due: string;
  readonly place: string;
}

/** What is remembered of scheduled digests: each is sent once to each place, however many processes want to. */
export interface Digests {
  /** Since when it is looked after, and whether it is on; noted the first time somebody asks. */
  state(key: DigestKey, now: string): Promise<{ readonly since: string; readonly isOn: boolean }>;
  /** Somebody turned it on or off; what was due while it was off is never sent. */
  turn(
    key: DigestKey,
    how: { readonly isOn: boolean; readonly by: string; readonly at: string },
  ): Promise<void>;
  /** The newest due time of which one was sent; undefined before the first. */
  lastSent(key: DigestKey): Promise<string | undefined>;
  /**
   * Whether the caller shall send it: nobody has, and nobody else is at it until a time. `again` after one who took it and
   * did not say that it was sent.
   */
  take(digest: DueDigest, now: string, until: string): Promise<'first' | 'again' | undefined>;
  /** It was sent, or there was nothing to tell. */
  sent(digest: DueDigest, at: string): Promise<void>;
  /** It certainly was not sent: who takes it next is the first. */
  giveBack(digest: DueDigest): Promise<void>;
}

/** Keeps the state of digests. */
export function createDigests(db: Kysely<Tables>): Digests {
  const read = (key: DigestKey) =>
    db
      .selectFrom('digest')
      .select(['since', 'is_on'])
      .where('project', '=', clean(key.project))
      .where('name', '=', clean(key.name));
  return {
    async state(key, now) {
      await db
        .insertInto('digest')
        .values({ ...idOf(key), since: now, is_on: true, changed_by: null })
        .onConflict((conflict) => conflict.columns(['project', 'name']).doNothing())
        .execute();
      const row = await read(key).executeTakeFirstOrThrow();
      return { since: iso(row.since), isOn: row.is_on };
    },
    async turn(key, { isOn, by, at }) {
      const values = { is_on: isOn, changed_by: cleanId(by), since: at };
      await db
        .insertInto('digest')
        .values({ ...idOf(key), ...values })
        .onConflict((conflict) => conflict.columns(['project', 'name']).doUpdateSet(values))
        .execute();
    },
    async lastSent({ project, name }) {
      const row = await db
        .selectFrom('digest_sent')
        .select('due')
        .where('project', '=', clean(project))
        .where('name', '=', clean(name))
        .where('sent_at', 'is not', null)
        .orderBy('due', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : iso(row.due);
    },
    take: async (digest, now, until) => take(db, digest, { now, until }),
    sent: async (digest, at) => sent(db, digest, at),
    giveBack: async (digest) => giveBack(db, digest),
  };
}

async function sent(db: Kysely<Tables>, { project, name, due, place }: DueDigest, at: string): Promise<void> {
  await db
    .updateTable('digest_sent')
    .set({ sent_at: at })
    .where('project', '=', clean(project))
    .where('name', '=', clean(name))
    .where('due', '=', new Date(due))
    .where('place', '=', clean(place))
    .execute();
}

async function giveBack(db: Kysely<Tables>, { project, name, due, place }: DueDigest): Promise<void> {
  await db
    .deleteFrom('digest_sent')
    .where('project', '=', clean(project))
    .where('name', '=', clean(name))
    .where('due', '=', new Date(due))
    .where('place', '=', clean(place))
    .where('sent_at', 'is', null)
    .execute();
}

/** One statement: of several that ask at the same instant one gets it. */
async function take(
  db: Kysely<Tables>,
  digest: DueDigest,
  { now, until }: { readonly now: string; readonly until: string },
): Promise<'first' | 'again' | undefined> {
  const { rows } = await sql<{ is_new: boolean }>`
    insert into retrial.digest_sent (project, name, due, place, leased_until)
    values (${cleanId(digest.project)}, ${cleanId(digest.name)}, ${digest.due}::timestamptz,
      ${cleanId(digest.place)}, ${until}::timestamptz)
    on conflict (project, name, due, place) do update set leased_until = excluded.leased_until
      where retrial.digest_sent.sent_at is null and retrial.digest_sent.leased_until <= ${now}::timestamptz
    returning (xmax = 0) as is_new`.execute(db);
  const [row] = rows;
  return row && (row.is_new ? 'first' : 'again');
}

function idOf({ project, name }: DigestKey) {
  return { project: cleanId(project), name: cleanId(name) };
}
