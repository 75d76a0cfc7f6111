import { namesProgram } from '../../ci/local/scopes/runner.ts';

/** A test runner whose reports can be had without configuring anything. */
interface KnownRunner {
  readonly name: string;
  /** Whether a command calls this runner. */
  readonly calls: (command: readonly string[]) => boolean;
  /** Arguments that say the user already reports in their own way. */
  readonly reports?: RegExp;
  /** The command with a JUnit reporter added. */
  readonly add?: (command: readonly string[]) => readonly string[];
  /** Where the runner leaves reports by itself. */
  readonly junit?: readonly string[];
}

const append =
  (...more: readonly string[]) =>
  (command: readonly string[]): readonly string[] => [...command, ...more];

const runners: readonly KnownRunner[] = [
  {
    name: 'vitest',
    calls: (command) => namesProgram(command, 'vitest'),
    reports: /^--reporter(=|$)/,
    add: append('--reporter=default', '--reporter=junit', '--outputFile.junit={out}/junit.xml'),
  },
  {
    name: 'pytest',
    calls: (command) => namesProgram(command, 'pytest') || namesProgram(command, 'py.test'),
    reports: /^--junit-?xml(=|$)/,
    add: append('--junit-xml={out}/junit.xml'),
  },
  {
    name: 'node --test',
    calls: (command) => namesProgram(command.slice(0, 1), 'node') && command.includes('--test'),
    reports: /^--test-reporter(=|$)/,
    // Node's own options stand before the files.
    add: (command) => [
      ...command.slice(0, command.indexOf('--test') + 1),
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=junit',
      '--test-reporter-destination={out}/junit.xml',
      ...command.slice(command.indexOf('--test') + 1),
    ],
  },
  {
    name: 'phpunit',
    calls: (command) => namesProgram(command, 'phpunit'),
    reports: /^--log-junit(=|$)/,
    add: append('--log-junit', '{out}/junit.xml'),
  },
  {
    name: 'ctest',
    calls: (command) => namesProgram(command.slice(0, 1), 'ctest'),
    reports: /^--output-junit(=|$)/,
    add: append('--output-junit', '{out}/junit.xml'),
  },
  {
    name: 'gotestsum',
    calls: (command) => namesProgram(command.slice(0, 1), 'gotestsum'),
    reports: /^--junitfile(=|$)/,
    add: (command) => ['gotestsum', '--junitfile={out}/junit.xml', ...command.slice(1)],
  },
  {
    name: 'Maven',
    calls: (command) => namesProgram(command.slice(0, 1), 'mvn') || namesProgram(command.slice(0, 1), 'mvnw'),
    junit: ['**/target/surefire-reports/TEST-*.xml', '**/target/failsafe-reports/TEST-*.xml'],
  },
  {
    name: 'Gradle',
    calls: (command) =>
      namesProgram(command.slice(0, 1), 'gradle') || namesProgram(command.slice(0, 1), 'gradlew'),
    junit: ['**/build/test-results/**/TEST-*.xml'],
  },
];

export interface Reporting {
  readonly command: readonly string[];
  readonly junit: readonly string[];
  /** The runner that was recognised, for the line that says what Retrial does. */
  readonly runner?: string;
}

/** Adds a reporter to a known runner's command, unless it reports already: exit codes alone hide skips. */
export function withReports(command: readonly string[]): Reporting {
  const runner = runners.find((known) => known.calls(command));
  if (runner === undefined) return { command, junit: [] };
  const { name, reports, add, junit = [] } = runner;
  const reportsAlready = reports !== undefined && command.some((argument) => reports.test(argument));
  if (add === undefined) return { command, junit, runner: name };
  return reportsAlready ? { command, junit } : { command: add(command), junit, runner: name };
}
