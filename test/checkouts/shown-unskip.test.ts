import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shownUnskip } from '../../src/checkouts/shown-unskip.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const repository = repositoryWith(join(scratch('shown-unskip'), 'project'), {
  'test/CASTest.java':
    'class CASTest {\n  @Ignore("slow")\n  @Test public void writes() {}\n  @Test public void reads() {}\n}\n',
});

describe('how a skip would be taken off', () => {
  it('is shown without anything being changed', async () => {
    const shown = await shownUnskip(repository, 'main', parseSelector('CASTest#writes'));
    expect(shown.split('\n')).toEqual(
      expect.arrayContaining(['--- test/CASTest.java', '-  @Ignore("slow")']),
    );
    expect(gitIn(repository, 'status', '--porcelain')).toBe('');
    expect(gitIn(repository, 'for-each-ref', 'refs/retrial')).toBe('');
  });

  it('is shown once of several tests, some of which run already', async () => {
    const shown = await shownUnskip(repository, 'main', parseSelector('CASTest#reads,CASTest#writes'));
    expect(shown.split('\n').filter((line) => line.startsWith('--- '))).toEqual(['--- test/CASTest.java']);
  });

  it.each([
    ['CASTest#reads,CASTest#reads', 'main', 'E-UNSKIP'],
    ['CASTest#reads', 'main', 'E-UNSKIP'],
    ['NoTest#reads', 'main', 'E-TEST-NONE'],
    ['CASTest#writes', 'no-branch', 'E-REF'],
  ])('is refused for %s at %s as the run would be', async (test, revision, code) => {
    await expect(shownUnskip(repository, revision, parseSelector(test))).rejects.toMatchObject({ code });
  });
});
