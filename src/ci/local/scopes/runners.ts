import type { TestSelector } from '../../../model/selector.ts';
import { literally } from '../../selection/title-pattern.ts';
import {
  filesIn,
  hasFlag,
  looksLikeFile,
  namesProgram,
  type Scoped,
  type ScopeRunner,
  titlePattern,
  withoutFiles,
  withoutFlags,
} from './runner.ts';

const noTest = 'no single test is named';
const noFile = 'neither the command nor the test names a file';

/** A runner of files whose tests are told by a pattern over their titles. */
interface ByTitle {
  readonly calls: ScopeRunner['calls'];
  readonly program: RegExp;
  readonly flags: readonly string[];
  /** The words that choose one title. */
  readonly choose: (pattern: string) => readonly string[];
  /** The words that shuffle, with `{i}` as the seed; absent where the runner cannot. */
  readonly shuffle?: readonly string[];
}

function byTitle({ calls, program, flags, choose, shuffle }: ByTitle): ScopeRunner {
  const fileOf = (command: readonly string[], selector: TestSelector): Scoped => {
    const rest = withoutFlags(command, flags);
    if (filesIn(rest, program).length > 0) return rest;
    const container = selector.parts[0]?.container ?? '';
    return looksLikeFile(container) ? [...rest, container] : noFile;
  };
  return {
    calls,
    alone(command, selector) {
      if (hasFlag(command, flags)) return command;
      const [part, other] = selector.parts;
      if (part?.member === undefined || other !== undefined) return noTest;
      const isFile = looksLikeFile(part.container);
      const titles = [...(isFile ? [] : [literally(part.container)]), titlePattern(part)];
      const file = isFile ? fileOf(command, selector) : command;
      return typeof file === 'string' ? file : [...file, ...choose(`${titles.join(' ')}$`)];
    },
    class: fileOf,
    suite: (command) => withoutFiles(withoutFlags(command, flags), program),
    shuffled(command, selector) {
      if (shuffle === undefined) return 'this runner cannot shuffle';
      const file = fileOf(command, selector);
      return typeof file === 'string' ? file : [...file, ...shuffle];
    },
  };
}

/** https://vitest.dev/config/#sequence-shuffle, #testnamepattern: titles of one test are joined by blanks. */
export const vitest = byTitle({
  calls: (command) => namesProgram(command, 'vitest'),
  program: /(?:^|\/)vitest$/,
  flags: ['-t', '--testNamePattern'],
  choose: (pattern) => ['-t', pattern],
  shuffle: ['--sequence.shuffle', '--sequence.seed={i}'],
});

/** https://jestjs.io/docs/cli#--randomize, since 29.5. */
export const jest = byTitle({
  calls: (command) => namesProgram(command, 'jest'),
  program: /(?:^|\/)jest$/,
  flags: ['-t', '--testNamePattern'],
  choose: (pattern) => ['-t', pattern],
  shuffle: ['--randomize', '--seed={i}'],
});

/** https://nodejs.org/api/test.html#filtering-tests-by-name: the pattern is held against titles joined by blanks. */
const nodePattern = '--test-name-pattern';
export const nodeTest: ScopeRunner = {
  ...byTitle({
    calls: (command) => namesProgram(command.slice(0, 1), 'node') && command.includes('--test'),
    program: /^--test$/,
    flags: [nodePattern],
    choose: (pattern) => [`${nodePattern}=${pattern}`],
  }),
  // Node's own options stand before the files.
  alone(command, selector) {
    if (hasFlag(command, [nodePattern])) return command;
    const [part, other] = selector.parts;
    if (part?.member === undefined || other !== undefined) return noTest;
    const title = part.member.split(/ > |::/).at(-1) ?? '';
    const at = command.indexOf('--test') + 1;
    return [...command.slice(0, at), `${nodePattern}=^${literally(title)}$`, ...command.slice(at)];
  },
};

/** https://docs.pytest.org/en/stable/how-to/usage.html: `path::Class::name` are node ids. */
export const pytest: ScopeRunner = {
  calls: (command) => namesProgram(command, 'pytest') || namesProgram(command, 'py.test'),
  alone(command, { parts: [part, other] }) {
    if (hasFlag(command, ['-k']) || command.some((word) => word.includes('::'))) return command;
    if (part?.member === undefined || other !== undefined || !looksLikeFile(part.container)) return noTest;
    return [...withoutFiles(command, pytestWord), `${part.container}::${part.member}`];
  },
  class(command, { parts: [part] }) {
    const rest = withoutFlags(command, ['-k']).map((word) =>
      word.startsWith('-') ? word : (word.split('::')[0] ?? ''),
    );
    if (filesIn(rest, pytestWord).length > 0) return rest;
    return part !== undefined && looksLikeFile(part.container) ? [...rest, part.container] : noFile;
  },
  suite: (command) => withoutFiles(withoutFlags(command, ['-k']), pytestWord),
  shuffled: () => 'pytest shuffles with plugins only: name your command under `scopes.shuffled`',
};
const pytestWord = /(?:^|\/)(?:pytest|py\.test)$/;

/** `go help testflag`: -run takes a pattern, -shuffle a seed. */
export const goTest: ScopeRunner = {
  calls: (command) =>
    (namesProgram(command.slice(0, 1), 'go') && command[1] === 'test') ||
    namesProgram(command.slice(0, 1), 'gotestsum'),
  alone(command, { parts: [part, other] }) {
    if (hasFlag(command, ['-run'])) return command;
    const name = part?.member ?? part?.container;
    if (name === undefined || other !== undefined || !/^\w+$/.test(name)) return noTest;
    return [...command, `-run=^${name}$`];
  },
  class: (command) => withoutFlags(command, ['-run']),
  suite: (command) => [
    ...withoutFlags(command, ['-run']).filter((word) => !/^\.{0,2}\//.test(word)),
    './...',
  ],
  shuffled: (command) => [...withoutFlags(command, ['-run']), '-shuffle={i}'],
};

/** https://maven.apache.org/surefire/maven-surefire-plugin/test-mojo.html: test, runOrder. */
export const maven: ScopeRunner = {
  calls: (command) => namesProgram(command.slice(0, 1), 'mvn') || namesProgram(command.slice(0, 1), 'mvnw'),
  alone(command, { parts: [part, other] }) {
    if (command.some((word) => /^-D(?:it\.)?test=.+#/.test(word))) return command;
    if (part?.member === undefined || other !== undefined) return noTest;
    return [...withoutFlags(command, ['-Dtest']), `-Dtest=${part.container}#${part.member}`];
  },
  class(command, { parts: [part] }) {
    const rest = command.map((word) => word.replace(/^(-D(?:it\.)?test=[^#]+)#.*$/, '$1'));
    if (hasFlag(rest, ['-Dtest', '-Dit.test'])) return rest;
    return part === undefined ? noTest : [...rest, `-Dtest=${part.container}`];
  },
  suite: (command) => withoutFlags(command, ['-Dtest', '-Dit.test']),
  shuffled: (command) => [
    ...withoutFlags(command, ['-Dtest', '-Dit.test']),
    '-Dsurefire.runOrder=random',
    '-Dsurefire.runOrder.random.seed={i}',
  ],
};

/** https://docs.gradle.org/current/userguide/java_testing.html#test_filtering. */
export const gradle: ScopeRunner = {
  calls: (command) =>
    namesProgram(command.slice(0, 1), 'gradle') || namesProgram(command.slice(0, 1), 'gradlew'),
  alone(command, { parts: [part, other] }) {
    if (hasFlag(command, ['--tests']) && part?.member === undefined) return command;
    if (part?.member === undefined || other !== undefined) return noTest;
    return [...withoutFlags(command, ['--tests']), '--tests', `${part.container}.${part.member}`];
  },
  class: (command, { parts: [part] }) =>
    part === undefined ? noTest : [...withoutFlags(command, ['--tests']), '--tests', part.container],
  suite: (command) => withoutFlags(command, ['--tests']),
  shuffled: () => 'Gradle cannot shuffle',
};
