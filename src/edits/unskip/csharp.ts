import type { Node } from '../syntax.ts';
import { jvmFinder, type Annotation, type JvmSyntax } from './jvm.ts';

/** Namespaces in namespaces that are looked into. */
const deepest = 20;

/** How C# declares classes and methods with attributes, which are its annotations. */
export const csharpSyntax: JvmSyntax = {
  classes: new Set(['class_declaration', 'struct_declaration', 'record_declaration']),
  method: 'method_declaration',
  nameOf: (declaration) => declaration.field('name')?.text(),
  membersOf: (declaration) => declaration.field('body')?.children() ?? [],
  annotationsOf: (declaration) =>
    declaration
      .children()
      .filter((child) => child.is('attribute_list'))
      .flatMap(attributesIn),
  topOf(root) {
    let all = root.children();
    for (let depth = 0; depth < deepest && all.some((each) => each.is('namespace_declaration')); depth += 1) {
      all = all.flatMap((each) =>
        each.is('namespace_declaration') ? (each.field('body')?.children() ?? []) : [each],
      );
    }
    return all;
  },
};

/** Skips of NUnit and MSTest (`[Ignore]`) and xUnit (`Skip = "why"`) in C#. */
export const csharp = jvmFinder({ name: 'csharp', extensions: ['.cs'], language: 'csharp' }, csharpSyntax);

/** `[A]` goes as a whole, of `[A, B]` each goes alone. */
function attributesIn(list: Node): readonly Annotation[] {
  const attributes = list.children().filter((child) => child.is('attribute'));
  return attributes.map((each) => annotationOf(each, attributes.length > 1 ? each : list));
}

function annotationOf(attribute: Node, node: Node): Annotation {
  const list = attribute.children().find((child) => child.is('attribute_argument_list'));
  const name = attribute.field('name')?.text().split('.').at(-1)?.trim() ?? '';
  return {
    name: name.replace(/(?<=.)Attribute$/, ''),
    node,
    ...(list === undefined ? {} : { list }),
    named: (list?.namedChildren() ?? []).flatMap(namedArgument),
    text: (list?.findAll({ rule: { kind: 'string_literal_content' } }) ?? [])
      .map((each) => each.text())
      .join(''),
  };
}

function namedArgument(node: Node): Annotation['named'] {
  const [name, equals, value] = node.child(0)?.children() ?? [];
  if (name === undefined || equals?.text() !== '=' || value === undefined) return [];
  return [{ name: name.text(), value: value.text(), node }];
}
