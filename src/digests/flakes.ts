import { ignoresInForce } from './history/ignores.ts';
import { listOf } from './history/list.ts';
import { flakesDigest } from '../reports/digests/flakes.ts';
import { mostRows } from '../reports/digests/failing-tables.ts';
import { ticketOf } from '../reports/digests/owners.ts';
import type { FlakyList } from '../model/history.ts';
import { outBy } from '../releases/versions.ts';
import type { DigestKind } from './digest.ts';

const weekMs = 7 * 86_400_000;

/** The week's flaky tests, drawn over eight: the worst, new, gone, never ran, what they cost, and what is ignored. */
export const flakes: DigestKind = {
  name: 'flakes',
  summary: 'Flaky tests of the last seven days, what they cost, and what is ignored.',

  async write(question, { store, ownersOf, releases }) {
    const list = await listOf(question, store, { windowMs: weekMs, earlierMs: 6 * weekMs });
    if (list === undefined) return undefined;
    const { project, now, topic, word } = question;
    const all = await releases();
    const inForce = async (at: string) => ignoresInForce(project, store, { now: at, out: outBy(all, at) });
    const [ignores, before] = [await inForce(now), await inForce(list.from)];
    const owners = await ownersOf(ticketsShown(list));
    return flakesDigest({ list, ignores, ignoredBefore: before.length, owners, topic, word });
  },
};

/** Tickets of the tests that are worth a row: of the worst of each kind. */
function ticketsShown({ failing }: FlakyList): readonly string[] {
  const rows = ['flaky', 'failures-only', 'broken'].flatMap((kind) =>
    failing.filter(({ history }) => history.kind === kind).slice(0, mostRows),
  );
  return [...new Set(rows.flatMap((test) => ticketOf(test) ?? []))];
}
