import { describe, expect, it } from 'vitest';
import { replay } from './replay.ts';

describe('half a year of a project', () => {
  it('is told as it was: nothing twice, nothing missed, every summary as made from scratch, in under a minute', async () => {
    const began = process.cpuUsage();
    const { posts, digests, faults, looks } = await replay(17_461);
    const { user, system } = process.cpuUsage(began);
    const seconds = (user + system) / 1_000_000;
    process.stdout.write(`half a year: ${looks} looks, ${seconds.toFixed(0)} s of CPU\n`);
    expect(faults).toEqual([]);
    expect(looks).toBeGreaterThan(1_000);
    expect(posts.length).toBeGreaterThan(100);
    // One for each release and Monday on which anything blocked it.
    expect(digests.length).toBeGreaterThan(30);
    // Of CPU: how long others hold the machine says nothing.
    expect(seconds).toBeLessThan(60);
  }, 400_000);
});
