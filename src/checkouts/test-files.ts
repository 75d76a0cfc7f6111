import { UserError } from '../model/errors.ts';
import { quoted, shorten } from '../model/plain-text.ts';
import { isTitle, namedTest, type SelectorPart } from '../model/selector.ts';

/** Where a test stands: a file of the repository, and the names inside it from the outside in. */
export interface TestPlace {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  /** Classes or groups around the test; empty where the file itself is the group. */
  readonly containers: readonly string[];
  /** Absent when the whole class or file is meant. */
  readonly member?: string;
}

const classEndings = ['.java', '.kt', '.groovy', '.scala', '.cs'];
const mostChoices = 5;

/**
 * Finds the file of a test among the files of a repository: `pkg.Class#method` by the class's path, `path::name` and
 * `path > title` by the path or its end. A class without its package matches wherever it lies.
 * @throws UserError E-TEST-NONE with the closest names, E-TEST-MANY with the choices.
 */
export function findTestFile(files: readonly string[], part: SelectorPart): TestPlace {
  const found = filesOf(files, part);
  const exact = found.find((file) => file === part.container);
  const path = exact ?? found[0];
  if (path === undefined) throw noneFound(files, part);
  if (exact === undefined && found.length > 1) throw manyFound(found, part);
  return { path, ...namesInside(part, isPathLike(part)) };
}

/** The files that a test may be in. */
export function filesOf(files: readonly string[], part: SelectorPart): readonly string[] {
  const endings = isPathLike(part) ? [part.container] : classPaths(part.container);
  return files.filter((file) => endings.some((end) => file === end || file.endsWith(`/${end}`)));
}

/** Whether a test is named by its file; by its class otherwise. */
export function isPathLike({ text, container, member }: SelectorPart): boolean {
  return container.includes('/') || (member !== undefined && !text.startsWith('#', container.length));
}

/** A place as a selector that leads back to it: a class of Java or Kotlin by its name, anything else by its path. */
export function selectorOf({ path, containers, member }: TestPlace): string {
  const names = member === undefined ? containers : [...containers, member];
  if (/\.(?:java|kt)$/.test(path) && containers.length > 0)
    return [containers.join('$'), ...(member === undefined ? [] : [member])].join('#');
  const mark = /\.[cm]?[jt]sx?$/.test(path) ? ' > ' : '::';
  return [path, ...names].join(mark);
}

/** `a.b.Outer$Inner` lies in `a/b/Outer.java`, or the same of another language. */
function classPaths(container: string): string[] {
  const outer = container.split('$')[0] ?? container;
  return classEndings.map((ending) => `${outer.replaceAll('.', '/')}${ending}`);
}

/** Parameters stay with the member: they tell overloads apart. */
function namesInside(part: SelectorPart, isPath: boolean): Omit<TestPlace, 'path'> {
  const { container, member } = part;
  if (!isPath) {
    const containers = (container.split('.').at(-1) ?? container).split('$').filter((name) => name !== '');
    return { containers, ...(member === undefined ? {} : { member }) };
  }
  const names = namesOf(part).filter((name) => name !== '');
  const last = names.at(-1);
  return { containers: names.slice(0, -1), ...(last === undefined ? {} : { member: last }) };
}

/** `A::f[::1]` is `A` and `f[::1]`; a title may hold `::`. */
function namesOf(part: SelectorPart): readonly string[] {
  const named = namedTest(part);
  if (named === undefined) return [];
  if (isTitle(part)) return named.method.split(' > ');
  return [...named.holder.slice(part.container.length).split('::'), named.method];
}

function manyFound(found: readonly string[], part: SelectorPart): UserError {
  const shown = found.slice(0, mostChoices).map(quoted).join(', ');
  const more = found.length > mostChoices ? ` and ${found.length - mostChoices} more` : '';
  return new UserError(
    'E-TEST-MANY',
    `${quoted(part.container)} is in ${found.length} files; name it with its package or path: ${shown}${more}.`,
  );
}

function noneFound(files: readonly string[], part: SelectorPart): UserError {
  const wanted = pairsOf(stemOf(part.container.replace(/\$.*$/s, '')));
  const rated = files
    .map((file) => ({ file, likeness: likeness(wanted, pairsOf(stemOf(file))) }))
    .filter((entry) => entry.likeness >= 0.5)
    .toSorted((a, b) => b.likeness - a.likeness || (a.file < b.file ? -1 : 1));
  const near = rated
    .filter((entry) => entry.likeness >= (rated[0]?.likeness ?? 0) - 0.2)
    .slice(0, 3)
    .map(({ file }) => quoted(file));
  const hint = near.length === 0 ? '' : ` Closest: ${near.join(', ')}.`;
  return new UserError('E-TEST-NONE', `No file of this revision holds ${quoted(part.container)}.${hint}`);
}

/** The last part of a path or of a dotted name, without its ending, in small letters. */
function stemOf(name: string): string {
  const last = shorten(name.split('/').at(-1) ?? name, 200);
  const isFile = name.includes('/') || /\.(?:java|kt|groovy|scala|py|[cm]?[jt]sx?)$/.test(last);
  const stem = isFile ? last.split('.')[0] : last.split('.').at(-1);
  return (stem ?? last).toLowerCase();
}

function pairsOf(word: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => word.slice(at, at + 2)));
}

/** Share of letter pairs in common, 0 to 1 (Dice 1945). */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  return (2 * [...a].filter((pair) => b.has(pair)).length) / (a.size + b.size);
}
