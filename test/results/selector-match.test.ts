import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import type { ReportCase } from '../../src/results/report.ts';
import { casesOf } from '../../src/results/selector-match.ts';

/** A case as `suite | classname | name | file`. */
function caseOf(text: string): ReportCase {
  const [suite = '', classname = '', name = '', file = ''] = text.split('|').map((field) => field.trim());
  return {
    suite,
    classname,
    name,
    file,
    durationMs: undefined,
    outcome: 'passed',
    problems: [],
    attempts: [],
    skipMessage: undefined,
  };
}

const java = 'org.example.CasTest | org.example.CasTest';
const pytest = 'pytest | tests.unit.test_cart.TestCart';
const jest = 'cart | cart adds';
const vitest = 'src/cart.test.ts | src/cart.test.ts';

describe('a selector', () => {
  it.each([
    // pytest, with what looks like a mark inside of its parameters
    ['tests/unit/test_cart.py::TestCart::test_ip[::1]', `${pytest} | test_ip[::1]`, true],
    ['tests/unit/test_cart.py::TestCart::test_ip[::1]', `${pytest} | test_ip[::2]`, false],
    // JUnit through ant, Maven and Gradle
    ['CasTest#apply', `${java} | apply`, true],
    ['org.example.CasTest#apply', `${java} | apply`, true],
    ['org.other.CasTest#apply', `${java} | apply`, false],
    ['CasTest#app', `${java} | apply`, false],
    ['OtherCasTest#apply', `${java} | apply`, false],
    ['CasTest#apply', 'org.example.CasTest-compression | org.example.CasTest | apply-compression', true],
    ['CasTest#apply', 'org.example.CasTest-_jdk11 | org.example.CasTest | apply-_jdk11', true],
    ['CasTest#apply', 'x | org.example.CasTest | apply-cdc_jdk17_x86_64_novnode', true],
    ['CasTest#apply', 'org.example.CasTest-special | org.example.CasTest | apply-special', true],
    ['CasTest#apply', `${java} | apply-other`, false],
    ['CasTest#apply', 'org.example.CasTest-_jdk11 | org.example.CasTest | apply[PARALLEL/true]-_jdk11', true],
    ['CasTest#apply', `${java} | apply[0]`, true],
    ['CasTest#apply', `${java} | apply(int)[2]`, true],
    ['CasTest#apply', `${java} | apply()`, true],
    ['CasTest#apply()', `${java} | apply`, true],
    ['CasTest#apply[1]', `${java} | apply[1]`, true],
    ['CasTest#apply[1]', `${java} | apply[2]`, false],
    ['CasTest#applyAll', `${java} | apply`, false],
    ['CasTest', `${java} | apply`, true],
    ['org.example.CasTest', `${java} | apply`, true],
    ['example.CasTest', `${java} | apply`, true],
    ['org.example.CasTest.apply', `${java} | apply`, true],
    ['Outer$Inner#x', 'org.Outer$Inner | org.Outer$Inner | x', true],
    ['Outer.Inner#x', 'org.Outer$Inner | org.Outer$Inner | x', true],
    ['Inner#x', 'org.Outer$Inner | org.Outer$Inner | x', true],
    ['src/test/java/org/example/CasTest.java#apply', `${java} | apply`, true],
    ['CasTest#apply', 'org.example.CasTest(sponge_log) | org.example.CasTest(sponge_log) | apply', true],
    // pytest
    ['tests/unit/test_cart.py::TestCart::test_sum', `${pytest} | test_sum`, true],
    ['unit/test_cart.py::TestCart::test_sum', `${pytest} | test_sum`, true],
    ['test_cart.py::TestCart::test_sum', `${pytest} | test_sum`, true],
    ['a/test_cart.py::TestCart::test_sum', 'pytest | test_cart.TestCart | test_sum', true],
    ['a/test_cart.py::TestCart::test_sum', 'pytest | b.test_cart.TestCart | test_sum', false],
    ['a/test_cart.py::TestCart::test_sum', 'pytest | a.test_cart.TestTill | test_sum', false],
    ['test_cart.py::test_sum', 'pytest | test_cart | test_sum', true],
    ['test_cart.py::test_sum', 'pytest | test_cart.TestCart | test_sum', false],
    ['auth_test.py::TestAuth::test_x', 'Cassandra dtests | dtest-novnode.auth_test.TestAuth | test_x', true],
    ['auth_test.py::TestAuth::test_x', 'pytest | auth_test.TestAuth | test_x[3-20]', true],
    ['auth_test.py::TestAuth::test_x[p]', 'pytest | auth_test.TestAuth | test_x[p-3-20]', true],
    ['auth_test.py::TestAuth::test_x[p]', 'pytest | auth_test.TestAuth | test_x[q-3-20]', false],
    ['tests/unit/test_cart.py', `${pytest} | test_sum`, true],
    ['tests/unit/test_till.py', `${pytest} | test_sum`, false],
    ['test_cart.py', 'pytest | tests.test_cart.TestCart.TestEmpty | test_sum', true],
    ['org.Outer', 'org.Outer$Inner | org.Outer$Inner | x', true],
    ['org.Outer#x', 'org.Outer$Inner | org.Outer$Inner | x', false],
    ['tests/test_lib.py::TestAcme::test_a', 'TestAcme-2025 | TestAcme | test_a | tests/test_lib.py', true],
    // jest, vitest, mocha
    ['src/cart.test.ts > cart > adds', `${vitest} | cart > adds`, true],
    ['cart.test.ts > cart > adds', `${vitest} | cart > adds`, true],
    ['cart > adds', `${vitest} | cart > adds`, true],
    ['src/till.test.ts > cart > adds', `${vitest} | cart > adds`, false],
    ['src/cart.test.ts > cart > adds', `${vitest} | cart > adds two`, false],
    ['src/cart.test.ts', `${vitest} | cart > adds`, true],
    ['cart > adds', `${jest} | cart adds`, true],
    ['cart adds', `${jest} | cart adds`, true],
    ['src/cart.test.js > cart > adds', `${jest} | cart adds`, true],
    ['src/cart.test.js > cart > adds', `src/cart.test.js | cart adds | cart adds`, true],
    ['Load widget via link', 'widget.test.js | | Load widget via link', true],
    ['widget.test.js > Load widget via link', 'widget.test.js | | Load widget via link', true],
    ['other.test.js > Load widget via link', 'widget.test.js | | Load widget via link', false],
    ['test/spanner.test.js > creates a table', 'Mocha Tests | Spanner | creates a table', true],
    // Go, C++, others
    ['TestQueries', 'github.com/x/querying | querying | TestQueries', true],
    ['TestQueries', 'github.com/x/querying | querying | TestQueries/group/basic', true],
    ['TestQueries/group', 'github.com/x/querying | querying | TestQueries/group', true],
    ['TestQueries/group', 'github.com/x/querying | querying | TestQueries/other', false],
    ['TestQueries/two words', 'github.com/x/querying | querying | TestQueries/two_words', true],
    ['TestQuer', 'github.com/x/querying | querying | TestQueries', false],
    ['Factorial#handles zero', 'Factorial | Factorial | handles zero', true],
    ['tests/Dumper.phpt', 's | tests/Dumper.phpt | tests/Dumper.phpt', true],
    ['a.b.Tests.SetTest', 'Collection | | a.b.Tests.SetTest', true],
  ])('%s against %s: %s', (selector, text, fits) => {
    const [part] = parseSelector(selector).parts;
    expect(part).toBeDefined();
    if (part === undefined) return;
    expect(casesOf(part, [caseOf(text)])).toHaveLength(fits ? 1 : 0);
  });

  it('takes cases that fit exactly and leaves those that merely might', () => {
    const [part] = parseSelector('a/test_cart.py::test_sum').parts;
    const exact = caseOf('pytest | a.test_cart | test_sum');
    const loose = caseOf('pytest | test_cart | test_sum');
    expect(part && casesOf(part, [loose, exact])).toEqual([exact]);
    expect(part && casesOf(part, [loose])).toEqual([loose]);
  });

  it('takes linear time for hostile names', () => {
    const long = `${'a > '.repeat(20_000)}b`;
    const began = performance.now();
    const [part] = parseSelector(long).parts;
    if (part !== undefined)
      casesOf(part, [caseOf(`${long} | ${'('.repeat(50_000)} | ${'['.repeat(50_000)}`)]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
