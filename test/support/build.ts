import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const top = resolve(import.meta.dirname, '../..');

/** Builds dist/ once before all suites: the tests of the command line run what a user runs. */
export default function build(): void {
  execFileSync(
    process.execPath,
    [resolve(top, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    {
      cwd: top,
      stdio: 'inherit',
    },
  );
}
