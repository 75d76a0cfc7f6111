/** Counts the calls that leave a process, and ends it at one of them. */
export interface Fate {
  /** Even: before the call of half that number is made. Odd: after it, with its answer lost. */
  readonly strikesAt: number;
  /** Nothing follows the death: whoever catches it is dead as well. */
  readonly isFinal?: boolean;
  calls: number;
}

/** The process is gone. */
export class Death extends Error {}

/** The same object, whose asynchronous functions, at any depth, may be the last that this process calls. */
export function mortal<Target extends object>(target: Target, fate: Fate): Target {
  return new Proxy(target, {
    get(_, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value === 'object' && value !== null) return mortal(value, fate);
      if (typeof value !== 'function') return value;
      // What a service needs is known in this process: no call leaves it.
      if (name === 'needs') return value.bind(target);
      return async (...args: unknown[]): Promise<unknown> => {
        const serial = (fate.calls += 1);
        const isDead = fate.isFinal === true && fate.strikesAt > 0 && 2 * serial > fate.strikesAt;
        if (isDead || fate.strikesAt === 2 * serial) throw new Death(`before ${String(name)}`);
        const answer: unknown = await Reflect.apply(value, target, args);
        if (fate.strikesAt === 2 * serial + 1) throw new Death(`after ${String(name)}`);
        return answer;
      };
    },
  });
}
