import { describe, expect, it } from 'vitest';
import { plain, post } from './fakes.ts';

async function say(text: string, right: 'read' | 'run' | 'decide' = 'decide') {
  const { replies, turned } = await post(text, { changes: { right } });
  return { said: plain(replies[0]?.document), codes: replies[0]?.codes, turned };
}

describe('digest', () => {
  it('lists, posts one now, and turns them on and off', async () => {
    expect((await say('/retrial digest', 'read')).said).toContain('0 8 * * 1');
    expect((await say('/retrial digest weekly now', 'run')).said).toContain('the digest');
    expect((await say('/retrial digest now', 'run')).said).toContain('the digest');
    const off = await say('/retrial digest weekly off');
    expect(off.turned).toEqual(['weekly off']);
    expect(off.said).toContain('Off now: weekly.');
    expect((await say('/retrial digest on')).turned).toEqual(['weekly on']);
  });

  it.each([
    ['/retrial digest weekly off', 'run' as const],
    ['/retrial digest weekly now', 'read' as const],
    ['/retrial digest on off', 'decide' as const],
    ['/retrial digest monthly', 'decide' as const],
    ['/retrial digest ../x now', 'decide' as const],
  ])('%s by who may %s changes nothing', async (text, right) => {
    const { codes, turned } = await say(text, right);
    expect(codes).toHaveLength(1);
    expect(turned).toEqual([]);
  });
});
