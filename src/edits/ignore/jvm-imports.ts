import { indentAt, lineBreakAt, lineEndAt, type Change } from '../changes.ts';
import type { Node } from '../syntax.ts';
import { frameworkOf, type Import } from './jvm-frameworks.ts';

/** An import where it stands. */
export interface ImportFound extends Import {
  readonly node: Node;
}

/** A file's imports, and what else gives names in it. */
export interface JvmNames {
  readonly text: string;
  readonly imports: readonly ImportFound[];
  /** Names of the classes that the file declares. */
  readonly declared: ReadonlySet<string>;
  /** What ends an import. */
  readonly end: '' | ';';
  /** Whether code of the file uses a name without its package. */
  readonly uses: (name: string) => boolean;
}

/** How a class is written in a file, and the import that this needs. */
export interface Named {
  readonly name: string;
  readonly change?: Change;
}

/**
 * By its own name with an import if the file has imports and no other class of that name, else with its package: so too
 * where the import is there and nothing uses it, that it stays when the ignore goes.
 */
export function namedClass(path: string, names: JvmNames): Named {
  const own = path.slice(path.lastIndexOf('.') + 1);
  const home = path.slice(0, path.lastIndexOf('.'));
  const named = names.imports.filter(({ isStatic }) => !isStatic);
  if (named.some((each) => !each.isWildcard && each.path === path && each.alias === undefined))
    return { name: names.uses(own) ? own : path };
  const isTaken = named.some((each) => !each.isWildcard && (each.alias ?? lastOf(each.path)) === own);
  if (isTaken || names.declared.has(own)) return { name: path };
  const whole = named.filter((each) => each.isWildcard && frameworkOf(each.path) !== undefined);
  if (whole.length === 1 && whole[0]?.path === home) return { name: own };
  // A class of that name in the same package.
  if (names.uses(own)) return { name: path };
  const change = importOf(path, names);
  return change === undefined ? { name: path } : { name: own, change };
}

/** Where it sorts among the imports of the same root, else behind the last one. */
function importOf(path: string, { text, imports, end }: JvmNames): Change | undefined {
  const written = `import ${path}${end}`;
  const plain = imports.filter(({ isStatic }) => !isStatic);
  const related = plain.filter((each) => rootOf(each.path) === rootOf(path));
  const next = related.find((each) => sorted(each) > path);
  if (next !== undefined) {
    const place = next.node.range().start.index;
    const isFirst = indentAt(text, place) !== undefined;
    return isFirst ? { start: place, end: place, text: written + lineBreakAt(text, place) } : undefined;
  }
  const last = related.at(-1) ?? plain.at(-1) ?? imports.at(-1);
  if (last === undefined) return undefined;
  const from = last.node.range().end.index;
  const place = lineEndAt(text, from);
  if (!/^[ \t;]*(?:\/\/.*)?$/.test(text.slice(from, place))) return undefined;
  return { start: place, end: place, text: lineBreakAt(text, from) + written };
}

function sorted({ path, isWildcard }: Import): string {
  return isWildcard ? `${path}.*` : path;
}

function lastOf(path: string): string {
  return path.split('.').at(-1) ?? path;
}

function rootOf(path: string): string {
  return path.split('.').slice(0, 2).join('.');
}
