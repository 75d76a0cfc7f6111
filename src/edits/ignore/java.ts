import type { Node } from '../syntax.ts';
import { javaSyntax } from '../unskip/java.ts';
import type { ImportFound } from './jvm-imports.ts';
import { jvmIgnorer } from './jvm.ts';

/** Ignores of JUnit 4 (`@Ignore`), JUnit 5 (`@Disabled`) and TestNG (`enabled = false`) in Java. */
export const java = jvmIgnorer(
  { name: 'java', extensions: ['.java'], language: 'java' },
  {
    ...javaSyntax,
    importsOf,
    importEnd: ';',
    escaping: { ascii: 'pairs' },
    parametersOf: (method) =>
      (method.field('parameters')?.children() ?? [])
        .filter((each) => each.is('formal_parameter') || each.is('spread_parameter'))
        .map((each) => typeOf(each)),
  },
);

function importsOf(root: Node): readonly ImportFound[] {
  return root
    .children()
    .filter((each) => each.is('import_declaration'))
    .map((node) => ({
      node,
      path: pathIn(node),
      isWildcard: node.children().some((child) => child.is('asterisk')),
      isStatic: node.children().some((child) => child.text() === 'static'),
    }));
}

function pathIn(node: Node): string {
  const path = node.children().find((child) => child.is('scoped_identifier') || child.is('identifier'));
  return path?.text().replace(/\s/g, '') ?? '';
}

function typeOf(parameter: Node): string {
  if (parameter.is('formal_parameter')) return parameter.field('type')?.text() ?? '';
  const type = parameter.namedChildren().find((child) => !child.is('modifiers'));
  return `${type?.text() ?? ''}...`;
}
