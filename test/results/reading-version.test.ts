import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import { readBatch } from '../../src/results/batch.ts';
import { readIteration } from '../../src/results/iteration.ts';
import { parseReport } from '../../src/results/parse-report.ts';
import { readingVersion } from '../../src/results/reading-version.ts';

const folder = resolve(import.meta.dirname, '../fixtures/junit');

it('is another version once any report is read otherwise', () => {
  const readings = readdirSync(folder)
    .toSorted()
    .map((file) => {
      const reports = [parseReport(`fails/1/${file}`, readFileSync(join(folder, file)))];
      const selector = parseSelector('');
      const exit = { code: 1, signal: null, timedOut: false };
      const one = readIteration({ index: 1, selector, exit, reports, durationMs: 0, machine: 'm' });
      return [file, one, readBatch({ first: 1, asked: 2, selector, reports }).iterations];
    });
  const digest = createHash('sha256').update(JSON.stringify(readings)).digest('hex').slice(0, 16);
  // Where rules change on purpose, raise the version and write both down here.
  expect([readingVersion, digest]).toEqual(['r2', '72a5a958d2100ab6']);
});
