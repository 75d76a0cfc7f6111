import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { retrial } from '../support/cli.ts';
import { verifiedIn } from '../support/verified.ts';
import { repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('isolate');
let cwd = '';

/** A file whose second test fails when the first ran before it; how often is fixed by the number of the run. */
const orderDependent = `
const test = require('node:test');
const assert = require('node:assert');
let till = 0;
test('opens', () => { till = Number(process.env.RETRIAL_ITERATION) % 2; });
test('counts', () => assert.equal(till, 0, 'the till is not empty'));
`;

beforeAll(() => {
  cwd = repositoryWith(join(home, 'shop'), { 'test/shop.test.js': orderDependent });
});

const isolate = (...args: string[]) =>
  retrial(
    [
      'isolate',
      'test/shop.test.js > counts',
      '-n',
      '20',
      ...args,
      '--',
      process.execPath,
      '--test',
      'test/shop.test.js',
    ],
    cwd,
  );

describe('retrial isolate', { timeout: 120_000 }, () => {
  it('names a real dependence on the test before it', async () => {
    const { stdout, code } = await isolate('-j', '2');
    expect(stdout).toContain('ORDER-DEPENDENT');
    expect(stdout).toMatch(/0 of 20\s+alone/);
    expect(stdout).toContain('10 of 20 with its class');
    expect(stdout).toContain('the till is not empty');
    expect(stdout).toContain('Left out  shuffled (this runner cannot shuffle)');
    const [id = ''] = readdirSync(join(cwd, '.retrial')).filter((name) => name.startsWith('r-'));
    expect(await verifiedIn(cwd, id)).toEqual({ recomputed: 80, differences: [] });
    expect(code).toBe(1);
  });

  it('says what it would run, and runs nothing', async () => {
    const { stdout } = await isolate('--dry-run');
    expect(stdout).toMatch(/alone +\S+ --test '--test-name-pattern=\^counts\$' /);
  });

  it('needs a test, and a command it can take apart', async () => {
    const { stderr, code } = await retrial(['isolate', '--', 'true'], cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('Which test?');
    const unknown = await retrial(['isolate', 'A#b', '--', 'true'], cwd);
    expect(unknown.stderr).toContain('This runner is not known');
  });
});
