import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const top = resolve(import.meta.dirname, '../..');

/** Builds dist/ once before all suites, as `npm run build` does: the tests of the command line run what a user runs. */
export default function build(): void {
  const compiler = resolve(top, 'node_modules/typescript/bin/tsc');
  for (const words of [[compiler, '-p', 'tsconfig.build.json'], ['dist/store/prepare-database.js']]) {
    execFileSync(process.execPath, words, { cwd: top, stdio: 'inherit' });
  }
}
