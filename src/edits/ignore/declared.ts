import type { Node } from '../syntax.ts';
import { classesIn, skipIn, type Annotation, type ClassFound } from '../unskip/jvm.ts';
import type { FoundSkip } from '../unskip/skip.ts';
import type { DeclaredTest, SourceTree } from './ignorer.ts';
import type { JvmMethods } from './jvm-target.ts';

const testing =
  /^(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Fact|Theory|TestCase|TestCaseSource|TestMethod|DataTestMethod)$/;
const repeating =
  /^(?:ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Theory|TestCase|TestCaseSource|DataTestMethod|DataRow)$/;
const preparing = /^(?:Before|After|DataProvider|Factory|Parameters)/;

/** Whether any of these skips whatever happens. */
export function isOffBy(skips: readonly FoundSkip[]): boolean {
  return skips.some(({ cut, stays }) => cut !== undefined || stays !== undefined);
}

/** The tests that a file of annotated methods declares; those of TestNG may be tests by their class. */
export function annotatedTests({ root, text }: SourceTree, syntax: JvmMethods): readonly DeclaredTest[] {
  return classesIn(root, syntax).flatMap((holder) => {
    const skips = (node: Node, on: 'class' | 'test') =>
      syntax.annotationsOf(node).flatMap((each) => skipIn(each, text, on));
    const isClassOff = isOffBy(holder.around.flatMap((each) => skips(each, 'class')));
    return holder.members
      .filter((each) => each.is(syntax.method) && isTest(each, holder, syntax))
      .map((node) => ({
        node,
        isOff: isClassOff || isOffBy(skips(node, 'test')),
        hasVariants: hasVariants(syntax.annotationsOf(node), holder, syntax),
      }));
  });
}

function isTest(method: Node, { around: [own] }: ClassFound, syntax: JvmMethods): boolean {
  const names = syntax.annotationsOf(method).map(({ name }) => name);
  if (names.some((name) => testing.test(name))) return true;
  const ofClass = own === undefined ? [] : syntax.annotationsOf(own);
  if (!ofClass.some(({ name }) => name === 'Test') || names.some((name) => preparing.test(name)))
    return false;
  const modifiers =
    method
      .children()
      .find((each) => each.is('modifiers'))
      ?.text() ?? '';
  return method.is('method_declaration')
    ? /\bpublic\b/.test(modifiers)
    : !/\b(?:private|protected|internal)\b/.test(modifiers);
}

function hasVariants(own: readonly Annotation[], { around }: ClassFound, syntax: JvmMethods): boolean {
  if (own.some(({ name, named }) => repeating.test(name) || named.some((each) => isProvided(each.name))))
    return true;
  return around
    .flatMap(syntax.annotationsOf)
    .some(
      ({ name, list }) => name === 'RunWith' && /\b(?:Parameterized|Theories)\b/.test(list?.text() ?? ''),
    );
}

function isProvided(argument: string): boolean {
  return argument === 'dataProvider' || argument === 'invocationCount';
}
