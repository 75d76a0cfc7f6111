import type { BlockerState } from '../../src/model/blocker.ts';

/** A release's tickets as somebody sees them at one moment: state by key. */
export type Sight = ReadonlyMap<string, BlockerState>;

/** States that call somebody the moment they come; and those in which a ticket stands in nobody's way. */
const calling: readonly string[] = ['verified', 'fix-failed', 'decision'];
const resting: readonly string[] = ['ignored', 'deferred', 'waived'];

const inTheWay = (sight: Sight): readonly string[] =>
  [...sight].filter(([, state]) => !resting.includes(state)).map(([key]) => key);

/**
 * What people are owed to hear of one release, counted from one look to the next without the program's own idea of a
 * change: each ticket that comes into the way, each one that begins to call, each time that nothing is left in the way.
 * A call that ends before anybody heard of it is owed no more.
 */
export function listener() {
  let last: Sight | undefined;
  /** What calls, and the state it calls in; by `nothing left` the end of all. */
  const owed = new Map<string, string>();
  let freed: Sight = new Map();
  return {
    look(now: Sight): void {
      if (last !== undefined) {
        for (const [key, state] of now) {
          const before = last.get(key);
          if (before === state) continue;
          const comes = before === undefined && !resting.includes(state);
          if (comes || (before !== undefined && calling.includes(state)))
            owed.set(key, comes ? 'here' : state);
        }
        if (inTheWay(last).length > 0 && inTheWay(now).length === 0) {
          owed.set('nothing left', '');
          freed = last;
        }
      }
      for (const [key, state] of owed) {
        const stands = now.get(key);
        const isOver =
          key === 'nothing left'
            ? inTheWay(now).length > 0
            : state === 'here'
              ? stands === undefined || resting.includes(stands) || freed.get(key) === stands
              : stands !== state;
        if (isOver) owed.delete(key);
      }
      if (inTheWay(now).length > 0) freed = new Map();
      last = now;
    },
    owes: (): readonly string[] => [...owed].map(([key, state]) => `${key} ${state}`.trim()),
    told: (): void => owed.clear(),
  };
}
