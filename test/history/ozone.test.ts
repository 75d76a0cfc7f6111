import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { beforeAll, describe, expect, it } from 'vitest';
import { causesOf, type Causes, type Occurred } from '../../src/history/causes.ts';
import { newRecord } from '../../src/history/record.ts';
import { corpus, needCorpus } from '../support/corpus.ts';

const text = z
  .string()
  .nullable()
  .transform((value) => value ?? '');
const lineSchema = z.object({
  date: z.string(),
  classname: text,
  name: text,
  scope: z.string(),
  kind: z.enum(['failure', 'error', 'timeout', 'crash']),
  type: text,
  message: text,
  text,
  group: z.string(),
  /** Groups of one family say the same in different words; most groups have none. */
  family: z.string().nullable(),
});
type Line = z.output<typeof lineSchema>;

const label = 'ozone:cluster-not-ready';
/** The method that all of it dies in. */
const wait = 'waitForClusterToBeReady';

/** The 1,451 failures of Ozone's CI, each as a test of its own, so that every one can be followed to its cause. */
describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  'the causes of three years of real failures (needs RETRIAL_CORPUS)',
  () => {
    let lines: readonly Line[];
    let causes: Causes;

    beforeAll(() => {
      const path = join(needCorpus(), 'failures/ozone.jsonl');
      lines = readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => lineSchema.parse(JSON.parse(line)));
      const build = { project: 'o', id: '1', branch: 'b', lane: 'l', commit: '', at: '', passesKnown: false };
      const record = newRecord(build, []);
      const occurred: Occurred[] = [];
      for (const [at, { classname, name, scope, kind, type, message, text: body, date }] of lines.entries()) {
        const failure = { kind, type, message, body };
        const one = newRecord(build, []);
        const seen = { container: classname, name: scope === 'class' ? '' : name, failure };
        record.add([seen]);
        one.add([seen]);
        for (const { signature } of one.end().failures)
          occurred.push({ test: String(at), signature, count: 1, at: date });
      }
      causes = causesOf(occurred, record.end().signatures, []);
    }, 60_000);

    /** What the labels of a cause's failures are, by how many. */
    function labelsOf(tests: readonly string[], of: 'group' | 'family'): ReadonlyMap<string, number> {
      const counts = new Map<string, number>();
      for (const test of tests) {
        const line = lines[Number(test)];
        const label = line?.[of] ?? line?.group ?? '';
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
      return counts;
    }

    it('hold as the largest the cluster that does not get ready, wherever it is waited for', () => {
      const tests = causes.all[0]?.tests ?? [];
      const labels = labelsOf(tests, 'group');
      // 210 are labelled so. The one that is missing has a record cut off before its stack, which is all that tells.
      expect(labels.get(label)).toBe(209);
      expect(lines.filter((line, at) => line.group === label && !tests.includes(String(at)))).toMatchObject([
        { name: 'testInstallCorruptedCheckpointFailure', text: expect.not.stringContaining(wait) as string },
      ]);
      // The labels put tests that restart the cluster in their body into groups of their own, one for each test. All of
      // them end in the same wait: whoever looks for the cause looks at one place, so they are kept together.
      const others = [...labels].filter(([one]) => one !== label);
      const inBody = others.filter(([one]) => one.startsWith('ozone:cluster-ready-in-body-'));
      const sum = (some: readonly (readonly [string, number])[]): number =>
        some.reduce((all, [, count]) => all + count, 0);
      expect(sum(inBody)).toBe(12);
      // The message of most holds a dump of all threads, whose frames are nobody's place.
      expect(sum(others) - sum(inBody)).toBe(0);
      expect(tests.filter((test) => lines[Number(test)]?.text.includes(wait) === true)).toHaveLength(221);
    });

    it('rise and fall month by month as the label does', () => {
      const tests = new Set(causes.all[0]?.tests);
      const months = (isIn: (at: number) => boolean): Record<string, number> => {
        const counts: Record<string, number> = {};
        for (const [at, { group, date }] of lines.entries()) {
          const month = date.slice(0, 7);
          if (group === label && isIn(at)) counts[month] = (counts[month] ?? 0) + 1;
        }
        return counts;
      };
      const labelled = months(() => true);
      expect(Object.keys(labelled).length).toBe(9);
      // The record without a stack is of October 2021.
      const october = { '2021-10': (labelled['2021-10'] ?? 0) - 1 };
      expect({ '2021-10': 0, ...months((at) => tests.has(String(at))) }).toEqual({ ...labelled, ...october });
    });

    it('mix no labels that say different things, as far as they are frequent', () => {
      const shares = causes.all.slice(0, 25).map(({ tests, title }) => {
        const most = Math.max(...labelsOf(tests, 'family').values());
        return { title, share: most / tests.length };
      });
      // Of 30 requests to a server that no longer leads, 28 are labelled by the client that gave up on it; and of 16 waits
      // for a container, 15 by the method that waits, one by its test.
      const mixed = shares.filter(({ share }) => share < 1);
      const waits = expect.stringContaining('Timed out waiting for condition') as string;
      expect(mixed).toEqual([
        { title: expect.stringContaining('NotLeaderException') as string, share: 28 / 30 },
        { title: waits, share: 15 / 16 },
      ]);
    });
  },
);
