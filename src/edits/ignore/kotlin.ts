import type { Node } from '../syntax.ts';
import { kotlinSyntax } from '../unskip/kotlin.ts';
import type { ImportFound } from './jvm-imports.ts';
import { jvmIgnorer } from './jvm.ts';

/** Ignores of JUnit, TestNG and kotlin.test in Kotlin. */
export const kotlin = jvmIgnorer(
  { name: 'kotlin', extensions: ['.kt', '.kts'], language: 'kotlin' },
  {
    ...kotlinSyntax,
    importsOf,
    importEnd: '',
    escaping: { hasTemplates: true },
    parametersOf: (method) =>
      (
        method
          .children()
          .find((child) => child.is('function_value_parameters'))
          ?.children() ?? []
      )
        .filter((each) => each.is('parameter'))
        .map((each) => each.namedChildren()[1]?.text() ?? ''),
  },
);

function importsOf(root: Node): readonly ImportFound[] {
  return root
    .children()
    .filter((each) => each.is('import_list'))
    .flatMap((list) => list.children())
    .filter((each) => each.is('import_header'))
    .map((node) => {
      const parts = node.children();
      const alias = parts
        .find((child) => child.is('import_alias'))
        ?.namedChildren()[0]
        ?.text();
      return {
        node,
        path:
          parts
            .find((child) => child.is('identifier'))
            ?.text()
            .replace(/\s/g, '') ?? '',
        isWildcard: parts.some((child) => child.is('wildcard_import')),
        isStatic: false,
        ...(alias === undefined ? {} : { alias }),
      };
    });
}
