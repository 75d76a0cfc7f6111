import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import { mistypedName } from '../model/nearest-name.ts';
import { namedTest, withoutParameters, type SelectorPart, type TestSelector } from '../model/selector.ts';
import { gitIn, gitPaths, tryGit } from './git.ts';
import { isPathLike, filesOf } from './test-files.ts';

/** A commit of a clone, and what people called it. */
export interface NamedCommit {
  readonly repository: string;
  readonly commit: string;
  readonly revision: string;
}

const mostChoices = 5;
const classFile = /([\w$]+)\.(?:java|kt|groovy|scala)$/;
const word = /^[A-Za-z_]\w*$/;

/**
 * Refuses a test whose name is surely mistyped, or means several classes, before it costs time on CI. Tests may be
 * inherited, generated, or come from a library: a name is refused only when it stands nowhere in the commit and one that
 * is almost the same does.
 * @throws UserError E-TEST-NONE with the nearest name, E-TEST-MANY with the choices
 */
export async function checkTestNames(at: NamedCommit, { parts }: TestSelector): Promise<void> {
  if (parts.length === 0) return;
  const files = await gitPaths(at.repository, [
    'ls-tree',
    '-r',
    '-z',
    '--name-only',
    '--full-tree',
    at.commit,
  ]);
  for (const part of parts) await checkPart({ ...at, files }, part);
}

type Place = NamedCommit & { readonly files: readonly string[] };

async function checkPart(place: Place, part: SelectorPart): Promise<void> {
  const found = filesOf(place.files, part);
  const isPath = isPathLike(part);
  if (found.length === 0) return isPath ? checkPath(place, part) : checkClass(place, part);
  if (found.length > 1) return isPath ? undefined : checkChoices(place, part, found);
  const [path] = found;
  if (path !== undefined) await checkMember(place, part, path);
}

/** A file that is nowhere, where one of almost the same name is. */
function checkPath(place: Place, part: SelectorPart): void {
  const name = part.container.split('/').at(-1) ?? part.container;
  const ending = /\.\w+$/.exec(name)?.[0];
  if (ending === undefined || place.files.some((file) => file === name || file.endsWith(`/${name}`))) return;
  const others = place.files.filter((file) => file.endsWith(ending));
  const near = mistypedName(
    name,
    others.map((file) => file.split('/').at(-1) ?? file),
  );
  const file = others.find((one) => one === near || one.endsWith(`/${near}`));
  if (file !== undefined) throw noneOf(place, part, part.text.replace(part.container, file));
}

/** A class that no file is called after, that no file speaks of, and whose name is almost that of another. */
async function checkClass(place: Place, part: SelectorPart): Promise<void> {
  const outer = part.container.split('$')[0] ?? part.container;
  const name = outer.split('.').at(-1) ?? outer;
  if (!word.test(name)) return;
  const near = mistypedName(
    name,
    place.files.flatMap((file) => classFile.exec(file)?.[1] ?? []),
  );
  if (near === undefined || (await isSpokenOf(place, name))) return;
  throw noneOf(place, part, part.text.replace(name, near));
}

/** A method that nothing in the commit speaks of, whose name is almost that of another in the test's file. */
async function checkMember(place: Place, part: SelectorPart, path: string): Promise<void> {
  const member = withoutParameters(namedTest(part)?.method ?? '');
  if (!word.test(member)) return;
  const source = (await tryGit(place.repository, ['show', `${place.commit}:${path}`])) ?? '';
  const called = new Set(Array.from(source.matchAll(/\b([A-Za-z_]\w*)\s*\(/g), ([, name = '']) => name));
  if (called.has(member)) return;
  const near = mistypedName(member, [...called]);
  if (near === undefined || (await isSpokenOf(place, member))) return;
  throw noneOf(place, part, part.text.replace(member, near));
}

/** Several classes of one name, in packages that tell them apart. */
async function checkChoices(place: Place, part: SelectorPart, paths: readonly string[]): Promise<void> {
  const member = withoutParameters(part.member ?? '');
  const sources = await Promise.all(
    paths.slice(0, 50).map(async (path) => tryGit(place.repository, ['show', `${place.commit}:${path}`])),
  );
  const holding = sources.filter((source = '') => !word.test(member) || wordIn(source, member));
  const packages = new Set(holding.map((source = '') => /^\s*package\s+([\w.]+)/m.exec(source)?.[1] ?? ''));
  if (packages.size < 2) return;
  const choices = [...packages].toSorted().slice(0, mostChoices);
  const names = choices.map((one) => quoted(one === '' ? part.text : `${one}.${part.text}`)).join(', ');
  const more = packages.size > mostChoices ? ` and ${packages.size - mostChoices} more` : '';
  throw new UserError(
    'E-TEST-MANY',
    `${packages.size} classes match ${quoted(part.text)} on ${quoted(place.revision)}; choose one: ${names}${more}.`,
  );
}

function noneOf({ revision }: NamedCommit, { text }: SelectorPart, near: string): UserError {
  return new UserError(
    'E-TEST-NONE',
    `No test matches ${quoted(text)} on ${quoted(revision)}. Closest: ${quoted(near)}.`,
  );
}

function wordIn(source: string, member: string): boolean {
  return new RegExp(`\\b${member}\\b`).test(source);
}

/** Whether any file of the commit holds a word. */
async function isSpokenOf({ repository, commit }: NamedCommit, name: string): Promise<boolean> {
  return (await gitIn(repository, ['grep', '--quiet', '-w', '-F', '-e', name, commit])).code !== 1;
}
