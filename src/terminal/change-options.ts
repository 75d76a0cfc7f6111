import { Option } from 'commander';

const collect = (value: string, before: readonly string[] = []): string[] => [...before, ...value.split(',')];

/** Changes of the code by name, for every command that runs a test at a revision. */
export function overlayOption(): Option {
  const about = "a change that the project's file names, or log:LOGGER; several with commas, or repeated";
  return new Option('--overlay <name>', about).argParser(collect);
}

/** Another revision's tests, for the same commands. */
export function testsFromOption(): Option {
  const about = "with the test files of another revision, as the project's file names them";
  return new Option('--tests-from <revision>', about);
}
