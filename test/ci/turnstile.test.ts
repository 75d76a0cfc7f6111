import { describe, expect, it } from 'vitest';
import { Turnstile } from '../../src/ci/local/turnstile.ts';

const never = new AbortController().signal;

describe('the turnstile', () => {
  it('lets as many through as it has slots, and the rest in the order they came', async () => {
    const turnstile = new Turnstile(2);
    const passed: string[] = [];
    const pass = async (name: string): Promise<void> => {
      passed.push(`${name} on ${await turnstile.enter(never)}`);
    };
    const all = ['a', 'b', 'c', 'd'].map(pass);
    await Promise.all(all.slice(0, 2));
    expect(passed).toEqual(['a on 1', 'b on 2']);
    turnstile.leave(2);
    await all[2];
    turnstile.leave(1);
    await all[3];
    expect(passed.slice(2)).toEqual(['c on 2', 'd on 1']);
  });

  it('grows for a batch that wants more', async () => {
    const turnstile = new Turnstile(1);
    await turnstile.enter(never);
    const waiting = turnstile.enter(never);
    turnstile.grow(2);
    expect(await waiting).toBe(2);
  });

  it('forgets whoever stops waiting', async () => {
    const turnstile = new Turnstile(1);
    await turnstile.enter(never);
    const controller = new AbortController();
    const impatient = turnstile.enter(controller.signal);
    const patient = turnstile.enter(never);
    controller.abort();
    expect(await impatient).toBeUndefined();
    turnstile.leave(1);
    expect(await patient).toBe(1);
    expect(await turnstile.enter(controller.signal)).toBeUndefined();
  });
});
