import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import { ReportKeeper } from '../../src/results/report-keeper.ts';
import { inspectPaths } from '../../src/worker/inspecting.ts';
import { readUnlessKnown } from '../../src/worker/unpacked.ts';
import { scratch } from '../support/scratch.ts';
import { zipped } from '../support/zipped.ts';

const folder = scratch('unpacked');

describe('an archive beside what was unpacked from it', () => {
  it('counts an archive and what was unpacked from it once, whichever is read first', async () => {
    const report = (name: string) => `<testsuite><testcase name="${name}"/></testsuite>`;
    for (const archive of ['out.zip', 'a-first.zip', 'z-last.zip']) {
      const root = join(folder, `unpacked-${archive}`);
      const top = archive === 'out.zip' ? 'out' : 'm';
      mkdirSync(join(root, top, '1'), { recursive: true });
      mkdirSync(join(root, top, '2'));
      writeFileSync(join(root, top, '1', 'a.xml'), report('a'));
      writeFileSync(join(root, top, '2', 'a.xml'), report('changed'));
      const inside = archive === 'out.zip' ? '' : 'm/';
      await zipped(join(root, archive), {
        [`${inside}1/a.xml`]: report('a'),
        [`${inside}2/a.xml`]: report('a'),
        [`${inside}3/a.xml`]: report('a'),
      });
      const keeper = new ReportKeeper(parseSelector(''));
      const { totals, again } = await inspectPaths([root], { keeper });
      expect({ cases: totals.cases, again }).toEqual({ cases: 4, again: 1 });
      expect(keeper.reports).toHaveLength(4);
      expect(await inspectPaths([join(root, archive)])).toMatchObject({ totals: { cases: 3 } });
      expect(await inspectPaths([join(root, archive)])).not.toHaveProperty('again');
    }
  });

  it('counts what an archive holds where a link stands in the place it was unpacked to', async () => {
    const root = join(folder, 'unpacked-link');
    const away = join(folder, 'unpacked-away');
    mkdirSync(root);
    mkdirSync(away);
    writeFileSync(join(away, 'a.xml'), '<testsuite><testcase name="a"/></testsuite>');
    symlinkSync(away, join(root, 'out'));
    await zipped(join(root, 'out.zip'), { 'a.xml': '<testsuite><testcase name="a"/></testsuite>' });
    expect(await inspectPaths([root])).toMatchObject({ totals: { cases: 1, passed: 1 } });
  });
});

it('reads what lies behind a bomb in a folder', async () => {
  const root = join(folder, 'bomb');
  mkdirSync(root);
  const bomb = `<testsuite>${' '.repeat(65 * 1024 ** 2)}</testsuite>`;
  await zipped(join(root, 'a.zip'), { 'a.xml': '<testsuite/>', 'b.xml': bomb, 'c.xml': '<testsuite/>' });
  writeFileSync(join(root, 'z.xml'), '<testsuite><testcase name="a"><failure/></testcase></testsuite>');
  const { files, totals } = await inspectPaths([root]);
  expect(files.map(({ path, status }) => [path.slice(root.length), status])).toEqual([
    ['/a.zip/a.xml', 'ok'],
    ['/a.zip', 'refused'],
    ['/z.xml', 'ok'],
  ]);
  expect(totals).toMatchObject({ cases: 1, failed: 1, refused: 1 });
  expect((await inspectPaths([join(root, 'a.zip')])).files).toMatchObject([{}, { status: 'refused' }]);
});

describe('a file of which a copy is known', () => {
  const known = 'abcdefgh';

  it.each(['abcdefgh', '', 'abc', 'abcdefghi', 'abcXefgh', 'Xbcdefgh', 'abcdefgX'])(
    'is told whole unless it is the same: %j',
    async (content) => {
      for (const size of [1, 3, 4, 20]) {
        const chunks = content.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
        const read = async (sink: (chunk: Uint8Array) => boolean) =>
          chunks.forEach((chunk) => sink(Buffer.from(chunk)));
        let told = '';
        const isKnown = await readUnlessKnown({ path: 'a', read }, Buffer.from(known), (chunk) => {
          told += Buffer.from(chunk).toString();
          return true;
        });
        expect([isKnown, told]).toEqual(content === known ? [true, ''] : [false, content]);
      }
    },
  );
});
