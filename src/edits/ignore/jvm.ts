import { UserError } from '../../model/errors.ts';
import { above, type Change } from '../changes.ts';
import type { Node } from '../syntax.ts';
import { classesIn, type Annotation } from '../unskip/jvm.ts';
import { annotatedTests } from './declared.ts';
import type { Addition, Ignorer } from './ignorer.ts';
import { frameworkFor, frameworkOf, resolved } from './jvm-frameworks.ts';
import { namedClass, type ImportFound, type JvmNames } from './jvm-imports.ts';
import { skipsOf, targetOf, type JvmMethods, type JvmTarget } from './jvm-target.ts';
import { usesName } from './unneeded-imports.ts';
import { escaped, escapedForComment, type Escaping } from './words.ts';

/** How Java or Kotlin writes what an ignore needs. */
export interface JvmWriting extends JvmMethods {
  readonly importsOf: (root: Node) => readonly ImportFound[];
  /** What ends an import. */
  readonly importEnd: '' | ';';
  readonly escaping: Escaping;
}

/** The ignorer for a language whose tests are methods with annotations. */
export function jvmIgnorer(
  about: Pick<Ignorer, 'name' | 'extensions' | 'language'>,
  writing: JvmWriting,
): Ignorer {
  return {
    ...about,
    tests: (source) => annotatedTests(source, writing),
    find(source, test) {
      const target = targetOf(source, test, writing);
      return {
        ...skipsOf(target, source.text, writing),
        node: target.node,
        add(line) {
          const names: JvmNames = {
            text: source.text,
            imports: writing.importsOf(source.root),
            declared: new Set(classesIn(source.root, writing).map(({ path }) => path.at(-1) ?? '')),
            end: writing.importEnd,
            uses: (name) => usesName(source.root, name),
          };
          return addTo(target, { names, writing, line });
        },
      };
    },
  };
}

interface Setting {
  readonly names: JvmNames;
  readonly writing: JvmWriting;
  readonly line: string;
}

function addTo(target: JvmTarget, setting: Setting): Addition {
  const { names, writing, line } = setting;
  const own = writing.annotationsOf(target.node);
  const inside = target.isClass ? target.members.flatMap(writing.annotationsOf) : [];
  const framework = frameworkFor([...own, ...inside].map(nameOf), names.imports);
  if (framework.name === 'TestNG' && !target.isClass) return switchOff(target, own, setting);
  const { name, change } = namedClass(framework.ignore, names);
  const others = change === undefined ? [] : [change];
  if (!framework.hasReason) return withComment(`@${name}`, target.node, { ...setting, others });
  const words = `@${name}("${escaped(line, writing.escaping)}")`;
  const place = target.node.range().start.index;
  return { change: above(names.text, place, { line: words, beside: words }), others, words };
}

/**
 * TestNG's way for a method: its `@Test` is switched off. One that has none of its own is a test by its class, and gets
 * one that says why. Each way of writing is left in its own: by that it is known when undone.
 */
function switchOff(target: JvmTarget, own: readonly Annotation[], setting: Setting): Addition {
  const { names, writing, line } = setting;
  const [test] = own.filter((each) => each.name === 'Test' && isTestNg(each, names));
  if (test === undefined) {
    const { name, change } = namedClass('org.testng.annotations.Test', names);
    const words = `@${name}(enabled = false, description = "${escaped(line, writing.escaping)}")`;
    const place = target.node.range().start.index;
    const others = change === undefined ? [] : [change];
    return { change: above(names.text, place, { line: words, beside: words }), others, words };
  }
  const enabled = test.named.find(({ name }) => name === 'enabled');
  if (enabled !== undefined) return turnedOff(enabled, escapedForComment(line, writing.escaping));
  return withComment('', target.node, { ...setting, others: [disabling(test)] });
}

function isTestNg(annotation: Annotation, { imports }: JvmNames): boolean {
  const path = resolved(nameOf(annotation), imports);
  return path === undefined || frameworkOf(path)?.name === 'TestNG';
}

/** In the place of `true`, where the reason stands too. */
function turnedOff({ node, value }: Annotation['named'][number], words: string): Addition {
  const { start, end } = node.range();
  if (value !== 'true') {
    const why = `\`enabled\` (line ${start.line + 1}) depends on code`;
    throw new UserError('E-IGNORE', `Can't ignore the test here: ${why}. Edit by hand.`);
  }
  const change = { start: end.index - value.length, end: end.index, text: `/* ${words} */ false` };
  return { change, others: [], words };
}

function disabling({ node, list }: Annotation): Change {
  const place = list === undefined ? node.range().end.index : list.range().start.index + 1;
  if (list === undefined) return { start: place, end: place, text: '(enabled = false)' };
  const inside = list.namedChildren();
  if (inside.length === 0) return { start: place, end: place, text: 'enabled=false' };
  const isAlone = inside.every((child) => String(child.kind()).endsWith('comment'));
  return { start: place, end: place, text: `enabled = false${isAlone ? '' : ', '}` };
}

/** For what takes no reason: the reason is a comment, in the line above where the declaration begins its line. */
function withComment(
  annotation: string,
  node: Node,
  { names, writing, line, others }: Setting & Pick<Addition, 'others'>,
): Addition {
  const words = escapedForComment(line, writing.escaping);
  const place = node.range().start.index;
  const comment = above(names.text, place, { line: `// ${words}`, beside: `/* ${words} */` });
  if (annotation === '') return { change: comment, others, words };
  const below = above(names.text, place, { line: annotation, beside: annotation });
  return { change: { ...comment, text: comment.text + below.text }, others, words };
}

/** As it stands there, with its package if that is written. */
function nameOf({ node, name }: Annotation): string {
  return /^@?([\w.]+)/.exec(node.text())?.[1] ?? name;
}
