import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Recipe } from './recipe.ts';

/** Where programs are looked for. */
interface Search {
  /** `PATH` as the test gets it. */
  readonly path: string;
  /** A checkout, for programs of the project's own; without one those are not looked for. */
  readonly folder?: string | undefined;
}

/** The programs of a recipe that are not on this machine, by the names that it calls them with. */
export async function missingPrograms(
  { command, setup, scopes = {} }: Recipe,
  search: Search,
): Promise<readonly string[]> {
  const first = setup?.[0];
  const later = [command, ...Object.values(scopes)].flatMap(([program = '']) => program);
  // What the set-up brings into a checkout is not there before it.
  const sure = first === undefined ? later : [first, ...later.filter((one) => !isOfCheckout(one))];
  const missing: string[] = [];
  for (const program of new Set(sure)) if (!(await isThere(program, search))) missing.push(program);
  return missing;
}

function isOfCheckout(program: string): boolean {
  return program.includes('/') && !isAbsolute(program);
}

async function isThere(program: string, { path, folder }: Search): Promise<boolean> {
  if (program.includes('{')) return true;
  if (isAbsolute(program)) return canRun(program);
  if (isOfCheckout(program)) return folder === undefined || canRun(join(folder, program));
  for (const place of path.split(delimiter)) if (await canRun(join(place, program))) return true;
  return false;
}

async function canRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
