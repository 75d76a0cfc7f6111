import { describe, expect, it } from 'vitest';
import { withFetched } from '../../src/terminal/history/fetching.ts';
import { importCommand } from '../../src/terminal/import-command.ts';

const of = ['--project', 'acme/shop', '--branch', 'main'];

async function importing(...words: readonly string[]) {
  const session = { command: [], finish: () => undefined };
  return importCommand(session).parseAsync(['reports', ...of, ...words], { from: 'user' });
}

describe('retrial import', () => {
  it.each([
    [['--commit', '3f2c1ab', '--at', '2026-11-20T10:00:00Z'], 'give --lane too'],
    [['--lane', 'jdk17'], 'give --commit, --at too'],
    [[], 'give --lane, --commit, --at too'],
  ])('names what is missing, and only that: %j', async (words, message) => {
    await expect(importing(...words)).rejects.toThrow(message);
  });

  it('says why an address cannot be had', async () => {
    const had = withFetched(['http://127.0.0.1:1/x.zip?token=secret'], undefined, async () => undefined);
    await expect(had).rejects.toThrow(/^http:\/\/127\.0\.0\.1:1\/x\.zip can't be read: fetch failed \(.+\)$/);
  });
});
