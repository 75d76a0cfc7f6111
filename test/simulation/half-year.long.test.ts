import { describe, expect, it } from 'vitest';
import { replay } from './replay.ts';

describe('half a year of a project', () => {
  it('is told as it was: nothing twice, nothing missed, every summary as made from scratch, in under a minute', async () => {
    const began = process.cpuUsage();
    const { posts, digests, faults, looks, seconds } = await replay(17_461);
    const { user, system } = process.cpuUsage(began);
    const all = `${((user + system) / 1_000_000).toFixed(0)} s with all that checks it`;
    process.stdout.write(`half a year: ${looks} looks, ${seconds.toFixed(0)} s of CPU, ${all}\n`);
    expect(faults).toEqual([]);
    expect(looks).toBeGreaterThan(1_000);
    expect(posts.length).toBeGreaterThan(100);
    // One for each release and Monday on which anything blocked it.
    expect(digests.length).toBeGreaterThan(30);
    // Of CPU, and of the program alone: how long others hold the machine says nothing, nor do the boards from scratch.
    expect(seconds).toBeLessThan(60);
  }, 400_000);
});
