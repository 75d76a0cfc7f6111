import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { parseSelector } from '../../src/model/selector.ts';
import { ReportKeeper } from '../../src/results/report-keeper.ts';
import { inspectPaths } from '../../src/worker/inspecting.ts';
import { zipped } from '../support/zipped.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'retrial-inspect-'));
  mkdirSync(join(folder, 'reports'));
  writeFileSync(
    join(folder, 'reports', 'good.xml'),
    '<testsuite tests="3"><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>',
  );
  writeFileSync(
    join(folder, 'reports', 'cut.xml'),
    '<testsuite><testcase name="a"/><testcase name="b"><error>x</error>',
  );
  writeFileSync(
    join(folder, 'reports', 'evil.xml'),
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><testsuite/>',
  );
  writeFileSync(join(folder, 'reports', 'server.log'), 'no report');
  symlinkSync('/etc/passwd', join(folder, 'reports', 'link.xml'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const none = {
  cases: 0,
  passed: 0,
  failed: 0,
  error: 0,
  skipped: 0,
  suiteProblems: 0,
  flakyPassed: 0,
  lost: 0,
};

describe('what a CI service lists itself', () => {
  const item = (name: string, result: string) => ({
    classname: 'auth.TestAuth',
    name,
    result,
    run_time: 1.5,
  });

  async function saved(content: unknown, name = 'tests.json') {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    const keeper = new ReportKeeper(parseSelector(''));
    return { ...(await inspectPaths([path], { keeper })), keeper };
  }

  it('is read as CircleCI’s API gives it, also page by page', async () => {
    const items = [item('login', 'success'), item('login', 'failure'), item('logout', 'skipped')];
    for (const content of [{ items, next_page_token: null }, items.map((one) => ({ items: [one] }))]) {
      const { files, keeper } = await saved(content);
      expect(files).toMatchObject([{ status: 'ok', cases: 3, passed: 1, failed: 1, skipped: 1 }]);
      expect(keeper.reports.map(({ path }) => path)).toEqual([
        expect.stringMatching(/\/1\/tests\.json$/),
        expect.stringMatching(/\/2\/tests\.json$/),
      ]);
    }
  });

  it('is no whole answer where more pages follow', async () => {
    const { files } = await saved({ items: [item('login', 'success')], next_page_token: 'abc' });
    expect(files).toMatchObject([
      { status: 'damaged', cases: 1, reason: expect.stringContaining('jq -s . page*.json') },
    ]);
  });

  it('is read as Jenkins’ API gives it', async () => {
    const cases = [{ className: 'A', name: 'b', status: 'REGRESSION' }];
    const { files } = await saved({ suites: [{ name: 'A', cases }] });
    expect(files).toMatchObject([{ status: 'ok', cases: 1, failed: 1 }]);
  });

  it.each([
    ['{"items":', 'damaged', 'its JSON is not whole'],
    ['\uFEFF{"items": 7}', 'not-junit', expect.stringContaining('JSON, but neither')],
    ['[]', 'not-junit', expect.stringContaining('JSON, but neither')],
    ['', 'damaged', 'its JSON is not whole'],
  ])('is told from other JSON: %s', async (content, status, reason) => {
    expect((await saved(content)).files).toMatchObject([{ status, reason, cases: 0 }]);
  });

  it('counts as an error where a word is not known, and is never looked for in folders', async () => {
    expect((await saved({ items: [{}, item('x', 'quarantined')] })).files).toMatchObject([{ error: 2 }]);
    mkdirSync(join(folder, 'site'));
    writeFileSync(join(folder, 'site', 'package.json'), '{"items":[]}');
    expect((await inspectPaths([join(folder, 'site')])).files).toEqual([]);
  });
});

describe('inspect', () => {
  it('counts every report of a folder, and names what it could not read', async () => {
    const path = join(folder, 'reports');
    expect(await inspectPaths([path])).toEqual({
      files: [
        {
          ...none,
          path: join(path, 'cut.xml'),
          status: 'damaged',
          reason: 'the file ends before its elements are closed',
          cases: 2,
          passed: 1,
          error: 1,
          declaredMismatch: false,
        },
        {
          ...none,
          path: join(path, 'evil.xml'),
          status: 'refused',
          reason: 'it declares a document type',
          declaredMismatch: false,
        },
        {
          ...none,
          path: join(path, 'good.xml'),
          status: 'ok',
          cases: 2,
          passed: 1,
          failed: 1,
          declaredMismatch: true,
          declared: { tests: 3 },
        },
        {
          ...none,
          path: join(path, 'link.xml'),
          status: 'refused',
          reason: 'it is a link',
          declaredMismatch: false,
        },
      ],
      totals: {
        ...none,
        files: 4,
        cases: 4,
        passed: 2,
        failed: 1,
        error: 1,
        ok: 1,
        okLenient: 0,
        damaged: 1,
        refused: 2,
        notJunit: 0,
        declaredMismatches: 1,
      },
    });
  });

  it('looks at any file that is given by name', async () => {
    const { files } = await inspectPaths([join(folder, 'reports', 'server.log')]);
    expect(files).toMatchObject([{ status: 'not-junit', reason: 'plain text, not XML' }]);
  });

  it('looks into archives, and lists a broken one beside what it held', async () => {
    const inside = { 'node0/a.xml': '<testsuite><testcase/></testsuite>', 'node0/stdout.txt': 'log' };
    await zipped(join(folder, 'good.zip'), inside);
    writeFileSync(join(folder, 'broken.zip'), 'PK nonsense');
    const { files } = await inspectPaths([join(folder, 'good.zip'), join(folder, 'broken.zip')]);
    expect(files.map(({ path, status, cases }) => [path.slice(folder.length), status, cases])).toEqual([
      ['/good.zip/node0/a.xml', 'ok', 1],
      ['/broken.zip', 'damaged', 0],
    ]);
  });

  it('calls a file damaged that a zip holds with another checksum, and reads the others', async () => {
    const zip = new ZipFile();
    const report = (name: string) => `<testsuite><testcase name="${name}"/></testsuite>`;
    for (const name of ['first', 'other'])
      zip.addBuffer(Buffer.from(report(name)), `${name}.xml`, { compress: false });
    zip.end();
    const chunks: Uint8Array[] = [];
    for await (const chunk of zip.outputStream) chunks.push(chunk as Uint8Array);
    const changed = Buffer.concat(chunks).toString('latin1').replace(report('first'), report('worst'));
    writeFileSync(join(folder, 'changed.zip'), changed, 'latin1');
    const { files } = await inspectPaths([join(folder, 'changed.zip')]);
    expect(files).toMatchObject([
      { status: 'damaged', reason: expect.stringContaining('checksum'), cases: 1 },
      { status: 'ok', cases: 1 },
    ]);
  });

  it('counts a file once, whichever paths lead to it', async () => {
    const root = join(folder, 'twice');
    mkdirSync(join(root, 'in'), { recursive: true });
    writeFileSync(join(root, 'in', 'a.xml'), '<testsuite><testcase name="a"/></testsuite>');
    writeFileSync(join(root, 'in', 'a.xml.gz'), gzipSync('<testsuite><testcase name="b"/></testsuite>'));
    writeFileSync(join(root, 'in', 'a.log'), 'no report');
    symlinkSync(join(root, 'in'), join(root, 'link'));
    const inner = join(root, 'in');
    expect(await inspectPaths([inner])).not.toHaveProperty('again');
    const paths = [`${inner}/`, join(inner, 'a.xml'), join(root, 'link'), `${inner}/../in/a.xml.gz`];
    const { totals, again } = await inspectPaths(paths);
    expect({ cases: totals.cases, again }).toEqual({ cases: 2, again: 4 });
    expect(await inspectPaths([join(inner, 'a.xml.gz'), join(inner, 'a.xml')])).toMatchObject({
      totals: { cases: 2 },
    });
  });

  it('says which path does not exist', async () => {
    await expect(inspectPaths([join(folder, 'nowhere')])).rejects.toThrow(/ENOENT.*nowhere/);
  });
});
