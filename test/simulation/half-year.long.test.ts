import { describe, expect, it } from 'vitest';
import { replay } from './replay.ts';

describe('half a year of a project', () => {
  it('is told as it was: nothing twice, nothing missed, every summary as made from scratch', async () => {
    const { posts, digests, faults, looks } = await replay(17_461);
    expect(faults).toEqual([]);
    expect(looks).toBeGreaterThan(1_000);
    expect(posts.length).toBeGreaterThan(100);
    // One for each release and Monday on which anything blocked it.
    expect(digests.length).toBeGreaterThan(30);
  }, 400_000);
});
