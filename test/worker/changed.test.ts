import { describe, expect, it } from 'vitest';
import type { Overlay } from '../../src/checkouts/overlays/overlay.ts';
import { isOnlyUnskipped } from '../../src/worker/changed.ts';

const unskip: Overlay = { kind: 'unskip' };
const patch: Overlay = { kind: 'patch', name: 'vnodes-off', content: '' };
const configured: Overlay = { kind: 'configure', name: 'ci', command: ['make'], env: {}, timeoutMs: 1_000 };

describe('what only takes a skip off', () => {
  it.each<[string, readonly Overlay[], Parameters<typeof isOnlyUnskipped>[0], boolean]>([
    ['the skip', [unskip], {}, true],
    ['the skip, and CI configured for it', [unskip, configured], {}, true],
    ['the skip and a patch', [unskip, patch], {}, false],
    ['a patch', [patch], {}, false],
    ['the skip under another variable', [unskip], { manner: { env: { SEED: '1' } } }, false],
    ['nothing', [], {}, false],
    ['CI', [configured], {}, false],
  ])('%s', (_what, applied, run, isOnly) => {
    expect(isOnlyUnskipped(run, { overlays: { asked: [], applied: [...applied] } })).toBe(isOnly);
  });
});
