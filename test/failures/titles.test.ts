import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/model/iteration.ts';
import { signatureOf } from '../../src/failures/signature-of.ts';
import { titleRules } from '../../src/failures/title-rules.ts';

function titled(failure: Partial<Failure>, where = { container: 'CartTest', name: 'adds' }) {
  const { title, place } = signatureOf(
    { kind: 'failure', type: '', message: '', body: '', ...failure },
    where,
  ).signature;
  return [title, place];
}

/** What `node --test --test-reporter=junit` writes. */
function node(message: string, cause: string, type = 'testCodeFailure'): Partial<Failure> {
  const inside = cause.startsWith('\n') ? cause.slice(1).replaceAll('\n', '\n  ') : cause;
  return {
    type,
    message,
    body: `\n[Error [ERR_TEST_FAILURE]: ${message}] {\n  code: 'ERR_TEST_FAILURE',\n  failureType: '${type}',\n  cause: ${inside}\n}\n\t\t`,
  };
}
const frames = `
    at TestContext.<anonymous> (file:///home/u/shop/race.test.mjs:3:28)
    at Test.runInAsyncScope (node:async_hooks:206:9)`;

describe('the title of a failure in a wrapper', () => {
  it.each([
    ['an error', node('lost', `\nError: lost the race${frames}`), 'Error: lost the race'],
    [
      'an asynchronous one',
      node('lost', `\nTypeError [Error]: lost the race${frames}`),
      'TypeError: lost the race',
    ],
    [
      'unequal values',
      node(
        'Expected values to be strictly equal:1 !== 2',
        `\nAssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n1 !== 2\n${frames} {\n  generatedMessage: true\n}`,
      ),
      'AssertionError: Expected values to be strictly equal',
    ],
    [
      'unequal values and what its author says',
      node(
        'total of the cart1 !== 2',
        `\nAssertionError [ERR_ASSERTION]: total of the cart\n\n1 !== 2\n${frames}`,
      ),
      'AssertionError: total of the cart',
    ],
    [
      'unequal objects',
      node(
        'Expected values to be strictly deep-equal:+ actual - expected',
        `\nAssertionError [ERR_ASSERTION]: Expected values to be strictly deep-equal:\n+ actual - expected\n\n  {\n+   a: 'x'\n-   a: 'y'\n  }${frames}`,
      ),
      'AssertionError: Expected values to be strictly deep-equal',
    ],
    [
      'a group of errors',
      node(
        'All promises were rejected',
        `\n[Error [AggregateError]: All promises were rejected] {\n  [errors]: [\n    Error: a${frames}\n  ]\n}`,
      ),
      'AggregateError: All promises were rejected',
    ],
  ])('by node --test is that of its cause: %s', (_, failure, title) => {
    expect(titled(failure)).toEqual([title, 'race.test.mjs']);
  });

  it.each([
    ['a text', node('just a string', "'just a string' }"), 'just a string'],
    ['nothing', node('undefined', 'undefined }'), 'Failed without a message'],
    [
      'what its parent left',
      node('test was cancelled', "'test was cancelled' }", 'cancelledByParent'),
      'test was cancelled',
    ],
  ])('by node --test that is no error is what was thrown: %s', (_, failure, title) => {
    expect(titled(failure)[0]).toBe(title);
  });

  it('by node --test is that of the deepest cause', () => {
    const cause = `\nError: outer${frames} {\n  [cause]: Error: inner${frames}\n}`;
    expect(titled(node('outer', cause))).toEqual(['Error: inner', 'race.test.mjs']);
  });

  const jvm = '\tat shop.CartTest.adds(CartTest.kt:11)';
  it.each([
    [
      'Kotest',
      {
        type: 'io.kotest.assertions.MultiAssertionError',
        body: `io.kotest.assertions.MultiAssertionError: The following 2 assertions failed:\n1) "cart" should start with "b"\n   at shop.CartTest.adds(CartTest.kt:12)\n2) expected:<2> but was:<1>\n\n${jvm}`,
      },
      '"cart" should start with "b"',
    ],
    [
      'AssertJ',
      {
        type: 'org.assertj.core.error.AssertJMultipleFailuresError',
        body: `org.assertj.core.error.AssertJMultipleFailuresError: \nMultiple Failures (2 failures)\n-- failure 1 --\n[total of the cart] \nexpected: 1\n but was: 2\nat CartTest.adds(CartTest.java:12)\n-- failure 2 --\nExpecting actual not to be null\n${jvm}`,
      },
      '[total of the cart]',
    ],
    [
      'JUnit, without a message',
      {
        type: 'org.opentest4j.MultipleFailuresError',
        body: `org.opentest4j.MultipleFailuresError: \nMultiple Failures (2 failures)\n\tjava.lang.NullPointerException: <no message>\n\tjava.lang.IllegalStateException: closed\n${jvm}`,
      },
      'NullPointerException in CartTest.adds',
    ],
    [
      'TestNG',
      {
        type: 'java.lang.AssertionError',
        body: `java.lang.AssertionError: The following asserts failed:\n\ttotal is off expected [2] but found [1],\n\tname is off expected [a] but found [b]\n${jvm}`,
      },
      'AssertionError: total is off',
    ],
    [
      'NUnit',
      {
        message:
          '  Multiple failures or warnings in test:\n  1)   Expected: 2\n  But was:  1\n\n  2)   Expected: not null\n',
        body: 'at Shop.CartTests.Adds() in /src/CartTests.cs:line 12\n',
      },
      'Not the expected value in CartTests.Adds',
    ],
    [
      'RSpec',
      {
        type: 'RSpec::Expectations::MultipleExpectationsNotMetError',
        body: "Got 2 failures from failure aggregation block.\n\n  1) expected nil not to be nil\n     # ./spec/cart_spec.rb:6\n\n  2) expected: 2\n          got: 1\n./spec/cart_spec.rb:4:in `block (2 levels) in <top (required)>'",
      },
      'expected … not to be …',
    ],
    [
      '.NET',
      {
        kind: 'error' as const,
        type: 'System.AggregateException',
        message: 'System.AggregateException : One or more errors occurred. (Pool closed)',
        body: '   at Shop.PoolTests.Closes() in /src/PoolTests.cs:line 12',
      },
      'AggregateException: Pool closed',
    ],
  ])('of several by %s is that of the first', (_, failure, title) => {
    expect(titled(failure)[0]).toBe(title);
  });

  it('names the class where neither a message nor a place is known', () => {
    const failure = {
      type: 'org.opentest4j.MultipleFailuresError',
      body: `org.opentest4j.MultipleFailuresError: \nMultiple Failures (2 failures)\n\tjava.lang.NullPointerException: <no message>\n\tjava.lang.NullPointerException: <no message>\n\tat org.junit.vintage.engine.execution.TestRun.getStoredResultOrSuccessful(TestRun.java:196)`,
    };
    const where = { container: 'shop.CartTest', name: 'adds' };
    expect(titled(failure, where)[0]).toBe('NullPointerException in CartTest');
  });

  it('changes no identity', () => {
    const failure = node('lost', `\nTypeError [Error]: lost the race${frames}`);
    const where = { container: 'test', name: 'wins' };
    const { signature } = signatureOf(
      { kind: 'failure', type: '', message: '', body: '', ...failure },
      where,
    );
    expect(signature.id).toBe('s1-87bfe8ec9cc08cc8');
  });

  it.each([
    ['many beginnings', 'Multiple Failures (2 failures)\n\t'.repeat(5_000)],
    ['an endless cause', `[ERR_TEST_FAILURE]\n cause: ${'['.repeat(200_000)}`],
    ['brackets', `One or more errors occurred. ${'('.repeat(200_000)}`],
    ['blanks', `The following asserts failed:\n${' \t'.repeat(100_000)}`],
    ['values', `x ${'1 !== '.repeat(50_000)}`],
  ])('is found in linear time: %s', (_, text) => {
    const began = performance.now();
    titled({ type: 'testCodeFailure', message: text, body: text });
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe.each(titleRules)('the rule of titles: $name', ({ apply, example, mark }) => {
  it('does what it is for', () => {
    expect(example.before).toContain(mark);
    expect(apply(example.before)).toBe(example.after);
  });

  it('has nothing to do where its mark is missing', () => {
    const texts = titleRules.flatMap((rule) => [rule.example.before, rule.example.before.replace(mark, ' ')]);
    for (const text of texts.filter((one) => !one.includes(mark))) expect(apply(text)).toBe(text);
  });

  it('leaves a plain message alone', () => {
    for (const plain of ['lost the race at last', 'expected … but was …', 'Pool closed: N more to go'])
      expect(apply(plain)).toBe(plain);
  });
});

describe('the title of a message in any script', () => {
  it.each([
    ['соединение с сервером отклонено', '', 'соединение с сервером отклонено'],
    ['无法连接到服务器', '', '无法连接到服务器'],
    ['äö', 'AssertionError', 'AssertionError: äö'],
    ['файл не найден', 'java.io.IOException', 'IOException: файл не найден'],
    ['… — №', '', 'Not the expected value in adds'],
  ])('says what it says: %s', (message, type, title) => {
    expect(titled({ message, type })[0]).toBe(title);
  });

  it.each(['x', '无', '\u{20000}'])('ends, though it holds no space to end at: %s', (letter) => {
    const title = titled({ message: letter.repeat(300) })[0] ?? '';
    expect(title.length).toBeLessThanOrEqual(112);
    expect(title.endsWith(`${letter} …`) && !/\p{Surrogate}/u.test(title)).toBe(true);
  });
});
