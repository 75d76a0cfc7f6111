import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { inspectPaths } from '../../src/worker/inspecting.ts';

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
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('<testsuite><testcase/></testsuite>'), 'node0/a.xml');
    zip.addBuffer(Buffer.from('log'), 'node0/stdout.txt');
    zip.end();
    const chunks: Uint8Array[] = [];
    for await (const chunk of zip.outputStream) chunks.push(chunk as Uint8Array);
    writeFileSync(join(folder, 'good.zip'), Buffer.concat(chunks));
    writeFileSync(join(folder, 'broken.zip'), 'PK nonsense');
    const { files } = await inspectPaths([join(folder, 'good.zip'), join(folder, 'broken.zip')]);
    expect(files.map(({ path, status, cases }) => [path.slice(folder.length), status, cases])).toEqual([
      ['/good.zip/node0/a.xml', 'ok', 1],
      ['/broken.zip', 'damaged', 0],
    ]);
  });

  it('says which path does not exist', async () => {
    await expect(inspectPaths([join(folder, 'nowhere')])).rejects.toThrow(/ENOENT.*nowhere/);
  });
});
