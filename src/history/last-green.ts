import type { BuildOutline, LastGreen } from '../model/history.ts';

const dayMs = 86_400_000;

/**
 * The newest full run of a branch in which nothing failed. Full is what ran at least half as much as the largest run that
 * is known: a workflow for one folder is no full run. Undefined where no build tells of passes.
 * @param now an ISO time
 */
export function lastGreen(parts: readonly BuildOutline[], now: string): LastGreen | undefined {
  const runs = runsOf(parts.filter(({ at }) => at <= now));
  const whole = runs.filter((run) => run.isWhole);
  const largest = Math.max(0, ...whole.map(({ size }) => size));
  const full = runs.filter(({ size, isWhole, hasFailed }) => (isWhole || hasFailed) && size * 2 >= largest);
  const [oldest, newest] = [full.at(0), full.findLast((run) => run.isWhole && !run.hasFailed)];
  if (oldest === undefined || largest === 0) return undefined;
  const days = Math.floor((Date.parse(now) - Date.parse((newest ?? oldest).at)) / dayMs);
  if (newest === undefined) return { days };
  const { at, commit } = newest;
  return { days, at, ...(commit === '' ? {} : { commit }) };
}

/** The parts of each run together, oldest run first. */
function runsOf(parts: readonly BuildOutline[]): readonly BuildOutline[] {
  const runs = new Map<string, BuildOutline>();
  for (const part of parts) {
    const known = runs.get(part.id);
    if (known === undefined) runs.set(part.id, part);
    else
      runs.set(part.id, {
        ...known,
        at: part.at > known.at ? part.at : known.at,
        isWhole: known.isWhole && part.isWhole,
        hasFailed: known.hasFailed || part.hasFailed,
        size: known.size + part.size,
      });
  }
  return [...runs.values()].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}
