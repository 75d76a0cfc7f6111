import type { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import { cutElement, cutWithBlanks } from '../cuts.ts';
import type { Node } from '../syntax.ts';
import {
  notHere,
  type DeclaredSkip,
  type FoundSkip,
  type Skip,
  type SkipFinder,
  type TestName,
} from './skip.ts';

/** Skips of pytest (marks, `pytestmark`, `pytest.skip()` first in a body) and unittest in Python. */
export const python: SkipFinder = {
  name: 'python',
  extensions: ['.py'],
  language: 'python',
  find({ root, text }, test) {
    const module = moduleOf(root);
    const around = scopesTo(module, test.containers);
    const inner = around.at(-1) ?? module;
    const onClass = around.flatMap((scope) => skipsOfClass(scope, text));
    if (test.member === undefined) return onClass;
    const asked = functionOf(inner, test.member);
    if (asked === undefined && !onClass.some(({ cut }) => cut !== undefined))
      throw noSuch(inner, test.member);
    if (asked === undefined) return onClass;
    return [...skipsOfTest(asked, text), ...onClass];
  },
  all({ root, text }) {
    const all: DeclaredSkip[] = [];
    const waiting: Scope[] = [moduleOf(root)];
    for (let scope = waiting.pop(); scope !== undefined; scope = waiting.pop()) {
      const { names } = scope;
      all.push(...skipsOfClass(scope, text).map((found) => ({ test: { containers: names }, found })));
      for (const each of definitionsIn(scope, 'function_definition')) {
        const test = { containers: names, member: each.names.at(-1) ?? '' };
        all.push(...skipsOfTest(each, text).map((found) => ({ test, found })));
      }
      if (names.length < deepest) waiting.push(...definitionsIn(scope, 'class_definition'));
    }
    return all;
  },
};

/** Classes in classes that are looked into: nobody writes tests deeper than that. */
export const deepest = 20;

/** A module, class or function. */
export interface Scope {
  readonly names: readonly string[];
  /** The definition with its decorators. */
  readonly node: Node;
  readonly body: Node;
  readonly decorators: readonly Node[];
}

/** The scope of a whole file. */
export function moduleOf(root: Node): Scope {
  return { names: [], node: root, body: root, decorators: [] };
}

/** The module and the classes down to the asked one; the outermost class may lie in others. */
export function scopesTo(module: Scope, containers: TestName['containers']): readonly Scope[] {
  const path = [module];
  for (const name of containers) {
    const scope = path.at(-1) ?? module;
    const found = definitionsIn(scope, 'class_definition').findLast((each) => each.names.at(-1) === name);
    if (found === undefined) {
      const present = definitionsIn(scope, 'class_definition').map((each) => each.names.at(-1) ?? '');
      throw notHere(`There is no class ${quoted(containers.join('.'))} in this file.`, present);
    }
    path.push(found);
  }
  return path;
}

/** Of several with one name Python keeps the last. */
export function functionOf(scope: Scope, member: string): Scope | undefined {
  const end = member.indexOf('[');
  const name = (end > 0 ? member.slice(0, end) : member).trim();
  return definitionsIn(scope, 'function_definition').findLast((each) => each.names.at(-1) === name);
}

/** A function that is not where it was looked for. */
export function noSuch(scope: Scope, member: string): UserError {
  const tests = definitionsIn(scope, 'function_definition').map((each) => each.names.at(-1) ?? '');
  const where = scope.names.length === 0 ? 'file' : 'class';
  return notHere(`${quoted(member)} is not declared in this ${where}.`, tests);
}

/** The classes or functions that stand directly in a scope, with their decorators. */
export function definitionsIn(scope: Scope, kind: string): readonly Scope[] {
  return scope.body.children().flatMap((each) => {
    const definition = each.is('decorated_definition') ? each.field('definition') : each;
    const body = definition?.field('body');
    if (!definition?.is(kind) || !body) return [];
    const decorators = each.children().filter((child) => child.is('decorator'));
    return [
      { names: [...scope.names, definition.field('name')?.text() ?? ''], node: each, body, decorators },
    ];
  });
}

const skipping = /^(?:(?:pytest\.)?mark\.skip|(?:unittest\.)?skip)$/;
const conditional = /^(?:(?:pytest\.)?mark\.skipif|(?:unittest\.)?skip(?:If|Unless))$/;
const leaving = /^(?:pytest\.skip|self\.skipTest)$/;

/** What switches off all tests of a class or module, by marks of its own. */
export function skipsOfClass(scope: Scope, source: string): readonly FoundSkip[] {
  return [...onDefinition(scope, source, 'class'), ...marks(scope.body, source)];
}

/** What switches off a test, by marks of its own or in its first statement. */
export function skipsOfTest(scope: Scope, source: string): readonly FoundSkip[] {
  return [...onDefinition(scope, source, 'test'), ...firstStatement(scope.body, source)];
}

function onDefinition({ decorators }: Scope, source: string, on: Skip['on']): readonly FoundSkip[] {
  return decorators.flatMap((decorator) => {
    const value = decorator.namedChildren().find((child) => !child.is('comment'));
    return value === undefined
      ? []
      : skipIn({ value, on, written: decorator }, cutWithBlanks(decorator, source));
  });
}

/** `pytestmark = …` and `pytestmark = […]` of a module or class. */
function marks(body: Node, source: string): readonly FoundSkip[] {
  return statementsOf(body).flatMap((statement) => {
    const assignment = statement.child(0);
    const right = assignment?.field('right');
    if (!assignment?.is('assignment') || assignment.field('left')?.text() !== 'pytestmark' || !right)
      return [];
    if (!right.is('list') && !right.is('tuple')) {
      return skipIn({ value: right, on: 'class', written: statement }, cutWithBlanks(statement, source));
    }
    return right
      .namedChildren()
      .flatMap((value) => skipIn({ value, on: 'class', written: value }, cutElement(value, source)));
  });
}

/** `pytest.skip("why")` or `self.skipTest("why")` before anything else that a test does. */
function firstStatement(body: Node, source: string): readonly FoundSkip[] {
  const statements = statementsOf(body);
  const isText = statements[0]?.child(0)?.is('string') === true;
  const statement = statements[isText ? 1 : 0];
  const call = statement?.child(0);
  if (statement === undefined || !call?.is('call') || !leaving.test(call.field('function')?.text() ?? ''))
    return [];
  const skip: Skip = { ...skipOf(statement, 'test'), ...reasonOf(call) };
  if (statements.length === 1) return [{ skip, stays: 'the test does nothing else' }];
  return [{ skip, cut: cutWithBlanks(statement, source) }];
}

function statementsOf(body: Node): readonly Node[] {
  return body.namedChildren().filter((each) => !each.is('comment'));
}

interface Mark {
  readonly value: Node;
  readonly on: Skip['on'];
  /** What goes when the skip goes. */
  readonly written: Node;
}

function skipIn({ value, on, written }: Mark, cut: NonNullable<FoundSkip['cut']>): readonly FoundSkip[] {
  const name = (value.is('call') ? value.field('function') : value)?.text() ?? '';
  if (skipping.test(name)) return [{ skip: { ...skipOf(written, on), ...reasonOf(value) }, cut }];
  return conditional.test(name) ? [{ skip: skipOf(written, on) }] : [];
}

function skipOf(node: Node, on: Skip['on']): Skip {
  return { text: node.text(), line: node.range().start.line + 1, on };
}

function reasonOf(call: Node): Pick<Skip, 'reason'> {
  const found = call.field('arguments')?.findAll({ rule: { kind: 'string_content' } }) ?? [];
  return found.length === 0 ? {} : { reason: found.map((each) => each.text()).join('') };
}
