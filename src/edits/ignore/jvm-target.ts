import { quoted } from '../../model/plain-text.ts';
import { cutWithBlanks } from '../cuts.ts';
import type { Node } from '../syntax.ts';
import {
  classesIn,
  memberName,
  skipIn,
  type Annotation,
  type ClassFound,
  type JvmSyntax,
} from '../unskip/jvm.ts';
import { notHere, type Skip, type TestName } from '../unskip/skip.ts';
import { severalHere, type IgnoreTarget, type SourceTree } from './ignorer.ts';
import { ignoreWordsIn } from './words.ts';

/** The declaration that an ignore goes to. */
export interface JvmTarget {
  readonly node: Node;
  readonly isClass: boolean;
  /** The classes around it, from the inside out. */
  readonly around: readonly Node[];
  /** What stands directly in its class. */
  readonly members: readonly Node[];
}

/** What is needed to know a method among those of one name. */
export interface JvmMethods extends JvmSyntax {
  /** The types of a method's parameters, as written. */
  readonly parametersOf: (method: Node) => readonly string[];
}

/**
 * The class, or the method in it, that a test is called by.
 * @throws UserError E-UNSKIP when it is not here, E-IGNORE when it is several.
 */
export function targetOf({ root }: SourceTree, test: TestName, syntax: JvmMethods): JvmTarget {
  const { containers, member } = test;
  if (containers.length === 0 && member === undefined) throw notHere('No test is named.', []);
  const all = classesIn(root, syntax);
  const outside: ClassFound = { path: [], around: [], members: root.children() };
  const holders = containers.length === 0 ? [outside] : classesOf(all, containers);
  if (member === undefined) {
    const [holder = outside] = holders;
    if (holders.length > 1) throw severalHere(containers.join('.'), shownClasses(holders));
    const [node = root, ...around] = holder.around;
    return { node, isClass: true, around, members: holder.members };
  }
  const found = holders.flatMap((holder) =>
    methodsOf(holder, member, syntax).map((node) => ({ node, holder })),
  );
  const [first] = found;
  if (first === undefined) throw noMethod(holders, member, syntax);
  if (found.length > 1) {
    const candidates = found.map(({ node, holder }) => ({ node, shown: shownMethod(node, holder, syntax) }));
    throw severalHere(member, candidates);
  }
  const { around, members } = first.holder;
  return { node: first.node, isClass: false, around, members };
}

/** What switches a target off. */
export function skipsOf(
  { node, isClass, around }: JvmTarget,
  source: string,
  syntax: JvmSyntax,
): Pick<IgnoreTarget, 'own' | 'around'> {
  const skipsIn = (nodes: readonly Node[], on: Skip['on']) =>
    nodes
      .flatMap(syntax.annotationsOf)
      .flatMap((each) =>
        skipIn(each, source, on).map((found) =>
          isOurs(each) ? { ...found, cut: cutWithBlanks(each.node, source) } : found,
        ),
      );
  return { own: skipsIn([node], isClass ? 'class' : 'test'), around: skipsIn(around, 'class') };
}

/** A `@Test` of TestNG that says why it is there was added to switch a test off: all of it goes. */
function isOurs({ name, named }: Annotation): boolean {
  return (
    name === 'Test' &&
    named.some((each) => each.name === 'description' && ignoreWordsIn(each.value).length > 0)
  );
}

/** Those whose path ends so; the one whose path is this, where there is one. */
function classesOf(all: readonly ClassFound[], containers: readonly string[]): readonly ClassFound[] {
  const found = all.filter(({ path }) =>
    containers.every((name, index) => path.at(index - containers.length) === name),
  );
  if (found.length === 0) {
    const present = all.map(({ path }) => path.at(-1) ?? '');
    throw notHere(`There is no class ${quoted(containers.join('.'))} in this file.`, present);
  }
  const whole = found.filter(({ path }) => path.length === containers.length);
  return whole.length === 1 ? whole : found;
}

/** By the whole name, else by the name before parameters: then by these, then those that are annotated. */
function methodsOf({ members }: ClassFound, member: string, syntax: JvmMethods): readonly Node[] {
  const methods = members.filter((each) => each.is(syntax.method));
  const exact = methods.filter((each) => syntax.nameOf(each) === member);
  const found =
    exact.length > 0 ? exact : methods.filter((each) => syntax.nameOf(each) === memberName(member));
  if (found.length < 2) return found;
  const types = askedTypes(member);
  const fitting = found.filter((each) => syntax.parametersOf(each).map(simpleType).join() === types);
  if (fitting.length === 1) return fitting;
  const annotated = found.filter((each) => syntax.annotationsOf(each).length > 0);
  return annotated.length > 0 ? annotated : found;
}

/** `f(int, java.util.List<String>)` and `f{int, List}` ask for `int,List`; nothing where no types are named. */
function askedTypes(member: string): string | undefined {
  const types = /[({]([^(){}]*)[)}]/.exec(member)?.[1];
  return types === undefined ? undefined : splitTypes(types).map(simpleType).join();
}

/** At the commas outside of `<…>`. */
function splitTypes(types: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of types) {
    if (character === '<') depth += 1;
    if (character === '>') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + character);
  }
  return parts.filter((part) => part.trim() !== '');
}

function simpleType(type: string): string {
  const start = type.indexOf('<');
  const end = type.lastIndexOf('>');
  const plain = (start === -1 ? type : type.slice(0, start) + type.slice(end + 1)).replace('...', '[]');
  return plain.replace(/\s/g, '').split('.').at(-1) ?? '';
}

function shownClasses(
  holders: readonly ClassFound[],
): readonly { readonly shown: string; readonly node: Node }[] {
  return holders.flatMap(({ path, around: [node] }) =>
    node === undefined ? [] : [{ shown: path.join('.'), node }],
  );
}

function shownMethod(node: Node, { path }: ClassFound, syntax: JvmMethods): string {
  const types = syntax.parametersOf(node).map(simpleType).join(', ');
  return `${[...path, syntax.nameOf(node) ?? ''].join('.')}(${types})`;
}

function noMethod(holders: readonly ClassFound[], member: string, syntax: JvmMethods): Error {
  const methods = holders.flatMap(({ members }) => members.filter((each) => each.is(syntax.method)));
  const tests = methods.filter((method) => syntax.annotationsOf(method).length > 0);
  const present = tests.map((each) => syntax.nameOf(each)).filter((each) => each !== undefined);
  return notHere(`${quoted(member)} is not declared in this class.`, present);
}
