import { Option } from 'commander';

/** The option that names rules about known failures, for every command that shows failures. */
export function knownOption(): Option {
  return new Option(
    '--known <file>',
    'failures people know, as `knownIssues:` (YAML); the project’s file unless told',
  );
}
