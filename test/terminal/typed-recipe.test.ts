import { describe, expect, it } from 'vitest';
import { recipeSchema } from '../../src/ci/local/recipe.ts';
import { UserError } from '../../src/model/errors.ts';
import { spanText } from '../../src/model/span-text.ts';
import { localSettings } from '../../src/terminal/repeat/local-settings.ts';
import { checkOptions } from '../../src/terminal/repeat/options.ts';
import { recipeOf } from '../../src/terminal/repeat/typed-recipe.ts';

type Raw = Parameters<typeof checkOptions>[1];

const usual = { jobs: '1', keepLogs: 'failed', format: 'text' };

async function recipe(raw: Partial<Raw>, command: readonly string[] = ['true']) {
  const options = checkOptions('', { ...usual, ...raw });
  return recipeOf((await localSettings(command, options, '/nowhere')).settings);
}

describe('--timeout', () => {
  it.each([
    ['900ms', 900],
    ['90s', 90_000],
    ['17m', 1_020_000],
    ['20m', 1_200_000],
    ['3h', 10_800_000],
    ['999999h', 3_599_996_400_000],
    ['999999s', 999_999_000],
  ])('%s is taken, however long', async (timeout, ms) => {
    expect((await recipe({ timeout })).timeout).toBe(ms);
    expect(recipeSchema.parse({ command: ['true'], timeout: spanText(ms) }).timeout).toBe(ms);
  });
});

describe('an option that cannot be used', () => {
  it.each([
    [{ junit: [''] }, '--junit is empty. It takes a pattern'],
    [{ junit: ['ok/*.xml', '../*.xml'] }, '--junit must stay inside the repository: no leading / and no ..'],
    [{ junit: ['/tmp/*.xml'] }, '--junit must stay inside the repository'],
    [{ env: ['A-B=1'] }, '--env takes NAME=VALUE, and `A-B` is no name of a variable.'],
    [{ env: ['a b\u001b[31m=1'] }, 'and `a b` is no name'],
    [{ setup: '' }, '--setup is empty. It takes a line for the shell'],
    [{ setup: 'x'.repeat(10_001) }, '--setup is too long'],
  ])('is named with what to type: %j', async (raw, words) => {
    await expect(recipe(raw)).rejects.toThrow(UserError);
    await expect(recipe(raw)).rejects.toThrow(words);
  });

  it('is told from a word of the command', async () => {
    await expect(recipe({}, ['grep', ''])).rejects.toThrow('Word 2 of the command is empty');
    await expect(recipe({}, ['x', 'y'.repeat(10_001)])).rejects.toThrow('Word 2 of the command is too long');
  });

  it('may be a lane beside a command that takes its place', async () => {
    await expect(recipe({ lane: 'jdk8' })).rejects.toThrow('leave out `--lane jdk8`, or the command');
  });
});
