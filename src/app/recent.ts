import { z } from 'zod';
import type { Store } from '../store/store.ts';

/** Where short lists are kept, and changed by one at a time. */
export interface RecentDesk {
  readonly store: Pick<Store, 'cursors' | 'turns'>;
  readonly now: () => Date;
}

/** A short list of what happened last, under a name. */
interface Recent<One> {
  readonly name: string;
  readonly one: z.ZodType<One>;
}

/** The list as it was left; empty before the first time, and where it can't be read. */
export async function readRecent<One>(
  { name, one }: Recent<One>,
  { cursors }: Pick<Store, 'cursors'>,
): Promise<readonly One[]> {
  return z.array(one).safeParse(await cursors.get(name)).data ?? [];
}

/** Changes the list in its turn, so that two at once lose nothing; the same list again is not written. @returns what it is then */
export async function changeRecent<One>(
  recent: Recent<One>,
  { store, now }: RecentDesk,
  change: (known: readonly One[]) => readonly One[],
): Promise<readonly One[]> {
  return store.turns.take(recent.name, async () => {
    const known = await readRecent(recent, store);
    const changed = change(known);
    if (changed !== known) await store.cursors.put(recent.name, changed, now().toISOString());
    return changed;
  });
}
