import { quoted } from '../../model/plain-text.ts';
import { cutWithBlanks } from '../cuts.ts';
import type { Node } from '../syntax.ts';
import { notHere, type FoundSkip, type Skip, type SkipFinder, type TestName } from './skip.ts';

/** Skips of Go's testing package and of testify's suites: a call of `Skip` first in a test. */
export const go: SkipFinder = {
  name: 'go',
  extensions: ['_test.go'],
  language: 'go',
  find: ({ root, text }, test) => skipFirstIn(goTest(root, test), text),
  all({ root, text }) {
    return goTestsIn(root).flatMap((node) => {
      const suite = suiteOf(node);
      const member = node.field('name')?.text() ?? '';
      const test = { containers: suite === undefined ? [] : [suite], member };
      return skipFirstIn(node, text).map((found) => ({ test, found }));
    });
  },
};

/** A call of `Skip` that a test begins with. */
export function skipFirstIn(test: Node, text: string): readonly FoundSkip[] {
  const statement = statementsOf(test)[0];
  const call = statement?.is('expression_statement') === true ? statement.child(0) : null;
  const called = call?.is('call_expression') === true ? call.field('function')?.text() : undefined;
  if (statement === undefined || !/^\w+(?:\.T\(\))?\.Skip(?:f|Now)?$/.test(called ?? '')) return [];
  const skip: Skip = { text: statement.text(), line: statement.range().start.line + 1, on: 'test' };
  const reason = (call?.findAll({ rule: { kind: 'interpreted_string_literal_content' } }) ?? [])
    .map((each) => each.text())
    .join('');
  const why = reason === '' ? {} : { reason };
  return [{ skip: { ...skip, ...why }, cut: cutWithBlanks(statement, text) }];
}

/**
 * The function of a test, or the method of a suite when the test stands in one. `TestA/b` is a part of `TestA`.
 * @throws UserError E-UNSKIP when the file has none.
 */
export function goTest(root: Node, { containers, member }: TestName): Node {
  const name = member?.split('/')[0] ?? '';
  const all = goTestsIn(root);
  const named = all.filter((each) => each.field('name')?.text() === name);
  const suite = containers.at(-1);
  const method = named.find((each) => suite !== undefined && suiteOf(each) === suite);
  const found = method ?? named.find((each) => suiteOf(each) === undefined);
  if (found !== undefined) return found;
  const present = all.map((each) => each.field('name')?.text() ?? '');
  throw notHere(`${quoted(name)} is not declared in this file.`, present);
}

/** The functions and methods that Go's tools take for tests, and benchmarks. */
export function goTestsIn(root: Node): readonly Node[] {
  return root.children().filter((each) => isTest(each));
}

function isTest(node: Node): boolean {
  if (!node.is('function_declaration') && !node.is('method_declaration')) return false;
  return /^(?:Test|Benchmark|Fuzz|Example)/.test(node.field('name')?.text() ?? '');
}

/** The type that a method belongs to. */
function suiteOf(node: Node): string | undefined {
  const receiver = node.field('receiver')?.text();
  return receiver === undefined ? undefined : /(\w+)(?:\[[^\]]*\])?\s*\)$/.exec(receiver)?.[1];
}

/** What a function does, in its order. */
function statementsOf(node: Node): readonly Node[] {
  const list = node
    .field('body')
    ?.children()
    .find((each) => each.is('statement_list'));
  return (list?.namedChildren() ?? []).filter((each) => !each.is('comment'));
}
