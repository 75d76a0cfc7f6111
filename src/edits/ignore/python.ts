import { above, indentAt, lineBreakAt, lineEndAt, type Change } from '../changes.ts';
import type { Node } from '../syntax.ts';
import {
  deepest,
  definitionsIn,
  functionOf,
  moduleOf,
  noSuch,
  scopesTo,
  skipsOfClass,
  skipsOfTest,
  type Scope,
} from '../unskip/python.ts';
import { notHere, type TestName } from '../unskip/skip.ts';
import { isOffBy } from './declared.ts';
import type { Addition, DeclaredTest, Ignorer, SourceTree } from './ignorer.ts';
import { usesName } from './unneeded-imports.ts';
import { escaped } from './words.ts';

/** Ignores of pytest (a mark) and unittest (`@unittest.skip`) in Python. */
export const python: Ignorer = {
  name: 'python',
  extensions: ['.py'],
  language: 'python',
  tests: ({ root, text }) => testsIn(moduleOf(root), text, false),
  find(source, test) {
    const { target, around } = scopesOf(source.root, test);
    return {
      node: target.node,
      own: test.member === undefined ? skipsOfClass(target, source.text) : skipsOfTest(target, source.text),
      around: around.flatMap((each) => skipsOfClass(each, source.text)),
      add: (line) => addTo([...around, target], source, line),
    };
  },
};

/** As pytest and unittest find them by name. */
function testsIn(scope: Scope, source: string, isOffAround: boolean): readonly DeclaredTest[] {
  const isScopeOff = isOffAround || isOffBy(skipsOfClass(scope, source));
  const own = definitionsIn(scope, 'function_definition')
    .filter(({ names }) => names.at(-1)?.startsWith('test') === true)
    .map((each) => ({
      node: each.node,
      isOff: isScopeOff || isOffBy(skipsOfTest(each, source)),
      hasVariants: each.decorators.some((mark) => /parametri[sz]e|parameterized/.test(mark.text())),
    }));
  if (scope.names.length >= deepest) return own;
  const inside = definitionsIn(scope, 'class_definition').filter((each) => isTestClass(each));
  return [...own, ...inside.flatMap((each) => testsIn(each, source, isScopeOff))];
}

function isTestClass({ names, node }: Scope): boolean {
  const definition = node.is('decorated_definition') ? node.field('definition') : node;
  return names.at(-1)?.startsWith('Test') === true || Boolean(definition?.field('superclasses'));
}

function addTo(scopes: readonly Scope[], { root, text }: SourceTree, line: string): Addition {
  const place = scopes.at(-1)?.node.range().start.index ?? 0;
  const statements = statementsBefore(root, place);
  const module = moduleFor(scopes, statements);
  const reason = `"${escaped(line, { ascii: 'points' })}"`;
  const isThere = isImported(module, statements);
  const words = wordsOf(module, reason, isThere && !usesName(root, module));
  const change = above(text, place, { line: words, beside: words });
  if (isThere) return { change, others: [], words };
  const needed = importOf(module, text, { statements, target: place });
  return { change, others: [needed], words };
}

/** Written in the less usual way beside an import that nothing else uses, by which that is known and stays when undone. */
function wordsOf(module: Module, reason: string, isUnused: boolean): string {
  if (module === 'pytest') return `@pytest.mark.skip(${isUnused ? '' : 'reason='}${reason})`;
  return `@unittest.skip(${isUnused ? 'reason=' : ''}${reason})`;
}

interface PythonTarget {
  readonly target: Scope;
  /** The module and the classes around it. */
  readonly around: readonly Scope[];
}

/** The asked class or function, and what is around it. */
function scopesOf(root: Node, { containers, member }: TestName): PythonTarget {
  if (containers.length === 0 && member === undefined) throw notHere('No test is named.', []);
  const module = moduleOf(root);
  const classes = scopesTo(module, containers);
  const holder = classes.at(-1) ?? module;
  if (member === undefined) return { target: holder, around: classes.slice(0, -1) };
  const asked = functionOf(holder, member);
  if (asked === undefined) throw noSuch(holder, member);
  return { target: asked, around: classes };
}

/** Those of the module, up to the one that holds the test: an import further down comes too late. */
function statementsBefore(root: Node, place: number): readonly Node[] {
  return root.children().filter((each) => each.range().start.index <= place && !each.is('comment'));
}

type Module = 'pytest' | 'unittest';

/** Both runners obey unittest's skip, but only pytest its own marks: methods of a TestCase get the former. */
function moduleFor(scopes: readonly Scope[], statements: readonly Node[]): Module {
  const bases = scopes.map(({ node }) => {
    const definition = node.is('decorated_definition') ? node.field('definition') : node;
    return definition?.field('superclasses')?.text() ?? '';
  });
  if (bases.some((each) => /TestCase\b/.test(each))) return 'unittest';
  const isDerived = bases.some((each) => each !== '');
  const isUnittest = isImported('unittest', statements) && !isImported('pytest', statements);
  return isDerived && isUnittest ? 'unittest' : 'pytest';
}

function isImported(module: Module, statements: readonly Node[]): boolean {
  return statements
    .filter((each) => each.is('import_statement'))
    .flatMap((each) => each.children())
    .some((each) => each.is('dotted_name') && each.text() === module);
}

interface Before {
  readonly statements: readonly Node[];
  /** Where the test begins. */
  readonly target: number;
}

/** Behind the last import, else in front of the first statement that is not what the file says of itself. */
function importOf(module: Module, source: string, { statements, target }: Before): Change {
  const written = `import ${module}`;
  const last = statements.findLast((each) =>
    /^(?:future_import|import|import_from)_statement$/.test(String(each.kind())),
  );
  const from = last?.range().end.index;
  if (from !== undefined) {
    const place = lineEndAt(source, from);
    if (/^[ \t]*(?:#.*)?$/.test(source.slice(from, place))) {
      return { start: place, end: place, text: lineBreakAt(source, from) + written };
    }
  }
  const rest = statements.filter((each) => from === undefined || each.range().start.index > from);
  const first = rest.find(
    (each, index) =>
      (last !== undefined || index > 0 || each.child(0)?.is('string') !== true) &&
      indentAt(source, each.range().start.index) === '',
  );
  const place = first?.range().start.index ?? target;
  return { start: place, end: place, text: written + lineBreakAt(source, place) };
}
