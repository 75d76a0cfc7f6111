import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const top = resolve(import.meta.dirname, '../..');
const stamp = join(top, 'dist/.built');

/**
 * Builds dist/ once before all suites, as `npm run build` does: the tests of the command line run what a user runs.
 * Nothing is built again while no source is newer than what was built from it.
 */
export default function build(): void {
  const began = new Date();
  if (isFresh()) return;
  for (const script of ['esbuild.config.mjs', 'dist/store/prepare-database.js']) {
    execFileSync(process.execPath, [script], { cwd: top, stdio: 'inherit' });
  }
  writeFileSync(stamp, '');
  // What was changed meanwhile is newer than the build.
  utimesSync(stamp, began, began);
}

function isFresh(): boolean {
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(join(top, 'src'), { recursive: true, encoding: 'utf8' });
  const read = [
    'package-lock.json',
    'package.json',
    'esbuild.config.mjs',
    ...sources.map((path) => join('src', path)),
  ];
  return read.every((path) => statSync(join(top, path)).mtimeMs < built);
}
