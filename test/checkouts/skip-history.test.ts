import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { skipsOfTest } from '../../src/checkouts/skip-history.ts';
import { skipInventory } from '../../src/checkouts/skip-inventory.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { commitFiles, gitIn, repositoryGrown, scratch, type Version } from '../support/scratch.ts';

const home = scratch('skip-history');

const java = (skip: string, name = 'testWrites', above = ''): string =>
  `${above}public class CASTest {\n    @Test\n    public void testReads() {}\n\n${skip}    @Test\n    public void ${name}() {}\n}\n`;

/** Commits each version in turn; `undefined` takes the file away. */
function grown(name: string, ...versions: readonly (readonly [string, Version['files']])[]): string {
  return repositoryGrown(
    join(home, name),
    versions.map(([subject, files]) => ({ subject, files })),
  );
}

const sinceOf = async (repository: string, test = 'CASTest#testWrites', revision = 'HEAD') => {
  const [part = { text: '', container: '' }] = parseSelector(test).parts;
  const skips = await skipsOfTest(repository, revision, part);
  return skips.map(({ since, reworded, reason }) => ({
    since: since?.subject,
    reason,
    ...(since?.withTest === true ? { withTest: true } : {}),
    ...(reworded === undefined ? {} : { reworded: reworded.subject }),
  }));
};

const file = 'test/CASTest.java';

describe('since when a test is skipped', () => {
  it('names the commit, its author and its time, whatever changed around it later', async () => {
    const repository = grown(
      'plain',
      ['Add the test', { [file]: java('') }],
      ['Ignore it', { [file]: java('    @Ignore("bug 1")\n') }],
      ['Add a licence', { [file]: java('    @Ignore("bug 1")\n', 'testWrites', '// licence\n') }],
      [
        'Ignore another',
        {
          [file]: java('    @Ignore("bug 1")\n').replace(
            '@Test\n    public void testReads',
            '@Ignore @Test\n    public void testReads',
          ),
        },
      ],
    );
    const [skip] = await skipsOfTest(repository, 'HEAD', {
      text: 'CASTest#testWrites',
      container: 'CASTest',
      member: 'testWrites',
    });
    expect(skip).toMatchObject({
      text: '@Ignore("bug 1")',
      reason: 'bug 1',
      path: file,
      on: 'test',
      isConditional: false,
    });
    expect(skip?.since).toMatchObject({
      subject: 'Ignore it',
      commit: gitIn(repository, 'rev-parse', 'HEAD~2'),
      author: gitIn(repository, 'show', '-s', '--format=%an', 'HEAD~2'),
      at: gitIn(repository, 'show', '-s', '--format=%aI', 'HEAD~2'),
      withTest: false,
    });
    expect(skip?.reworded).toBeUndefined();
    expect(await sinceOf(repository, 'CASTest#testWrites', 'HEAD~3')).toEqual([]);
  });

  it('follows the file when it moves, and the skip when it is reworded or becomes another annotation', async () => {
    const moved = 'test/distributed/CASTest.java';
    const repository = grown(
      'moved',
      ['Add the test', { [file]: java('') }],
      ['Ignore it', { [file]: java('    @Ignore\n') }],
      ['Say why', { [file]: java('    @Ignore("bug 1")\n') }],
      ['Move it', { [file]: undefined, [moved]: java('    @Ignore("bug 1")\n') }],
      ['JUnit 5', { [moved]: java('    @Disabled("bug 1")\n') }],
    );
    expect(await sinceOf(repository)).toEqual([{ since: 'Ignore it', reason: 'bug 1', reworded: 'JUnit 5' }]);
  });

  it('begins again where it was taken off in between', async () => {
    const repository = grown(
      'again',
      ['Add it ignored', { [file]: java('    @Ignore\n') }],
      ['Run it', { [file]: java('') }],
      ['Ignore it again', { [file]: java('    @Ignore\n') }],
    );
    expect(await sinceOf(repository)).toEqual([{ since: 'Ignore it again' }]);
    expect(await sinceOf(repository, 'CASTest#testWrites', 'HEAD~2')).toEqual([
      { since: 'Add it ignored', withTest: true },
    ]);
  });

  it('says that the skip came with the test where the test had another name before', async () => {
    const repository = grown(
      'renamed',
      ['Old name', { [file]: java('    @Ignore\n', 'testOld') }],
      ['New name', { [file]: java('    @Ignore\n') }],
    );
    expect(await sinceOf(repository)).toEqual([{ since: 'New name', withTest: true }]);
  });

  it('finds it on the branch it came from, through the merge, and not on one that never had it', async () => {
    const repository = grown('merged', ['Add the test', { [file]: java('') }]);
    gitIn(repository, 'checkout', '--quiet', '-b', 'topic');
    commitFiles(repository, { [file]: java('    @Ignore\n') }, 'Ignore it on a branch');
    gitIn(repository, 'checkout', '--quiet', 'main');
    commitFiles(repository, { [file]: java('', 'testWrites', '// testWrites without a skip\n') }, 'Comment');
    gitIn(repository, 'merge', '--quiet', '--no-ff', '-m', 'Merge topic', 'topic');
    expect(await sinceOf(repository)).toEqual([{ since: 'Ignore it on a branch' }]);
  });

  it('reads every language', async () => {
    const sources: readonly (readonly [path: string, test: string, skipped: string, running: string])[] = [
      [
        'test/CASTest.kt',
        'CASTest#f',
        'class CASTest {\n  @Ignore("x") @Test fun f() {}\n}\n',
        '@Ignore("x") ',
      ],
      [
        'test_a.py',
        'test_a.py::TestA::test_f',
        'class TestA:\n  @pytest.mark.skip(reason="x")\n  def test_f(self): pass\n',
        '@pytest.mark.skip(reason="x")\n',
      ],
      [
        'a.test.ts',
        'a.test.ts > A > f (1+1)',
        "describe('A', () => { it('f (1+1)', { skip: 'x' }, g); });\n",
        "{ skip: 'x' }, ",
      ],
      [
        'a.test.js',
        'a.test.js > A > f',
        "describe('A', () => { it('f', { skip: 'x' }, g); });\n",
        "{ skip: 'x' }, ",
      ],
      [
        'a_test.go',
        'a_test.go::TestF',
        'package a\nfunc TestF(t *testing.T) {\n\tt.Skip("x")\n\tf()\n}\n',
        '\tt.Skip("x")\n',
      ],
      [
        'Tests/A.cs',
        'Tests/A.cs::A::F',
        'class A {\n  [Test, Ignore("x")]\n  public void F() {}\n}\n',
        ', Ignore("x")',
      ],
    ];
    const skipped = Object.fromEntries(sources.map(([path, , text]) => [path, text]));
    const running = Object.fromEntries(sources.map(([path, , text, skip]) => [path, text.replace(skip, '')]));
    const repository = grown(
      'languages',
      ['Run', running],
      ['Skip', skipped],
      ['Run again', running],
      ['Skip again', skipped],
    );
    for (const [, test] of sources)
      expect([test, await sinceOf(repository, test)]).toEqual([test, [{ since: 'Skip again', reason: 'x' }]]);
    const { skips } = await skipInventory(repository, { revision: 'HEAD', paths: [], withHistory: true });
    expect(new Map(skips.map((skip) => [skip.test, skip.since?.subject]))).toEqual(
      new Map(sources.map(([, test]) => [test, 'Skip again'])),
    );
  });

  it('takes hostile names as names: of files, of authors, of tests', async () => {
    const path = ':(exclude)*$(touch pwned).test.js';
    const title = String.raw`--output=pwned \( [a`;
    const source = (skip: string): string => `it${skip}(${JSON.stringify(title)}, f);\n`;
    const repository = repositoryGrown(join(home, 'hostile'), [
      { subject: 'Run', files: { [path]: source('') } },
      {
        subject: ':100644 100644 0000000 1111111 M',
        files: { [path]: source('.skip') },
        author: '$(touch pwned) @everyone\t:100644 --',
      },
    ]);
    gitIn(repository, 'config', 'diff.external', 'touch pwned');
    gitIn(repository, 'config', 'diff.evil.textconv', 'touch pwned');
    const part = { text: `${path} > ${title}`, container: path, member: title };
    const [skip] = await skipsOfTest(repository, 'HEAD', part);
    expect(skip?.since).toMatchObject({ subject: ':100644 100644 0000000 1111111 M' });
    expect(skip?.since?.author).toContain('$(touch pwned)');
    expect(existsSync(join(repository, 'pwned'))).toBe(false);
  });

  it('leaves it open where a shallow clone holds no more', async () => {
    const whole = grown(
      'deep',
      ['Add', { [file]: java('') }],
      ['Ignore', { [file]: java('    @Ignore\n') }],
      ['Later', { 'b.txt': 'b' }],
    );
    const shallow = join(home, 'shallow');
    gitIn(home, 'clone', '--quiet', '--depth=1', `file://${whole}`, shallow);
    expect(await sinceOf(shallow)).toEqual([{ since: undefined }]);
  });
});

describe('the skips of a repository', () => {
  const repository = grown(
    'inventory',
    [
      'Begin',
      {
        'src/A.java': 'class A {\n  @Test void f() {}\n  @Ignore("one") @Test void g() {}\n}\n',
        'docs/skip.md': 'skip',
        'src/broken.py': 'skip (((\n',
      },
    ],
    [
      'Ignore f',
      {
        'src/A.java': 'class A {\n  @Ignore @Test void f() {}\n  @Ignore("one") @Test void g() {}\n}\n',
        'lib/b.test.ts': "describe.skip('B', () => {\n  it.skipIf(x)('c', f);\n});\n",
      },
    ],
  );

  it('names each with what carries it, its reason, its age, and what depends on code', async () => {
    const { skips, left, files } = await skipInventory(repository, {
      revision: 'main',
      paths: [],
      withHistory: true,
    });
    expect(
      skips.map(({ test, reason, isConditional, since }) => [test, reason, isConditional, since?.subject]),
    ).toEqual([
      ['lib/b.test.ts > B', undefined, false, 'Ignore f'],
      ['lib/b.test.ts > B > c', undefined, true, 'Ignore f'],
      ['A#f', undefined, false, 'Ignore f'],
      ['A#g', 'one', false, 'Begin'],
    ]);
    expect([files, left]).toEqual([3, []]);
  });

  it('looks only where it is told, and without history reads none', async () => {
    const { skips } = await skipInventory(repository, {
      revision: 'main',
      paths: ['src'],
      withHistory: false,
    });
    expect(skips.map(({ test, since }) => [test, since])).toEqual([
      ['A#f', undefined],
      ['A#g', undefined],
    ]);
    const none = await skipInventory(repository, { revision: 'main', paths: ['docs'], withHistory: true });
    expect(none.skips).toEqual([]);
    await expect(
      skipInventory(repository, { revision: 'main', paths: ['doc'], withHistory: true }),
    ).rejects.toThrow('`doc` is not in main. At its top are: docs, lib, src. Only committed files are read.');
  });
});
