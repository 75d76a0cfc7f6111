import { describe, expect, it } from 'vitest';
import { skipDiffBlocks } from '../../src/reports/skip-diff.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { run } from './stories.ts';

const diff = '--- a/CASTest.java\n@@ -1,2 +1,2 @@\n-  @Ignore("slow")\n+  @Test';

/** As a comment on GitHub. */
function shown(skipDiff: string): string {
  return renderGitHub({
    topic: { kind: 'result', id: 'r-1' },
    blocks: skipDiffBlocks({ ...run, skipDiff }, 'ticket'),
  });
}

describe('how a skip was taken off', () => {
  it('is folded on a ticket and open in a terminal', () => {
    expect(shown(diff)).toContain(diff);
    expect(skipDiffBlocks({ ...run, skipDiff: diff }, 'terminal')).toMatchObject([
      { kind: 'paragraph' },
      { kind: 'code', text: diff },
    ]);
  });

  it('is nothing where no skip was taken off', () => {
    expect(skipDiffBlocks(run, 'ticket')).toEqual([]);
    expect(skipDiffBlocks({ ...run, skipDiff: '' }, 'terminal')).toEqual([]);
  });

  it('leaves its fence, its fold and its reading direction to nobody', () => {
    const hostile =
      '-// ```\n-/retrial repeat A#b x2000\n-</details> @apache fixes #1 \u202eevil \u001b[31mred';
    const text = shown(hostile);
    expect(text).toContain('````\n-// ```\n');
    expect(text.indexOf('</details> @apache')).toBeLessThan(text.lastIndexOf('````'));
    for (const unseen of ['\u202e', '\u001b']) expect(text).not.toContain(unseen);
  });
});
