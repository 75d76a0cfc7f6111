import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import { above } from '../changes.ts';
import type { Node } from '../syntax.ts';
import { csharpSyntax } from '../unskip/csharp.ts';
import type { Annotation } from '../unskip/jvm.ts';
import { annotatedTests } from './declared.ts';
import type { Addition, Ignorer, SourceTree } from './ignorer.ts';
import { skipsOf, targetOf, type JvmMethods, type JvmTarget } from './jvm-target.ts';
import { escaped } from './words.ts';

const syntax: JvmMethods = {
  ...csharpSyntax,
  parametersOf: (method) =>
    (method.field('parameters')?.children() ?? []).flatMap((each, at, all) => {
      if (each.is('parameter')) return [each.field('type')?.text() ?? ''];
      // What follows is no node of its own.
      return each.text() === 'params' ? [all[at + 1]?.text() ?? ''] : [];
    }),
};

/** Ignores of NUnit and MSTest (`[Ignore("why")]`) and xUnit (`Skip = "why"`) in C#. */
export const csharp: Ignorer = {
  name: 'csharp',
  extensions: ['.cs'],
  language: 'csharp',
  tests: (source) => annotatedTests(source, syntax),
  find(source, test) {
    const target = targetOf(source, test, syntax);
    return {
      ...skipsOf(target, source.text, syntax),
      node: target.node,
      add(line) {
        const inside = target.isClass ? target.members : [];
        const annotations = [target.node, ...inside].flatMap(syntax.annotationsOf);
        return addTo(target, markOf(source, annotations), { source, line });
      },
    };
  },
};

/** An attribute that makes a test, which is where the framework shows: its import may stand in another file. */
interface Mark extends Annotation {
  readonly isXunit: boolean;
}

const ofNunit = /^(?:Test|TestCase|TestCaseSource|TestFixture|Theory)$/;
const ofMstest = /^(?:TestMethod|DataTestMethod|TestClass)$/;

function markOf({ root }: SourceTree, annotations: readonly Annotation[]): Mark {
  const usings = root.children().filter((each) => each.is('using_directive'));
  const isNunitFile = usings.some((each) => /\bNUnit\.Framework\b/.test(each.text()));
  if (usings.some((each) => /\bTUnit\b/.test(each.text()))) throw unknown();
  for (const annotation of annotations) {
    const { name } = annotation;
    if (name === 'Fact' || (name === 'Theory' && !isNunitFile)) return { ...annotation, isXunit: true };
    if (ofNunit.test(name) || ofMstest.test(name)) return { ...annotation, isXunit: false };
  }
  throw unknown();
}

function unknown(): UserError {
  return new UserError(
    'E-IGNORE',
    "Can't see which framework runs this test: no attribute of NUnit, xUnit or MSTest. Edit by hand.",
  );
}

interface Setting {
  readonly source: SourceTree;
  readonly line: string;
}

function addTo(target: JvmTarget, mark: Mark, { source, line }: Setting): Addition {
  const reason = `"${escaped(line, {})}"`;
  if (!mark.isXunit) {
    const words = `[${qualifierOf(mark)}Ignore(${reason})]`;
    const place = target.node.range().start.index;
    return { change: above(source.text, place, { line: words, beside: words }), others: [], words };
  }
  if (target.isClass) {
    const name = quoted(syntax.nameOf(target.node) ?? '');
    throw new UserError('E-IGNORE', `xUnit can't ignore a class: name a test of ${name}.`);
  }
  if (mark.named.some(({ name }) => name === 'Skip')) {
    const where = `line ${mark.node.range().start.line + 1}`;
    throw new UserError(
      'E-IGNORE',
      `Can't ignore the test here: it has a \`Skip\` (${where}). Edit by hand.`,
    );
  }
  const inside = mark.list?.namedChildren();
  // By its blanks an ignore in parentheses that were there before is known when undone.
  const words = inside?.length === 0 ? `Skip=${reason}` : `Skip = ${reason}`;
  const place = mark.list === undefined ? endOf(mark) : mark.list.range().end.index - 1;
  const isEmpty = inside?.every((each) => each.is('comment')) ?? true;
  const text = mark.list === undefined ? `(${words})` : `${isEmpty ? '' : ', '}${words}`;
  return { change: { start: place, end: place, text }, others: [], words };
}

/** Where an attribute's name ends. */
function endOf({ node }: Annotation): number {
  const attribute: Node = node.children().find((each) => each.is('attribute')) ?? node;
  return attribute.range().end.index;
}

/** `NUnit.Framework.` where the mark of the test is written so. */
function qualifierOf({ node }: Annotation): string {
  const attribute = node.children().find((each) => each.is('attribute')) ?? node;
  const name = attribute.field('name')?.text() ?? '';
  return name.slice(0, name.lastIndexOf('.') + 1);
}
