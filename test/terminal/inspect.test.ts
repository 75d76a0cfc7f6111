import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import type { InspectedContent } from '../../src/model/inspection.ts';
import { ReportKeeper } from '../../src/results/report-keeper.ts';
import { contentOf } from '../../src/terminal/inspect/content.ts';
import { retrial } from '../support/cli.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('inspect');
const suite = 'org.shop.distributed.PayTest';

/** What one iteration of a repeat job leaves, as Cassandra's runners lay it out. */
function caseOf(inside: string, beside = ''): string {
  return `<testsuite name="${suite}" tests="1"><testcase classname="${suite}" name="pays" time="1.5">${inside}</testcase>${beside}</testsuite>`;
}

const timeout = (got: number) =>
  `<failure message="Operation timed out - received only ${got} responses." type="org.shop.PayTimeoutException">org.shop.PayTimeoutException: Operation timed out - received only ${got} responses.
	at org.shop.Register.pay(Register.java:${100 + got})
	at ${suite}.pays(PayTest.java:77)
</failure>`;
const shutdown = `<testcase classname="junit.framework.TestSuite" name="${suite}" time="0"><error message="Cannot shut the shop" type="java.lang.RuntimeException">java.lang.RuntimeException: Cannot shut the shop
	at org.shop.Shop.close(Shop.java:9)
	at ${suite}.afterClass(PayTest.java:50)
</error></testcase>`;

function pipeline(folder: string, reportOf: (run: number) => { fails: boolean; xml: string }): string {
  for (let run = 1; run <= 200; run++) {
    const { fails, xml } = reportOf(run);
    const node = Math.floor((run - 1) / 8);
    const place = `node${node}/junitxml/${fails ? 'fails' : 'passes'}/${((run - 1) % 8) + 1}/TEST-${suite}.xml`;
    mkdirSync(dirname(join(folder, place)), { recursive: true });
    writeFileSync(join(folder, place), xml);
  }
  return folder;
}

describe('inspecting a pipeline of 200 repeats', () => {
  it('shows at once that five failed for two causes', async () => {
    pipeline(join(home, 'five'), (run) => {
      if ([17, 33, 90, 151].includes(run)) return { fails: true, xml: caseOf(timeout(run % 3)) };
      return run === 180 ? { fails: true, xml: caseOf('', shutdown) } : { fails: false, xml: caseOf('') };
    });
    const { stdout, code } = await retrial(['inspect', 'five'], home);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('golden/inspect-five-of-200.txt');
    const json = JSON.parse((await retrial(['inspect', 'five', '--json'], home)).stdout);
    expect(json).toMatchObject({
      schema: 'retrial.inspection/1',
      unit: 'iteration',
      batch: { asked: 200, executed: 200, passed: 195, failed: 5, skipped: 0, lost: 0, surplus: 0 },
      groups: [
        { count: 4, scope: 'method', first: expect.stringMatching(/^iteration 17, node2\//) },
        { count: 1, scope: 'class', phase: 'teardown' },
      ],
      left: [],
    });
  });

  it('shows at once that nothing ran', async () => {
    pipeline(join(home, 'none'), () => ({ fails: false, xml: caseOf('<skipped message="SHOP-17461"/>') }));
    const { stdout, code } = await retrial(['inspect', 'none'], home);
    expect(code).toBe(4);
    await expect(stdout).toMatchFileSnapshot('golden/inspect-nothing-ran.txt');
  });

  it('counts what was asked and did not come back as lost, and only the asked test as executed', async () => {
    const { stdout } = await retrial(
      ['inspect', 'five', '--test', 'PayTest#pays', '--asked', '220', '--json'],
      home,
    );
    expect(JSON.parse(stdout).batch).toMatchObject({ asked: 220, executed: 200, lost: 20, failed: 5 });
    const other = await retrial(['inspect', 'five', '--test', 'PayTest#refunds', '--json'], home);
    expect(JSON.parse(other.stdout).batch).toMatchObject({ executed: 0, skipped: 199, lost: 1 });
    expect(other.code).toBe(4);
  });

  it('takes a layout of the project’s own, and refuses one it cannot use', async () => {
    const layout = '{machine}/junitxml/*/{i}/*.xml';
    const { stdout } = await retrial(['inspect', 'five', '--layout', layout, '--json'], home);
    expect(JSON.parse(stdout).batch).toMatchObject({ layout, executed: 200, failed: 5 });
    const bad = await retrial(['inspect', 'five', '--layout', 'x'], home);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('needs {i}');
  });

  it('says which path is not there, and once that two lead to one file', async () => {
    const missing = await retrial(['inspect', 'five', 'fvie'], home);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('There is no file or folder fvie. Paths count from ');
    const { stdout } = await retrial(['inspect', 'five', 'five/node22'], home);
    expect(stdout).toContain('Twice  8 files that two paths lead to, counted once');
  });

  it('names the ticket of what people know, in iterations and in a file of failures', async () => {
    const rules =
      'knownIssues: [{ issue: SHOP-12, title: The slow register, contains: Operation timed out }]';
    writeFileSync(join(home, 'known.yml'), rules);
    const { stdout } = await retrial(['inspect', 'five', '--known', 'known.yml'], home);
    expect(stdout).toContain('4×  The slow register at Register.pay, known: SHOP-12');
    const record = { id: 'f1', message: 'Operation timed out' };
    writeFileSync(join(home, 'f.jsonl'), JSON.stringify(record));
    const lines = (await retrial(['group', 'f.jsonl', '--known', 'known.yml', '--json'], home)).stdout;
    expect(JSON.parse(lines)).toMatchObject({ id: 'f1', title: 'The slow register', knownIssue: 'SHOP-12' });
  });
});

describe('grouping a file of failures', () => {
  it('reads a file that begins with a byte order mark, and says which file is not there', async () => {
    writeFileSync(join(home, 'bom.jsonl'), '\uFEFF{"id":"f1","message":"port 4001 is taken"}\n');
    const { stdout } = await retrial(['group', 'bom.jsonl', '--json'], home);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'f1' });
    const missing = await retrial(['group', 'none.jsonl'], home);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('There is no file or folder none.jsonl.');
  });

  it('reads well for a person', async () => {
    const failure = (id: number, message: string) => ({ id: `f${id}`, type: 'IOException', message });
    const records = [1, 2, 3].map((id) => failure(id, `port ${4000 + id} is taken`));
    writeFileSync(
      join(home, 'some.jsonl'),
      [...records, { ...failure(4, 'disk full'), classname: 'A', name: 'b' }]
        .map((record) => JSON.stringify(record))
        .join('\n'),
    );
    const { stdout } = await retrial(['group', 'some.jsonl'], home);
    await expect(stdout).toMatchFileSnapshot('golden/group-some.txt');
  });
});

const cases = fc.constantFrom(
  caseOf(''),
  caseOf(timeout(1)),
  caseOf('<skipped/>'),
  caseOf('', shutdown),
  '<',
);
const someReports = fc.uniqueArray(
  fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom('a', 'b'), cases),
  { maxLength: 20, selector: ([run, node]) => `${run} ${node}` },
);

function contentOfAll(reports: readonly (readonly [string, Uint8Array])[]): InspectedContent {
  const keeper = new ReportKeeper(parseSelector(''));
  for (const [path, bytes] of reports) {
    const report = keeper.open(path);
    report.write(bytes);
    report.end();
  }
  return contentOf(keeper, { selector: parseSelector(''), knownIssues: [] });
}

describe('what reports hold', () => {
  it('counts an iteration whose file is no report as lost', () => {
    const files = [caseOf(''), 'Segmentation fault', caseOf(timeout(1)), ''];
    const { batch } = contentOfAll(files.map((text, at) => [`run-${at + 1}/r.xml`, Buffer.from(text)]));
    expect(batch?.counts).toMatchObject({ asked: 4, executed: 2, failed: 1, lost: 2 });
    const beside = contentOfAll([
      ['n/run-1/r.xml', Buffer.from(caseOf(''))],
      ['n/run-2/r.xml', Buffer.from(caseOf(''))],
      ['settings/3/a.xml', Buffer.from('<settings/>')],
    ]);
    expect(beside.batch?.counts).toMatchObject({ asked: 2, executed: 2 });
  });

  it('does not depend on the order in which they are read', () => {
    fc.assert(
      fc.property(someReports, (list) => {
        const reports = list.map(
          ([run, node, xml]) => [`${node}/passes/${run}/r.xml`, Buffer.from(xml)] as const,
        );
        expect(contentOfAll(reports.toReversed())).toEqual(contentOfAll(reports));
      }),
      { numRuns: 50 },
    );
  });

  it('is never an error, whatever they hold and wherever they lie', () => {
    const path = fc.array(fc.constantFrom('passes', 'fails', '1', '007', '..', 'x y', '-1.xml', 'ü'), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(path, fc.uint8Array({ maxLength: 60 })), { maxLength: 6 }), (list) => {
        const reports = list.map(
          ([parts, noise]) => [parts.join('/'), Buffer.concat([Buffer.from(caseOf('')), noise])] as const,
        );
        const { batch } = contentOfAll(reports);
        expect(batch?.counts.failed ?? 0).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
