/** Where a process ends: before a call is made, or after it, with its answer lost. */
export interface Strike {
  readonly when: 'before' | 'after';
  readonly call: string;
}

/** Counts the calls that leave a process, and ends it at one of them. */
export interface Fate {
  /** Even: before the call of half that number is made. Odd: after it, with its answer lost. */
  readonly strikesAt: number;
  /** Beside that: at the first call of this name. */
  readonly strikesOn?: Strike;
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
      // What a service needs, and what configures it, is known in this process: no call leaves it.
      if (name === 'needs' || name === 'configuring') return value.bind(target);
      return async (...args: unknown[]): Promise<unknown> => {
        const serial = (fate.calls += 1);
        const isDead = fate.isFinal === true && fate.strikesAt > 0 && 2 * serial > fate.strikesAt;
        const strike = fate.strikesOn?.call === name ? fate.strikesOn.when : undefined;
        if (isDead || fate.strikesAt === 2 * serial || strike === 'before')
          throw new Death(`before ${String(name)}`);
        const answer: unknown = await Reflect.apply(value, target, args);
        if (fate.strikesAt === 2 * serial + 1 || strike === 'after') throw new Death(`after ${String(name)}`);
        return answer;
      };
    },
  });
}
