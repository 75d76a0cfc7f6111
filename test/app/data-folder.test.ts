import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFinding } from '../../src/app/check.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('data-folder');

describe('the data folder', () => {
  it('is fine where it is, or can be made', async () => {
    mkdirSync(join(home, 'there'));
    for (const path of ['there', 'not/yet/there'])
      expect(await dataFinding(join(home, path))).toEqual({
        state: 'ok',
        what: `data folder ${join(home, path)}`,
      });
  });

  it.each([[''], ['/below/it']])('is wrong where a file stands%s', async (below) => {
    writeFileSync(join(home, 'file'), '');
    const found = await dataFinding(join(home, `file${below}`));
    expect(found).toMatchObject({ state: 'wrong', advice: expect.stringContaining('RETRIAL_DATA') });
    expect(found.what).toContain(`${join(home, 'file')} is no folder`);
  });

  // Root may write everywhere.
  it.runIf(process.getuid?.() !== 0)('is wrong where this user may not write', async () => {
    mkdirSync(join(home, 'closed'), { mode: 0o500 });
    expect((await dataFinding(join(home, 'closed/data'))).what).toContain('may not be written by this user');
  });
});
