import { stringify } from 'yaml';

/** What `retrial init` writes and `retrial repeat` uses when nobody said how to run a test. */
export interface Guess {
  /** The file that gave it away. */
  readonly because: string;
  readonly command: readonly string[];
  readonly junit: readonly string[];
  readonly setup?: readonly string[];
  /** How a test is named there. */
  readonly test: string;
}

interface Sign {
  readonly file: string;
  /** A word the file has to hold. */
  readonly holds?: RegExp;
  readonly guess: Omit<Guess, 'because'>;
}

const vitestReports = ['--reporter=default', '--reporter=junit', '--outputFile.junit={out}/junit.xml'];

/** In order: the first sign that is there decides. */
const signs: readonly Sign[] = [
  {
    file: 'package.json',
    holds: /"vitest"\s*:/,
    guess: {
      command: ['npx', 'vitest', 'run', '{class}', '-t', '{method}$', ...vitestReports],
      junit: [],
      setup: ['npm', 'ci'],
      test: 'path > title',
    },
  },
  {
    file: 'package.json',
    holds: /"jest"\s*:/,
    guess: {
      command: ['npx', 'jest', '{class}', '-t', '{method}$'],
      junit: [],
      setup: ['npm', 'ci'],
      test: 'path > title',
    },
  },
  {
    file: 'package.json',
    holds: /"test[^"]*"\s*:\s*"[^"]*\bnode\b[^"]* --test\b/,
    guess: {
      command: [
        'node',
        '--test',
        '--test-name-pattern={method}$',
        '--test-reporter=junit',
        '--test-reporter-destination={out}/junit.xml',
        '{class}',
      ],
      junit: [],
      test: 'path > title',
    },
  },
  {
    file: 'pytest.ini',
    guess: {
      command: ['python3', '-m', 'pytest', '{test}', '--junit-xml={out}/junit.xml'],
      junit: [],
      test: 'path::name',
    },
  },
  {
    file: 'pyproject.toml',
    holds: /pytest/,
    guess: {
      command: ['python3', '-m', 'pytest', '{test}', '--junit-xml={out}/junit.xml'],
      junit: [],
      test: 'path::name',
    },
  },
  {
    file: 'pom.xml',
    guess: {
      command: ['mvn', '-B', '-q', 'surefire:test', '-Dtest={test}', '-DfailIfNoTests=false'],
      junit: ['**/target/surefire-reports/TEST-*.xml'],
      setup: ['mvn', '-B', '-q', 'test-compile'],
      test: 'CLASS#METHOD',
    },
  },
  {
    file: 'gradlew',
    guess: {
      command: ['./gradlew', 'test', '--rerun-tasks', '--tests', '{class}'],
      junit: ['**/build/test-results/**/TEST-*.xml'],
      test: 'CLASS#METHOD',
    },
  },
  {
    file: 'build.xml',
    holds: /testsome/,
    guess: {
      command: ['ant', 'testsome', '-Dtest.name={class}', '-Dtest.methods={method}', '-Dno-build-test=true'],
      junit: ['build/test/output/**/TEST-*.xml'],
      setup: ['ant', 'build-test'],
      test: 'CLASS#METHOD',
    },
  },
  {
    file: 'go.mod',
    guess: {
      command: ['go', 'test', './...', '-count=1', '-run', '{method}'],
      junit: [],
      test: 'PACKAGE#NAME',
    },
  },
  {
    file: 'Cargo.toml',
    guess: {
      command: ['cargo', 'test', '{test}'],
      junit: [],
      setup: ['cargo', 'test', '--no-run'],
      test: 'path::name',
    },
  },
];

/** How tests are probably run, from the files at the top of a repository. @param read undefined for a file that is not there */
export async function guessRecipe(
  read: (file: string) => Promise<string | undefined>,
): Promise<Guess | undefined> {
  for (const { file, holds, guess } of signs) {
    const text = await read(file);
    if (text !== undefined && (holds === undefined || holds.test(text))) return { because: file, ...guess };
  }
  return undefined;
}

/** A first file of a project's settings. */
export function firstSettings(recipe: Guess): string {
  const local = {
    command: recipe.command,
    ...(recipe.junit.length === 0 ? {} : { junit: recipe.junit }),
    ...(recipe.setup === undefined ? {} : { setup: recipe.setup }),
    timeout: '10m',
    parallel: 1,
  };
  return [
    '# How Retrial runs one test of this project. Read from the default branch only.',
    '# {test} {class} {method} stand for the asked test, {title} for its last title as a pattern, {i} for the number',
    '# of the iteration, {out} for a fresh folder whose JUnit reports are read. No shell is involved.',
    stringify({ local, limits: { defaultRuns: 200, maxRuns: 2000 } }, { lineWidth: 110 }),
  ].join('\n');
}
