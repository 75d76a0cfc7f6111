import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillCommand } from '../../src/ci/local/fill-command.ts';
import { parseSelector, type TestSelector } from '../../src/model/selector.ts';

function filled(command: string, test: string): string {
  const words = command.split(' ');
  return fillCommand(words, { selector: parseSelector(test), index: 7, out: '/o' }).join(' ');
}

/** The words, or none where it is refused for that reason. */
function filledOr(reason: string, words: readonly string[], selector: TestSelector): readonly string[] {
  try {
    return fillCommand(words, { selector, index: 1, out: '/o' });
  } catch (error) {
    if (String(error).includes(reason)) return [];
    throw error;
  }
}

describe('the command of one iteration', () => {
  it.each([
    ['mvn test -Dtest={test}', 'A#x', 'mvn test -Dtest=A#x'],
    ['mvn test -Dtest={test}', 'A#x,B#y', 'mvn test -Dtest=A#x,B#y'],
    ['mvn test -Dtest={class}#{method}', 'A#x,A#y', 'mvn test -Dtest=A#x,A#y'],
    ['mvn test -Dtest={class}', 'A#x,A#y,B', 'mvn test -Dtest=A,B'],
    [
      'ant testsome -Dtest.name={class} -Dtest.methods={method}',
      'A#x,A#y',
      'ant testsome -Dtest.name=A -Dtest.methods=x,y',
    ],
    [
      'ant testsome -Dtest.name={class} -Dtest.methods={method}',
      'A',
      'ant testsome -Dtest.name=A -Dtest.methods=',
    ],
    ['./gradlew test --tests {test}', 'a.A#x', './gradlew test --tests a.A.x'],
    [
      './gradlew test --tests {test} --rerun',
      'A#x,B#y,C',
      './gradlew test --tests A.x --tests B.y --tests C --rerun',
    ],
    ['gradle test --tests={class}.{method}', 'A#x,A#y', 'gradle test --tests=A.x --tests=A.y'],
    ['./gradlew test --tests {class}', 'A#x,A#y', './gradlew test --tests A'],
    [
      'pytest {test} --junit-xml={out}/junit.xml',
      't/a.py::TestA::x',
      'pytest t/a.py::TestA::x --junit-xml=/o/junit.xml',
    ],
    ['pytest {test}', 't/a.py#TestA::x,t/b.py#y', 'pytest t/a.py::TestA::x t/b.py::y'],
    ['python3 -m pytest {class}::{method}', 't/a.py#x,t/a.py#y', 'python3 -m pytest t/a.py::x t/a.py::y'],
    ['pytest {class} -k {method}', 't/a.py#x,t/a.py#y', 'pytest t/a.py -k x or y'],
    ['go test ./... -count=1 -run {method}', 'shop#TestA/sub', 'go test ./... -count=1 -run TestA/sub'],
    ['go test ./... -run ^{method}$', 'shop#TestA,shop#TestB', 'go test ./... -run ^TestA$|^TestB$'],
    ['go test {class} -run=^{method}$', './a#TestA,./b#TestB', 'go test ./a ./b -run=^TestA$|^TestB$'],
    [
      'gotestsum --junitfile={out}/j.xml -- -run {test}',
      'TestA',
      'gotestsum --junitfile=/o/j.xml -- -run TestA',
    ],
    ['cargo test {test}', 'till::tests::pays', 'cargo test till::tests::pays'],
    [
      'cargo test --lib {test}',
      'till::tests::x,till::tests::y',
      'cargo test --lib till::tests::x -- till::tests::y',
    ],
    ['cargo test {test} -- --exact', 'm#x,m#y,m#z', 'cargo test m::x -- m::y m::z --exact'],
    ['cargo test -p {class}', 'shop#x,till#y', 'cargo test -p shop -p till'],
    ['cargo test --package={class}', 'shop#x,till#y', 'cargo test --package=shop --package=till'],
    ['cargo test -p {class} {method}', 'shop#x,shop#y', 'cargo test -p shop x -- y'],
    ['cargo test {class}::{method}', 'a#x,b#y', 'cargo test a::x -- b::y'],
    ['cargo test --test {class} -- --exact', 'a#x,b#y', 'cargo test --test a --test b -- --exact'],
    ['cargo nextest run -p {class} {method}', 'shop#x,shop#y', 'cargo nextest run -p shop x y'],
    ['cargo nextest run -E test(={test})', 'm#x,m#y', 'cargo nextest run -E test(=m::x) -E test(=m::y)'],
    [
      'npx vitest run {class} -t {method}',
      'a.test.ts > sells (fast)',
      String.raw`npx vitest run a.test.ts -t sells \(fast\)`,
    ],
    [
      'npx vitest run {class} -t {method}',
      'a.test.ts > shop > sells',
      'npx vitest run a.test.ts -t shop (?:> )?sells',
    ],
    [
      'npx vitest run {class} -t {method}',
      'a.test.ts#x,a.test.ts#y,b.test.ts#x',
      'npx vitest run a.test.ts b.test.ts -t x|y',
    ],
    [
      'npx jest --testNamePattern=^{method}$',
      'a.js#x.,a.js#y',
      String.raw`npx jest --testNamePattern=^x\.$|^y$`,
    ],
    ['npx jest -t {test}', 'shop pays', 'npx jest -t shop pays'],
    ['npx jest -t {test}', 'a.js#x,a.js#y', 'npx jest -t x|y'],
    ['npx vitest run {class}', 'a.test.ts > x', 'npx vitest run a.test.ts'],
    [
      'node --test --test-name-pattern={method} {class}',
      'a.js > shop > sells (fast)',
      String.raw`node --test --test-name-pattern=sells \(fast\) a.js`,
    ],
    [
      'node --test --test-name-pattern={method} {class}',
      'a.js#x,b.js#y',
      'node --test --test-name-pattern=x|y a.js b.js',
    ],
    ['./once.sh {test} {class} {method} {i} {out}', 'A#x,A#y', './once.sh A#x,A#y A x,y 7 /o'],
    ['./once.sh {test} {class}', 'A#x,B#y', './once.sh A#x,B#y A,B'],
  ])('`%s` for %s', (command, test, expected) => expect(filled(command, test)).toBe(expected));

  it.each([
    ['ant testsome -Dtest.name={class} -Dtest.methods={method}', 'A#x,B#y', 'tests of one class only'],
    ['ant testsome -Dtest.name={class}', 'A#x,B#y', 'tests of one class only'],
    ['./once.sh {class} {method}', 'A#x,B#y', 'tests of one class only'],
    ['./once.sh {class} {method}', 'A,A#y', 'no single test'],
    ['npx vitest run {class} -t {method}', 'a.ts,a.ts#y', 'no single test'],
    ['cargo test -p {class} {method}', 'a#x,b#y', 'tests of one class only'],
    ['cargo nextest run --package={class} {method}', 'a#x,b#y', 'tests of one class only'],
    ['cargo test --manifest-path {class}/Cargo.toml', 'a#x,b#y', 'tests of one class only'],
    ['cargo test --manifest-path={class}/Cargo.toml {test}', 'a#x,b#y', 'tests of one class only'],
    ['cargo test -p {class} {method}', 'a,a#y', 'no single test'],
    ['go test ./... -run {method}', 'p#TestA/sub,p#TestB', 'subtests'],
    ['go test ./... -run {method}', 'p#TestA|x,p#TestB', 'subtests'],
  ])('`%s` can’t be had for %s, and it says so', (command, test, words) => {
    expect(() => filled(command, test)).toThrow(words);
  });

  it('keeps each hostile name within its words, and never makes an option of it', () => {
    const commands = [
      'npx vitest run x -t {method}',
      'pytest {test}',
      'gradle --tests {test}',
      'cargo test {test}',
      'cargo test -p {method}',
    ];
    const hostile = fc.string({
      unit: fc.constantFrom('-', '$', '(', '`', ' ', 'a', '|', '.', ';'),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.constantFrom(...commands), hostile, hostile, (command, one, other) => {
        const selector = {
          text: '',
          parts: [one, other].map((member) => ({ text: `A#${member}`, container: 'A', member })),
        };
        const words = command.split(' ');
        const argv = filledOr('begins with a dash', words, selector);
        const added = argv.filter((word) => !words.includes(word) && word !== '--');
        expect(added.length).toBeLessThanOrEqual(2);
        expect(added.every((word) => !word.startsWith('-'))).toBe(true);
      }),
    );
  });

  it('matches a title of any characters, whatever its levels are called', () => {
    const title = fc.string({
      unit: fc.constantFrom('a', 'b', ' > ', '(', '.', '*', '$', '|', '\\', '['),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(title, (member) => {
        const selector = { text: '', parts: [{ text: `a.ts > ${member}`, container: 'a.ts', member }] };
        const pattern =
          fillCommand(['vitest', '-t', 'x{method}'], { selector, index: 1, out: '' }).at(-1) ?? '';
        expect(new RegExp(`^${pattern}$`).test(`x${member}`)).toBe(true);
        expect(new RegExp(`^${pattern}$`).test(`x${member.replaceAll(' > ', ' ')}`)).toBe(true);
      }),
    );
  });
});
