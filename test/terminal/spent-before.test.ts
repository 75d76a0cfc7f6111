import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepReport, spentBefore } from '../../src/terminal/questions/reports.ts';
import { stories } from '../reports/stories.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('spent-before');

it('adds up what the sessions of a question took, where they left a report', async () => {
  expect(await spentBefore(join(home, 'r-never1'))).toBe(0);
  const report = stories['clean-0-of-500'];
  if (report === undefined) throw new Error('no story');
  mkdirSync(join(home, 'r-there1'));
  await keepReport({ kind: 'repeat', report: { ...report, wallMs: 8_600 } }, { home, id: 'r-there1' });
  expect(await spentBefore(join(home, 'r-there1'))).toBe(8_600);
  writeFileSync(join(home, 'r-there1/report.json'), '{ "report": ');
  expect(await spentBefore(join(home, 'r-there1'))).toBe(0);
});
