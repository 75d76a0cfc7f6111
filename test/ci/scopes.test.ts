import { describe, expect, it } from 'vitest';
import { scopedCommands } from '../../src/ci/local/scopes.ts';
import { parseSelector } from '../../src/model/selector.ts';

function commandsOf(command: string, test: string, scopes = {}): Record<string, string> {
  const { commands, left } = scopedCommands({
    recipe: { command: command.split(' '), scopes },
    selector: parseSelector(test),
    hasRoom: true,
  });
  return {
    ...Object.fromEntries([...commands].map(([scope, words]) => [scope, words.join(' ')])),
    ...Object.fromEntries(left.map(({ scope, why }) => [scope, `- ${why}`])),
  };
}

describe('the command of each scope', () => {
  it.each([
    [
      'npx vitest run test/a.test.ts',
      'test/a.test.ts > shop > sells (fast)',
      {
        alone: String.raw`npx vitest run test/a.test.ts -t shop (?:> )?sells \(fast\)$`,
        class: 'npx vitest run test/a.test.ts',
        suite: 'npx vitest run',
        shuffled: 'npx vitest run test/a.test.ts --sequence.shuffle --sequence.seed={i}',
      },
    ],
    [
      'npx vitest run test/a.test.ts -t sells --reporter=junit',
      'Shop',
      {
        alone: 'npx vitest run test/a.test.ts -t sells --reporter=junit',
        suite: 'npx vitest run --reporter=junit',
      },
    ],
    [
      'npx vitest run {class} -t {method}',
      'test/a.test.ts > sells',
      {
        alone: 'npx vitest run {class} -t {method}',
        class: 'npx vitest run {class}',
        suite: 'npx vitest run',
      },
    ],
    [
      'npx jest',
      'src/a.test.js > sells',
      {
        alone: 'npx jest src/a.test.js -t sells$',
        shuffled: 'npx jest src/a.test.js --randomize --seed={i}',
      },
    ],
    [
      'python3 -m pytest -k join tests/test_a.py --junit-xml={out}/junit.xml',
      'tests/test_a.py::TestA::test_join',
      {
        alone: 'python3 -m pytest -k join tests/test_a.py --junit-xml={out}/junit.xml',
        class: 'python3 -m pytest tests/test_a.py --junit-xml={out}/junit.xml',
        suite: 'python3 -m pytest --junit-xml={out}/junit.xml',
        shuffled: '- pytest shuffles with plugins only: name your command under `scopes.shuffled`',
      },
    ],
    [
      'pytest tests/test_a.py',
      'tests/test_a.py::TestA::test_join',
      { alone: 'pytest tests/test_a.py::TestA::test_join', class: 'pytest tests/test_a.py', suite: 'pytest' },
    ],
    [
      'node --test test/a.test.js',
      'test/a.test.js > sells',
      {
        alone: 'node --test --test-name-pattern=^sells$ test/a.test.js',
        class: 'node --test test/a.test.js',
        suite: 'node --test',
        shuffled: '- this runner cannot shuffle',
      },
    ],
    [
      'go test ./shop -count=1',
      'TestSells',
      {
        alone: 'go test ./shop -count=1 -run=^TestSells$',
        class: 'go test ./shop -count=1',
        suite: 'go test -count=1 ./...',
        shuffled: 'go test ./shop -count=1 -shuffle={i}',
      },
    ],
    [
      'mvn -q test -Dtest=CasTest#apply',
      'CasTest#apply',
      {
        alone: 'mvn -q test -Dtest=CasTest#apply',
        class: 'mvn -q test -Dtest=CasTest',
        suite: 'mvn -q test',
      },
    ],
    [
      './gradlew test --tests CasTest',
      'CasTest#apply',
      {
        alone: './gradlew test --tests CasTest.apply',
        class: './gradlew test --tests CasTest',
        suite: './gradlew test',
      },
    ],
  ])('of `%s` for %s', (command, test, expected) =>
    expect(commandsOf(command, test)).toMatchObject(expected),
  );

  it('is the project’s own where it names one, and is told to be missing where nobody knows it', () => {
    const found = commandsOf('ant testsome', 'CasTest#apply', { class: ['ant', 'testclass'] });
    expect(found).toMatchObject({ alone: 'ant testsome', class: 'ant testclass', loaded: 'ant testsome' });
    expect(found['suite']).toBe('- the runner is not known: name its command under `scopes.suite`');
  });

  it('runs no copies at once where they would overwrite each other', () => {
    const { left } = scopedCommands({
      recipe: { command: ['ant'] },
      selector: parseSelector('A#b'),
      hasRoom: false,
    });
    expect(left.map(({ scope }) => scope)).toContain('loaded');
  });

  it('keeps a hostile title one argument and a plain pattern', () => {
    const { commands } = scopedCommands({
      recipe: { command: ['npx', 'vitest', 'run', 'a.test.ts'] },
      selector: parseSelector('a.test.ts > --config=/etc $(id) .*'),
      hasRoom: true,
    });
    expect(commands.get('alone')?.slice(-2)).toEqual(['-t', String.raw`--config=/etc \$\(id\) \.\*$`]);
  });
});
