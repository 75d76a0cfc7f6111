import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something that will happen soon. @throws Error when it has not after 30 seconds. */
export async function until(condition: () => boolean | Promise<boolean>, forMs = 30_000): Promise<void> {
  const deadline = Date.now() + forMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await sleep(5);
  }
}
