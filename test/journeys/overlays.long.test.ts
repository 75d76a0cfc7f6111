import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { commitFiles, gitIn, scratch } from '../support/scratch.ts';
import { setStage, type Served, type Stage } from './stage.ts';

const folder = scratch('overlays-journey');
const shop = join(folder, 'shop');
let stage: Stage;
let server: Served;

/** Skips what carries @Ignore, and fails what does not hold `repaired`. */
const runner = `
const { readFileSync, writeFileSync } = require('node:fs');
const source = readFileSync('test/Shop.java', 'utf8');
const body = source.includes('@Ignore') ? '<skipped/>' : source.includes('repaired') ? '' : '<failure type="AssertionError" message="unpaid">at Shop.pays(Shop.java:3)</failure>';
writeFileSync(process.argv[2] + '/r.xml', '<testsuite><testcase classname="Shop" name="pays">' + body + '</testcase></testsuite>');
`;
const ignored = 'class Shop {\n  @Ignore("SHOP-12")\n  @Test public void pays() {}\n}\n';

beforeAll(async () => {
  stage = await setStage(folder);
  commitFiles(shop, { 'ignored.cjs': runner, 'test/Shop.java': ignored }, 'Ignore');
  gitIn(shop, 'checkout', '-q', '-b', 'new-tests');
  commitFiles(
    shop,
    { 'test/Shop.java': 'class Shop {\n  @Test public void pays() {} // repaired\n}\n' },
    'Test',
  );
  gitIn(shop, 'checkout', '-q', 'main');
  stage.github.state.files.set(
    '.github/retrial.yml',
    stringify({
      local: { command: [process.execPath, 'ignored.cjs', '{out}'], timeout: '20s' },
      limits: { defaultRuns: 3, maxRuns: 100 },
      overlays: {
        tests: ['test/**'],
        log: { file: 'test/Shop.java', line: '// {logger} {level} repaired' },
        named: {
          marked: {
            files: ['test/**'],
            configure: [
              process.execPath,
              '-e',
              `require('fs').appendFileSync('test/Shop.java', '// repaired')`,
            ],
          },
          conflicting: { patch: '--- a/nowhere\n+++ b/nowhere\n@@ -1 +1 @@\n-a\n+b\n' },
        },
      },
    }),
  );
  server = await stage.serve();
});
afterAll(() => stage.close());

async function heard(...words: string[]): Promise<string> {
  const found = () => stage.said().find((text) => words.every((word) => text.includes(word)));
  await expect.poll(found, { timeout: 60_000, interval: 100 }).toBeDefined();
  return found() ?? '';
}

describe('changes of the code on a ticket', { timeout: 90_000 }, () => {
  it('says since when and why a test that did not run is skipped, and how to run it', async () => {
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays ref=main x2');
    const report = (await heard('"kind":"result"', 'all 2 were skipped')).replaceAll('\u200b', '');
    const commit = gitIn(shop, 'rev-parse', '--short=9', 'main');
    expect(report).toContain('at `test/Shop.java:2` keeps it from running since');
    expect(report).toContain(`\`${commit}\` \`Ignore\`, by \`Test\``);
    expect(report).toContain('`SHOP-12`');
    expect(report).toMatch(/\/retrial repeat Shop#pays x2 ref=main unskip/);
  });

  it('runs a skipped test without its skip, and names that where it says what ran', async () => {
    const head = gitIn(shop, 'rev-parse', '--short=7', 'main');
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays unskip ref=main');
    const report = await heard('"kind":"result"', '3 of 3 runs failed');
    const words = report.replaceAll('\u200b', '');
    expect(words).toContain('Ignore at Shop.java:2, on the machine of Retrial.');
    expect(words).toContain(head);
    expect(words).toMatch(/How the skip was taken off[^]*```\n[^]*-\s*@Ignore/);
    expect(words).toMatch(/\/retrial repeat Shop#pays x\d+ ref=main unskip/);
    await expect.poll(() => gitIn(shop, 'for-each-ref', 'refs/retrial'), { timeout: 20_000 }).toBe('');
    expect(gitIn(shop, 'show', 'main:test/Shop.java')).toContain('@Ignore');
  });

  it('shows in a dry run how the skip would be taken off, and what would be refused', async () => {
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays unskip ref=main x9 dry-run');
    const dry = await heard('Dry run', '9 runs', 'How the skip would be taken off:');
    expect(dry).toMatch(/```[^]*--- test\/Shop\.java\n@@ line 1 @@\n[^]*-\s*@Ignore/);
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays unskip ref=new-tests x8 dry-run');
    expect(await heard('There is no skip on')).toContain('nothing to remove');
  });

  it('takes tests of another revision', async () => {
    const over = /\br-[a-z\d]{4,12}\b/.exec(await heard('"kind":"result"', '3 of 3 runs failed'))?.[0] ?? '';
    for (const id of [over, 'r-unknown']) gitIn(shop, 'update-ref', `refs/retrial/${id}`, 'main');
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays tests-from=new-tests x4');
    expect(await heard('"kind":"result"', 'with the tests of', '(1 file)')).toContain('4 asked = 4 executed');
    const left = () => gitIn(shop, 'for-each-ref', '--format=%(refname)', 'refs/retrial');
    await expect.poll(left, { timeout: 20_000 }).toBe('refs/retrial/r-unknown');
  });

  it("takes the project's changes by name, beside others", async () => {
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays unskip overlay=marked x5');
    expect(await heard('"kind":"result"', 'marked', 'Shop.java:2')).toContain('5 executed = 5 passed');
  });

  it("logs more by the project's line, named in the report", async () => {
    await stage.comment(
      server.url,
      'benedict',
      '/retrial repeat Shop#pays unskip overlay=log:org.example.Paxos x7',
    );
    const report = await heard('"kind":"result"', 'logged at TRACE');
    expect(report.replaceAll('\u200b', '')).toContain('with org.example.Paxos logged at TRACE');
    expect(report).toContain('7 executed = 7 passed');
  });

  it('runs nothing when a change does not apply, and says why', async () => {
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays overlay=conflicting x6');
    expect(await heard("couldn't start, so nothing was run", 'conflicting')).toContain('does not apply here');
    await stage.comment(server.url, 'benedict', '/retrial repeat Shop#pays overlay=unknown x6');
    expect(await heard('There is no overlay')).toContain('marked');
  });
});
