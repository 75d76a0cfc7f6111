import { namedTest, type SelectorPart, type TestSelector } from '../model/selector.ts';
import { ranAs } from './ant-tag.ts';
import { namelessRepeat, repeatOf } from './repeats.ts';
import type { ReportCase } from './report.ts';

/** exact: the names agree. loose: nothing contradicts, but the report says less than the selector. */
export type Fit = 'exact' | 'loose' | 'none';

const sourceFile =
  /\.(?:java|kt|kts|scala|groovy|py|js|jsx|mjs|cjs|ts|tsx|mts|cts|go|rs|rb|phpt?|cs|fs|vb|cpp|cc|cxx|c|swift|exs?|feature|dart)$/;

/**
 * The cases of a part of a selection. Reports name tests in many ways and often incompletely, so cases that
 * merely don't contradict the selector are taken only when none fits it exactly.
 */
export function casesOf(part: SelectorPart, cases: readonly ReportCase[]): readonly ReportCase[] {
  const fits = cases.map((testCase) => fitOf(part, testCase));
  const exact = cases.filter((_, at) => fits[at] === 'exact');
  return exact.length > 0 ? exact : cases.filter((_, at) => fits[at] === 'loose');
}

/** Whether a class, file or suite that a report names is the one a selection asks for, or holds it. */
export function asksForClass(selector: TestSelector, name: string): boolean {
  const { parts } = selector;
  return parts.length === 0 || parts.some((part) => fitOfContainer(wantedContainer(part), name) !== 'none');
}

function fitOf(part: SelectorPart, testCase: ReportCase): Fit {
  const { member } = part;
  const named = namedTest(part);
  if (member === undefined || named === undefined) return fitOfBare(part.text, testCase);
  const title = fitOfTitle(part.text, testCase);
  if (title === 'exact') return 'exact';
  const name = fitOfName(named.method, member, testCase);
  if (name === 'none') return 'none';
  const container = fitOfCaseContainer(named.holder, testCase);
  return container === 'exact' ? name : container;
}

/** Repeats without a test's name contradict none. */
function fitOfName(method: string, member: string, testCase: ReportCase): Fit {
  if (isName(method, testCase)) return 'exact';
  const isNameless = (repeatOf(testCase.name)?.name ?? testCase.name) === namelessRepeat;
  return isNameless ? 'loose' : fitOfTitle(member, testCase);
}

/** A selector without a mark: a class, a file, a test's own name, or `pkg.Class.method`. */
function fitOfBare(text: string, testCase: ReportCase): Fit {
  if (isName(text, testCase)) return 'exact';
  const outer = { ...testCase, classname: outerClass(testCase.classname, text) };
  const container = fitOfCaseContainer(text, outer);
  if (container === 'exact') return 'exact';
  const title = fitOfTitle(text, testCase);
  if (title !== 'none') return title;
  const dot = text.lastIndexOf('.');
  if (dot > 0 && isName(text.slice(dot + 1), testCase)) {
    const fit = fitOfCaseContainer(text.slice(0, dot), testCase);
    if (fit !== 'none' && testCase.classname !== '') return fit;
  }
  return container === 'loose' && !text.includes(' ') ? 'loose' : 'none';
}

/** The class or module around nested classes: whoever asks for a class or file asks for those in it as well. */
function outerClass(classname: string, wanted: string): string {
  const outer = classname.split('$')[0] ?? '';
  if (wanted.includes('$')) return classname;
  return isPath(wanted) ? outer.replace(/(?:\.[A-Z]\w{0,200})+$/, '') : outer;
}

/** What stands left of the test's own name: `a/b_test.py::TestX` of `a/b_test.py::TestX::test_y`. */
function wantedContainer(part: SelectorPart): string {
  return namedTest(part)?.holder ?? part.container;
}

function fitOfCaseContainer(wanted: string, testCase: ReportCase): Fit {
  const named = [testCase.classname, testCase.file, testCase.suite].filter((name) => name !== '');
  const fits = named.map((name) => fitOfContainer(wanted, name));
  if (fits.includes('exact')) return 'exact';
  if (fits.includes('loose')) return 'loose';
  const namesFiles = named.some(isPath);
  return isPath(wanted) && !namesFiles && !looksQualified(testCase.classname) ? 'loose' : 'none';
}

function fitOfContainer(wanted: string, named: string): Fit {
  const asked = segments(wanted);
  const given = segments(ranAs(named.replace(/\([^()]*\)$/, '')));
  const shared = Math.min(asked.length, given.length);
  if (shared === 0) return 'none';
  for (let i = 1; i <= shared; i++) {
    if (asked.at(-i) !== given.at(-i)) return 'none';
  }
  return given.length >= asked.length ? 'exact' : 'loose';
}

/** The parts of a class or file name: `src/a.test.ts`, `pkg.Outer$Inner`, `a/b_test.py::TestX`. */
function segments(name: string): readonly string[] {
  return name
    .split('::')
    .flatMap((piece) => piece.replace(sourceFile, '').split(/[/\\.$:]/))
    .filter((segment) => segment !== '');
}

function isPath(name: string): boolean {
  return /[/\\]/.test(name) || sourceFile.test(name.split('::')[0] ?? '');
}

/** `a.b.C`: a class with its package, or a module with its path, which says where the test stands. */
function looksQualified(classname: string): boolean {
  return /^[\w$-]+(?:\.[\w$-]+)+$/.test(classname);
}

/** Whether a case is the method of that name, whatever parameters, tags and repeats its report appends. */
function isName(wanted: string, testCase: ReportCase): boolean {
  const method = wanted.endsWith('()') ? wanted.slice(0, -2) : wanted;
  const repeat = repeatOf(testCase.name)?.name;
  return [testCase.name, ranAs(testCase.name, testCase), repeat ?? ''].some((name) => {
    if (name === wanted || name === method) return true;
    if (!name.startsWith(method)) return isGoTest(method) && name === method.replaceAll(' ', '_');
    const rest = name.slice(method.length);
    return /^[[({]/.test(rest) ? /[\])}]$/.test(rest) : rest.startsWith('/') && isGoTest(method);
  });
}

function isGoTest(name: string): boolean {
  return /^(?:Test|Benchmark|Example|Fuzz)/.test(name);
}

function fitOfTitle(wanted: string, testCase: ReportCase): Fit {
  const title = plainTitle(wanted);
  const titles = [
    testCase.name,
    `${testCase.classname} ${testCase.name}`,
    `${testCase.suite} ${testCase.name}`,
    `${testCase.file} ${testCase.name}`,
    `${testCase.file} ${testCase.classname} ${testCase.name}`,
  ].map(plainTitle);
  if (titles.includes(title)) return 'exact';
  return title.includes(' ') && titles.some((one) => one.endsWith(` ${title}`)) ? 'loose' : 'none';
}

/** A title with its marks between levels as blanks: `a > b`, `a › b`, `a::b` and `a b` are one title. */
function plainTitle(title: string): string {
  return title
    .split(/ [>›] |::|\s/)
    .filter((word) => word !== '')
    .join(' ');
}
