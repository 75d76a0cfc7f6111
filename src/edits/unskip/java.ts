import type { Node } from '../syntax.ts';
import { jvmFinder, type Annotation, type JvmSyntax } from './jvm.ts';

/** How Java declares classes and methods with annotations. */
export const javaSyntax: JvmSyntax = {
  classes: new Set(['class_declaration', 'interface_declaration', 'enum_declaration', 'record_declaration']),
  method: 'method_declaration',
  nameOf: (declaration) => declaration.field('name')?.text(),
  membersOf: (declaration) =>
    (declaration.field('body')?.children() ?? []).flatMap((member) =>
      member.is('enum_body_declarations') ? member.children() : [member],
    ),
  annotationsOf: (declaration) =>
    declaration
      .children()
      .filter((child) => child.is('modifiers'))
      .flatMap((modifiers) => modifiers.children())
      .filter((child) => child.is('annotation') || child.is('marker_annotation'))
      .map(annotationOf),
};

/** Skips of JUnit 4 (`@Ignore`), JUnit 5 (`@Disabled`) and TestNG (`enabled = false`, `@Ignore`) in Java. */
export const java = jvmFinder({ name: 'java', extensions: ['.java'], language: 'java' }, javaSyntax);

function annotationOf(node: Node): Annotation {
  const list = node.children().find((child) => child.is('annotation_argument_list'));
  const pairs = list?.children().filter((child) => child.is('element_value_pair')) ?? [];
  return {
    name: node.field('name')?.text().split('.').at(-1)?.trim() ?? '',
    node,
    ...(list === undefined ? {} : { list }),
    named: pairs.map((pair) => ({
      name: pair.field('key')?.text() ?? '',
      value: pair.field('value')?.text() ?? '',
      node: pair,
    })),
    text: (list?.findAll({ rule: { kind: 'string_fragment' } }) ?? []).map((each) => each.text()).join(''),
  };
}
