import { quoted } from '../../model/plain-text.ts';
import { cutElement, cutNode, cutWithBlanks } from '../cuts.ts';
import type { Node } from '../syntax.ts';
import {
  notHere,
  type DeclaredSkip,
  type FoundSkip,
  type Skip,
  type SkipFinder,
  type TestName,
} from './skip.ts';

/** How Java or Kotlin writes what JUnit 4, JUnit 5, TestNG and kotlin.test read. */
export interface JvmSyntax {
  readonly classes: ReadonlySet<string>;
  readonly method: string;
  /** The name that a class or method declares. */
  readonly nameOf: (declaration: Node) => string | undefined;
  /** What stands directly in the body of a class. */
  readonly membersOf: (declaration: Node) => readonly Node[];
  readonly annotationsOf: (declaration: Node) => readonly Annotation[];
  /** The classes that are in no other one, where they may stand in something else than the file. */
  readonly topOf?: (root: Node) => readonly Node[];
}

/** One annotation, as far as a skip can stand in it. */
export interface Annotation {
  /** Without its package. */
  readonly name: string;
  /** What goes when the annotation goes. */
  readonly node: Node;
  /** The parentheses and what is in them; absent when there are none. */
  readonly list?: Node;
  /** Named arguments. */
  readonly named: readonly { readonly name: string; readonly value: string; readonly node: Node }[];
  /** The texts among its arguments, joined. */
  readonly text: string;
}

/** The finder for a language whose tests are methods with annotations. */
export function jvmFinder(
  about: Pick<SkipFinder, 'name' | 'extensions' | 'language'>,
  syntax: JvmSyntax,
): SkipFinder {
  return {
    ...about,
    find({ root, text }, test) {
      const holder = classOf(classesIn(root, syntax), test);
      const skipsOf = (nodes: readonly Node[], on: Skip['on']): readonly FoundSkip[] =>
        nodes.flatMap((each) => syntax.annotationsOf(each).flatMap((found) => skipIn(found, text, on)));
      const onClass = skipsOf(holder?.around ?? [], 'class');
      if (test.member === undefined) return onClass;
      const methods = (holder?.members ?? root.children()).filter((each) => each.is(syntax.method));
      const name = memberName(test.member);
      const asked = methods.filter((method) => syntax.nameOf(method) === name);
      // A method that a class inherits stands in another file, but the class's own skip stands here.
      if (asked.length === 0 && !onClass.some(({ cut }) => cut !== undefined)) {
        const tests = methods.filter((method) => syntax.annotationsOf(method).length > 0);
        const present = tests.map((each) => syntax.nameOf(each)).filter((each) => each !== undefined);
        throw notHere(`${quoted(test.member)} is not declared in this class.`, present);
      }
      return [...skipsOf(asked, 'test'), ...onClass];
    },
    all({ root, text }) {
      const on = (node: Node, kind: Skip['on'], test: TestName): readonly DeclaredSkip[] =>
        syntax
          .annotationsOf(node)
          .flatMap((each) => skipIn(each, text, kind))
          .map((found) => ({ test, found }));
      return classesIn(root, syntax).flatMap(({ path, around, members }) => [
        ...around.slice(0, 1).flatMap((node) => on(node, 'class', { containers: path })),
        ...members
          .filter((member) => member.is(syntax.method))
          .flatMap((method) => on(method, 'test', { containers: path, member: syntax.nameOf(method) ?? '' })),
      ]);
    },
  };
}

/** A class with what is directly in it. */
export interface ClassFound {
  /** Names of the classes around it and its own, from the outside in. */
  readonly path: readonly string[];
  /** Itself and the classes around it. */
  readonly around: readonly Node[];
  readonly members: readonly Node[];
}

/** Levels of classes in classes that are looked at: nobody writes tests deeper than that. */
const deepest = 20;

/** Outer classes come before inner ones. Walks down only: asking a node for its parent costs the whole path to it. */
export function classesIn(root: Node, syntax: JvmSyntax): readonly ClassFound[] {
  const all: ClassFound[] = [];
  const top = syntax.topOf?.(root) ?? root.children();
  let level: readonly ClassFound[] = [{ path: [], around: [], members: top }];
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    level = level.flatMap(({ path, around, members }) =>
      members
        .filter((each) => syntax.classes.has(String(each.kind())))
        .map((each) => ({
          path: [...path, syntax.nameOf(each) ?? ''],
          around: [each, ...around],
          members: syntax.membersOf(each),
        })),
    );
    all.push(...level);
  }
  return all;
}

function classOf(classes: readonly ClassFound[], { containers }: TestName): ClassFound | undefined {
  if (containers.length === 0) return undefined;
  const found = classes.find(({ path }) =>
    containers.every((name, index) => path.at(index - containers.length) === name),
  );
  if (found !== undefined) return found;
  const present = classes.map(({ path }) => path.at(-1) ?? '');
  throw notHere(`There is no class ${quoted(containers.join('.'))} in this file.`, present);
}

/** `testX[param]`, `testX(Type)` and `testX{…}` are runs of `testX`. */
export function memberName(member: string): string {
  const end = member.search(/[[({]/);
  return (end > 0 ? member.slice(0, end) : member).trim();
}

const skipping = new Set(['Ignore', 'Disabled']);
/** JUnit 5's and Spring's conditions, which ask the machine or code. */
const conditional = /^(?:Disabled|Enabled)(?:If|On|For|In)|^(?:IgnoreIf|IfProfileValue)$/;

/** What an annotation skips, if it does. */
export function skipIn(
  { name, node, list, named, text }: Annotation,
  source: string,
  on: Skip['on'],
): FoundSkip[] {
  const reason = text === '' ? {} : { reason: text };
  const skip: Skip = { text: node.text(), line: node.range().start.line + 1, on };
  if (skipping.has(name)) {
    const isListed = [node.prev(), node.next()].some((each) => each?.text() === ',');
    const cut = isListed ? cutElement(node, source) : cutWithBlanks(node, source);
    return [{ skip: { ...skip, ...reason }, cut }];
  }
  if (conditional.test(name)) return [{ skip }];
  const off = named.find((argument) => isOff(name, argument));
  if (off === undefined) return [];
  const isAll = list !== undefined && list.namedChildren().length === 1;
  const why = off.name === 'Skip' ? reason : {};
  return [{ skip: { ...skip, ...why }, cut: isAll ? cutNode(list) : cutElement(off.node, source) }];
}

/** TestNG's switch, and xUnit's reason that is one. */
function isOff(annotation: string, { name, value }: Annotation['named'][number]): boolean {
  if (annotation === 'Test') return name === 'enabled' && value === 'false';
  return /^(?:Fact|Theory)$/.test(annotation) && name === 'Skip' && value !== 'null';
}
