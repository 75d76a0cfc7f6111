import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkTestNames } from '../../src/checkouts/named-tests.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const java = (name: string, method: string, pkg = 'org.example'): string =>
  `package ${pkg};\npublic class ${name} extends Base {\n  @Test public void ${method}() {}\n}\n`;

const repository = repositoryWith(join(scratch('names'), 'project'), {
  'test/unit/org/example/CASTest.java': java('CASTest', 'testConflictingWrites'),
  'test/unit/org/example/RepairTest.java': java('RepairTest', 'testUnit'),
  'test/long/org/other/RepairTest.java': java('RepairTest', 'testLong', 'org.other'),
  'a/src/TwinTest.java': java('TwinTest', 'testA', 'twin'),
  'b/src/TwinTest.java': java('TwinTest', 'testA', 'twin'),
  'test/Base.java': 'class Base { @Test public void testInherited() {} }\n',
  'tests/test_login.py': 'def test_works():\n  pass\n',
  'README.md': 'CASTests are said to be many.\nRun GenTest, which the build writes.\n',
  'src/GenTests.java': java('GenTests', 'testGenerated'),
});
const commit = gitIn(repository, 'rev-parse', 'HEAD');

async function check(typed: string): Promise<void> {
  await checkTestNames({ repository, commit, revision: 'trunk' }, parseSelector(typed));
}

it.each([
  ['a class', 'CSATest#testConflictingWrites', 'CASTest#testConflictingWrites'],
  ['a class with its package', 'org.example.CASTset', 'org.example.CASTest'],
  ['a method', 'CASTest#testConflictingWrite', 'CASTest#testConflictingWrites'],
  ['a method by its beginning', 'CASTest#testConflicting', 'CASTest#testConflictingWrites'],
  ['a file', 'tests/test_lgin.py::test_works', 'tests/test_login.py::test_works'],
  ['a function', 'tests/test_login.py::test_work', 'tests/test_login.py::test_works'],
  [
    'a function with parameters',
    'tests/test_login.py::test_work[::1]',
    'tests/test_login.py::test_works[::1]',
  ],
  [
    'the second of two',
    'CASTest#testConflictingWrites,CASTst#testConflictingWrites',
    'CASTest#testConflictingWrites',
  ],
])('refuses a mistyped name of %s, and says the nearest', async (_, typed, nearest) => {
  await expect(check(typed)).rejects.toMatchObject({
    code: 'E-TEST-NONE',
    message: expect.stringMatching(/^No test matches `.+` on `trunk`\. Closest: `.+`\.$/),
  });
  await expect(check(typed)).rejects.toThrow(`Closest: \`${nearest}\`.`);
});

it.each([
  ['is there', 'CASTest#testConflictingWrites'],
  ['is there, with parameters', 'CASTest#testConflictingWrites[jdk=8]'],
  ['is there, with a mark in its parameters', 'tests/test_login.py::test_works[a::test_work]'],
  ['is inherited', 'CASTest#testInherited'],
  ['is in a file of another name, as far as is known', 'CASTests#testConflictingWrites'],
  ['is written by the build', 'GenTest'],
  ['is like no other', 'org.junit.platform.LauncherTck#runs'],
  ['has a title', 'tests/login.test.ts > logs in'],
  ['is in another repository', 'cql_test.py::TestX'],
  ['is one of two classes by its method', 'RepairTest#testLong'],
  ['is one of two classes by its package', 'org.other.RepairTest'],
  ['is two classes that no package tells apart', 'TwinTest'],
  ['is a pattern', 'CASTest#testConflic*'],
  ['is nothing', ''],
  ['is hostile', '$(touch pwned)#-e'],
])('takes a test that %s', async (_, typed) => {
  await expect(check(typed)).resolves.toBeUndefined();
});

it('asks which of several classes is meant', async () => {
  await expect(check('RepairTest')).rejects.toMatchObject({
    code: 'E-TEST-MANY',
    message:
      '2 classes match `RepairTest` on `trunk`; choose one: `org.example.RepairTest`, `org.other.RepairTest`.',
  });
});
