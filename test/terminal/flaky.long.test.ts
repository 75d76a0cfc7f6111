import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { beforeAll, describe, expect, it } from 'vitest';
import { retrial } from '../support/cli.ts';
import { corpus, needCorpus } from '../support/corpus.ts';
import { storeFolder } from '../support/places.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('flaky');
const listSchema = z.object({
  failing: z.array(
    z.looseObject({
      test: z.string(),
      kind: z.string(),
      unrated: z.number(),
      executed: z.number(),
      weeks: z.array(z.number()),
    }),
  ),
  signatures: z.array(z.object({ count: z.number(), title: z.string(), tests: z.array(z.string()) })),
});
const lineSchema = z.object({ group: z.string(), date: z.string() });

async function emptyStore(folder: string): Promise<string> {
  const { path, remove } = await storeFolder();
  const place = join(home, folder);
  mkdirSync(place);
  cpSync(path, join(place, '.retrial-data'), { recursive: true });
  await remove();
  return place;
}

describe('the flaky list', { timeout: 60_000 }, () => {
  it.each([
    [[], 'There is no history yet'],
    [['--project', 'shop'], 'no history of `shop`'],
    [['--window', 'month'], '--window month is no window'],
    [['--until', 'soon'], '--until soon is no time'],
    [['--format', 'pdf'], '--format is one of'],
  ])('refuses %j', async (args, message) => {
    const place = await emptyStore(`refused-${args.length}-${args.join('')}`);
    const { stderr, code } = await retrial(['flaky', ...args], place);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  'three years of real failures (needs RETRIAL_CORPUS)',
  { timeout: 120_000 },
  () => {
    const path = (): string => join(needCorpus(), 'failures/ozone.jsonl');
    let place: string;
    let said: string;

    beforeAll(async () => {
      place = await emptyStore('ozone');
      const args = ['import', path(), '--format', 'failures', '--project', 'ozone', '--branch', 'master'];
      said = (await retrial(args, place)).stdout;
    }, 60_000);

    it('are all kept, and counted without rates', async () => {
      expect(said).toContain('387 tests: 1,451 failed');
      const { stdout } = await retrial(['flaky', '--window', '150w', '--json'], place);
      const { failing, signatures } = listSchema.parse(JSON.parse(stdout));
      expect(new Set(failing.map(({ kind }) => kind))).toEqual(new Set(['failures-only']));
      expect(failing.reduce((sum, one) => sum + one.unrated, 0)).toBe(1_451);
      expect(signatures.reduce((sum, one) => sum + one.count, 0)).toBe(1_451);
      expect(failing.every(({ executed }) => executed === 0)).toBe(true);
      expect(stdout).not.toContain('"rate"');
    });

    it('have the frequent causes that their labels name', async () => {
      const lines = readFileSync(path(), 'utf8').trim().split('\n');
      const groups = lines.map((line) => lineSchema.parse(JSON.parse(line)).group);
      const { stdout } = await retrial(['flaky', '--window', '150w', '--json'], place);
      const { signatures } = listSchema.parse(JSON.parse(stdout));
      const labelled = groups.filter((group) => group === 'ozone:cluster-not-ready').length;
      expect(signatures[0]?.title).toContain('Timed out waiting for condition');
      expect(signatures[0]?.count).toBeGreaterThan(labelled * 0.8);
      expect(signatures.length).toBeGreaterThan(new Set(groups).size * 0.7);
      expect(signatures.length).toBeLessThan(new Set(groups).size * 1.3);
    });

    it.each([
      [['--branch', 'mastre'], 'no build of the branch `mastre` of ozone', 'There are builds of master.'],
      [['--until', '2001-01-01'], 'no build of ozone from 2000-12-02 to 2001-01-01', 'wider --window'],
    ])('are no clean answer for %j, of which there is no build', async (args, what, instead) => {
      const { stdout, stderr, code } = await retrial(['flaky', ...args], place);
      expect([stdout, code]).toEqual(['', 2]);
      expect(stderr).toContain(what);
      expect(stderr).toContain(instead);
    });

    it('read well for a month', async () => {
      const { stdout } = await retrial(['flaky'], place);
      expect(stdout).toContain('of ozone, 2022-10-29 to 2022-11-28');
      expect(stdout).not.toContain('%');
    });
  },
);
