import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchLog } from '../../src/terminal/questions/batch-log.ts';
import { keepReport, readReport } from '../../src/terminal/questions/reports.ts';
import { earlierRuns } from '../../src/terminal/questions/reuse.ts';
import { keepSetting, settingIn } from '../../src/terminal/questions/setting.ts';
import { keepPlan, readPlan } from '../../src/terminal/repeat/kept-plan.ts';
import { stories } from '../reports/stories.ts';
import { scratch } from '../support/scratch.ts';
import { planOf } from './plan-of.ts';

const home = scratch('kept');

/** A run that ended, at the commit that a comparison asks for. */
async function ended(id: string) {
  const plan = { ...planOf(home, home, id), commit: 'c1' };
  const request = { commit: 'c1', selector: plan.options.selector, settings: plan.settings };
  writeFileSync(join(home, id, 'request.json'), JSON.stringify(request));
  await keepPlan(plan);
  const report = stories['clean-0-of-500'];
  if (report === undefined) throw new Error('there is no such story');
  await keepReport({ kind: 'repeat', report: { ...report, run: { ...report.run, id } } }, plan);
  return { folder: join(home, id), plan };
}

describe('what is kept of a run', () => {
  it('comes back as it was, and leaves no other file behind', async () => {
    const { folder, plan } = await ended('r-whole1');
    expect((await readReport(folder))?.kind).toBe('repeat');
    expect((await readPlan(folder))?.settings).toEqual(plan.settings);
    expect(readdirSync(folder).toSorted()).toEqual(['plan.json', 'report.json', 'request.json']);
  });

  it.each(['', '{"kind":"repeat","report":{"run', 'null', '[]', '{}'])(
    'says which file holds %j',
    async (text) => {
      const folder = join(home, 'r-cut1');
      mkdirSync(folder, { recursive: true });
      for (const name of ['report.json', 'plan.json']) writeFileSync(join(folder, name), text);
      await expect(readReport(folder)).rejects.toThrow(
        'Run r-cut1 is damaged: its report.json can’t be read',
      );
      await expect(readPlan(folder)).rejects.toThrow('Run r-cut1 is damaged: its plan.json can’t be read');
      writeFileSync(join(folder, 'batches.json'), text === '[]' ? '[1]' : text);
      await expect(new BatchLog(folder, []).load()).rejects.toThrow('its batches.json can’t be read');
    },
  );

  it('is of no use where an older version did not note what a comparison took over', async () => {
    const { plan } = await ended('r-older1');
    const earlier = { side: 'before', run: 'r-good1', ended: '2026-01-01T00:00:00Z' };
    const question = (one: object) => ({ question: {}, shown: {}, earlier: [one] });
    await keepSetting({ kind: 'compare', plan, question: question({ ...earlier, indexes: [1, 2] }) });
    expect(await settingIn(join(home, 'r-older1'))).toMatchObject({ kind: 'compare' });
    for (const old of [question(earlier), { question: {} }]) {
      await keepSetting({ kind: 'compare', plan, question: old });
      await expect(settingIn(join(home, 'r-older1'))).rejects.toThrow(
        /^r-older1 was kept by an older version of Retrial.*`retrial render r-older1` shows it/,
      );
    }
  });

  it('is left out of a comparison with one line where it is damaged', async () => {
    await ended('r-good1');
    const { folder, plan } = await ended('r-torn1');
    writeFileSync(join(folder, 'report.json'), '{"kind":"rep');
    const told: string[] = [];
    const asked = { ...plan, id: 'r-asking' };
    const side = { id: 'before', label: 'main', commit: 'c1' };
    const found = await earlierRuns(asked, [side], (words) => told.push(words));
    expect(found.map(({ run }) => run)).toContain('r-good1');
    expect(found.map(({ run }) => run)).not.toContain('r-torn1');
    expect(told).toEqual([expect.stringContaining('Run r-torn1 is damaged')]);
  });
});
