import type { Node } from '../syntax.ts';
import { jvmFinder, type Annotation, type JvmSyntax } from './jvm.ts';

/** How Kotlin declares classes and functions with annotations. */
export const kotlinSyntax: JvmSyntax = {
  classes: new Set(['class_declaration', 'object_declaration']),
  method: 'function_declaration',
  nameOf: (declaration) =>
    declaration
      .children()
      .find((child) => child.is('simple_identifier') || child.is('type_identifier'))
      ?.text()
      .replaceAll('`', ''),
  membersOf: (declaration) =>
    declaration
      .children()
      .filter((child) => child.is('class_body') || child.is('enum_class_body'))
      .flatMap((body) => body.children()),
  annotationsOf: (declaration) =>
    declaration
      .children()
      .filter((child) => child.is('modifiers'))
      .flatMap((modifiers) => modifiers.children())
      .filter((child) => child.is('annotation'))
      .flatMap(annotationsIn),
};

/** Skips of JUnit, TestNG and kotlin.test in Kotlin, `@[Test Ignore]` too. */
export const kotlin = jvmFinder(
  { name: 'kotlin', extensions: ['.kt', '.kts'], language: 'kotlin' },
  kotlinSyntax,
);

/** One of `@A("x")`, or several of `@[A("x") B]`: then each goes alone. */
function annotationsIn(node: Node): readonly Annotation[] {
  const parts = node
    .children()
    .filter((child) => child.is('user_type') || child.is('constructor_invocation'));
  return parts.map((part) => annotationOf(part, parts.length > 1 ? part : node));
}

function annotationOf(part: Node, node: Node): Annotation {
  const type = part.is('user_type') ? part : part.children().find((child) => child.is('user_type'));
  const list = part.children().find((child) => child.is('value_arguments'));
  return {
    name:
      type
        ?.children()
        .findLast((child) => child.is('type_identifier'))
        ?.text() ?? '',
    node,
    ...(list === undefined ? {} : { list }),
    named: (list?.children() ?? []).filter((child) => child.is('value_argument')).flatMap(namedArgument),
    text: (list?.findAll({ rule: { kind: 'string_content' } }) ?? []).map((each) => each.text()).join(''),
  };
}

function namedArgument(node: Node): Annotation['named'] {
  const [name, equals, value] = node.children().filter((child) => !String(child.kind()).endsWith('comment'));
  if (name === undefined || equals?.text() !== '=' || value === undefined) return [];
  return [{ name: name.text(), value: value.text(), node }];
}
