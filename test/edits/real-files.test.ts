import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ignoredSource, unignoredSource } from '../../src/checkouts/test-edit.ts';
import { findTestFile, type TestPlace } from '../../src/checkouts/test-files.ts';
import { ignoreWordsIn } from '../../src/edits/ignore/words.ts';
import { parseSource, type Language } from '../../src/edits/syntax.ts';
import { allSkips } from '../../src/edits/unskip.ts';
import { parseSelector } from '../../src/model/selector.ts';

/** A file as projects have it. `«1»` and `«/1»` stand around the head of each test that is asked for. */
interface Shape {
  readonly fixture: string;
  readonly language: Language;
  readonly path: string;
  /** The selector of each marked head. */
  readonly asked: Readonly<Record<string, string>>;
}

const shapes: readonly Shape[] = [
  {
    fixture: 'junit4.java',
    language: 'java',
    path: 'test/unit/org/example/repair/RepairTest.java',
    asked: {
      1: 'org.example.repair.RepairTest#testWrites()',
      2: 'RepairTest#testReads[jdk=8]',
      3: 'RepairTest#testReadsLess',
      4: 'RepairTest#testAll',
      5: 'org.example.repair.RepairTest$Nested#testWrites',
      6: 'RepairTest$Nested$Deep#testWrites',
      7: 'RepairTest$Checks#testReads',
      8: 'test/unit/org/example/repair/RepairTest.java::OtherTest::testWrites',
      9: 'org.example.repair.RepairTest',
    },
  },
  {
    fixture: 'junit5.java',
    language: 'java',
    path: 'src/test/java/org/example/shop/CartTest.java',
    asked: {
      1: 'CartTest#adds(int)[2]',
      2: 'CartTest#adds(String, Map)[1]',
      3: 'CartTest#adds(String[])',
      4: 'org.example.shop.CartTest#removes',
      5: 'CartTest#made',
      6: 'CartTest$WhenEmpty#adds()',
      7: 'CartTest$WhenEmpty$AndNew#adds',
      8: 'CartTest$WhenEmpty',
    },
  },
  {
    fixture: 'testng.java',
    language: 'java',
    path: 'src/test/java/org/example/ng/ListTest.java',
    asked: {
      1: 'ListTest#listed',
      2: 'ListTest#marked',
      3: 'ListTest#empty',
      4: 'ListTest#enabled',
      5: 'ListTest#first',
      6: 'ListTest#last',
      7: 'ListTest#rows[0](1)',
      8: 'ListTest$Inner#listed',
      9: 'ListTest$Inner#beside',
      a: 'ListTest#narrow',
      b: 'ListTest#tall',
      c: 'ListTest#deprecated',
    },
  },
  {
    fixture: 'junit5.kt',
    language: 'kotlin',
    path: 'src/test/kotlin/org/example/shop/CartTest.kt',
    asked: {
      1: 'CartTest#adds()',
      2: 'CartTest#adds(String)[1]',
      3: 'CartTest#adds a thing, twice()',
      4: 'CartTest#removes',
      5: 'CartTest$WhenEmpty',
      6: 'CartTest$WhenEmpty#adds',
      7: 'src/test/kotlin/org/example/shop/CartTest.kt::Other::adds',
    },
  },
  {
    fixture: 'kotlin-test.kt',
    language: 'kotlin',
    path: 'src/commonTest/kotlin/org/example/shop/PlainTest.kt',
    asked: { 1: 'PlainTest#adds', 2: 'PlainTest#removes' },
  },
  {
    fixture: 'testng.kt',
    language: 'kotlin',
    path: 'src/test/kotlin/org/example/ng/ListTest.kt',
    asked: { 1: 'ListTest#listed()', 2: 'ListTest#on', 3: 'ListTest#grouped', 4: 'ListTest$Inner#listed' },
  },
  {
    fixture: 'pytest.py',
    language: 'python',
    path: 'tests/test_cart.py',
    asked: {
      1: 'tests/test_cart.py::test_adds[1]',
      2: 'tests/test_cart.py::test_rows[::1-[x]]',
      3: 'tests/test_cart.py::TestCart::TestEmpty::test_adds',
      4: 'tests/test_cart.py::TestCart::test_adds[x y]',
      5: 'tests/test_cart.py::TestCart::test_static',
      6: 'tests/test_cart.py::TestOther',
      7: 'tests/test_cart.py::TestOther::test_adds',
    },
  },
  {
    fixture: 'unittest.py',
    language: 'python',
    path: 'tests/test_shop.py',
    asked: {
      1: 'tests/test_shop.py::CartTest::test_adds',
      2: 'tests/test_shop.py::CartTest::test_rows',
      3: 'tests/test_shop.py::CartTest::test_later',
      4: 'tests/test_shop.py::CartTest::InnerTest::test_adds',
      5: 'tests/test_shop.py::OtherTest',
    },
  },
  {
    fixture: 'vitest.ts',
    language: 'TypeScript',
    path: 'test/cart.test.ts',
    asked: {
      1: 'test/cart.test.ts > cart > adds',
      2: "test/cart.test.ts > cart > adds, 'twice'",
      4: 'test/cart.test.ts > cart > with a > removes 2',
      5: 'test/cart.test.ts > cart > with adds > adds',
      6: 'test/cart.test.ts > cart > when empty > adds',
      7: 'test/cart.test.ts > cart > when empty > adds > one #1',
      8: 'test/cart.test.ts > is told',
      9: 'test/cart.test.ts > orders',
    },
  },
  {
    fixture: 'jest.tsx',
    language: 'Tsx',
    path: 'test/app.test.tsx',
    asked: {
      1: 'test/app.test.tsx > <App /> > renders "quoted" & it(\'escaped\')',
      2: 'test/app.test.tsx > <App /> > nested > renders 1 and renders',
      3: 'test/app.test.tsx > <App /> nested renders',
    },
  },
  {
    fixture: 'mocha.js',
    language: 'JavaScript',
    path: 'test/store.js',
    asked: {
      2: 'test/store.js > Store > with a file > loads 2 rows',
      3: 'test/store.js > Store with a file saves',
      4: 'test/store.js > Store > saves',
      5: 'test/store.js > in CI',
    },
  },
  {
    fixture: 'go_test.go',
    language: 'go',
    path: 'store/store_test.go',
    asked: {
      1: 'store/store_test.go::TestSave',
      2: 'store/store_test.go::TestTable',
      3: 'store/store_test.go::TestShort',
      4: 'store/store_test.go::StoreSuite::TestSave',
      5: 'store/store_test.go::OtherSuite::TestSave',
      6: 'store/store_test.go::BenchmarkSave',
      7: 'store/store_test.go::FuzzSave',
    },
  },
  {
    fixture: 'xunit.cs',
    language: 'csharp',
    path: 'tests/CartTests.cs',
    asked: {
      1: 'tests/CartTests.cs::CartTests::Adds()',
      2: 'tests/CartTests.cs::CartTests::Adds(int, string)',
      3: 'tests/CartTests.cs::CartTests::Rows(a: 1)',
      4: 'CartTests#Empty',
      5: 'tests/CartTests.cs::CartTests::Long',
      6: 'tests/CartTests.cs::CartTests::WhenEmpty::Adds',
    },
  },
  {
    fixture: 'nunit.cs',
    language: 'csharp',
    path: 'tests/CartTests.cs',
    asked: {
      1: 'tests/CartTests.cs::CartTests::Adds()',
      2: 'tests/CartTests.cs::CartTests::Adds(int)',
      3: 'tests/CartTests.cs::CartTests::Adds(string, int[])',
      4: 'tests/CartTests.cs::CartTests::WhenEmpty::Adds',
      5: 'tests/CartTests.cs::CartTests',
    },
  },
  {
    fixture: 'mstest.cs',
    language: 'csharp',
    path: 'tests/CartTests.cs',
    asked: {
      1: 'tests/CartTests.cs::CartTests::Adds()',
      2: 'tests/CartTests.cs::CartTests::Adds(int)',
      3: 'tests/CartTests.cs::CartTests::Removes',
      4: 'tests/CartTests.cs::CartTests::Inner::Adds',
    },
  },
];

const marker = /«\/?\w»/g;
/** The one thing outside of a test's head that an ignore may add. */
const imported =
  /^import (?:org\.junit\.Ignore;|org\.junit\.jupiter\.api\.Disabled;?|org\.testng\.annotations\.Test;|kotlin\.test\.Ignore|pytest|unittest)$/;
const words = { reason: 'false alarm "é" */ $x // «', until: '4.2', ticket: '#7' };

interface Layout {
  readonly end: string;
  readonly step: string;
  readonly lead: string;
  readonly isOpen: boolean;
}

function written({ fixture }: Shape, { end, step, lead, isOpen }: Layout): string {
  const text = readFileSync(new URL(`../fixtures/edits/${fixture}.txt`, import.meta.url), 'utf8');
  const indented = text.replaceAll(/^\t+/gm, (tabs) => step.repeat(tabs.length));
  return lead + (isOpen ? indented.trimEnd() : indented).replaceAll('\n', end);
}

function placeOf({ path }: Shape, selector: string): TestPlace {
  const [part, ...more] = parseSelector(selector).parts;
  if (part === undefined || more.length > 0) throw new Error(`${selector} is not one test`);
  return findTestFile([path, `other/${path}x`], part);
}

/** What is damaged, or left out, in a file. */
async function faultsOf(text: string, language: Language): Promise<readonly string[]> {
  const root = await parseSource(text, language);
  return root.findAll({ rule: { kind: 'ERROR' } }).map((node) => node.text().slice(0, 80));
}

/** The text after without the line that is imported, when there is one. */
function withoutImport(after: string, before: string): string {
  const lines = after.split(/(?<=\n)/);
  const old = new Set(before.split(/\r?\n/).map((line) => line.replace('\uFEFF', '')));
  const at = lines.findIndex((line) => {
    const bare = line.trimEnd().replace('\uFEFF', '');
    return imported.test(bare) && !old.has(bare);
  });
  return at === -1 ? after : lines.toSpliced(at, 1).join('');
}

/** What carries a skip, by name. */
async function carriers(path: string, text: string): Promise<readonly string[]> {
  return (await allSkips({ path, text })).map(({ test }) => JSON.stringify(test));
}

function takeOut(names: string[], name: string): boolean {
  const at = names.indexOf(name);
  if (at !== -1) names.splice(at, 1);
  return at !== -1;
}

const layouts: readonly Layout[] = ['\n', '\r\n'].flatMap((end) =>
  ['\t', '    '].flatMap((step) =>
    ['', '\uFEFF'].map((lead) => ({ end, step, lead, isOpen: (lead === '') === (step === '\t') })),
  ),
);

describe.each(shapes)('$fixture', (shape) => {
  it.each(Object.entries(shape.asked))(
    'changes nothing but head %s, %s, and takes it back to the byte',
    async (head, selector) => {
      const { path, language } = shape;
      for (const layout of layouts) {
        const marked = written(shape, layout);
        const text = marked.replaceAll(marker, '');
        expect(await faultsOf(text, language)).toEqual([]);
        const place = placeOf(shape, selector);
        const done = await ignoredSource(place, text, words);
        expect(await faultsOf(done.text, language)).toEqual([]);

        const [before = '', rest = ''] = marked.split(`«${head}»`);
        const [own = '', behind = ''] = rest.split(`«/${head}»`);
        const [left, right] = [before.replaceAll(marker, ''), behind.replaceAll(marker, '')];
        const bare = withoutImport(done.text, text);
        expect(bare.startsWith(left)).toBe(true);
        expect(bare.endsWith(right)).toBe(true);
        const changed = bare.slice(left.length, bare.length - right.length);
        expect(changed.length).toBeGreaterThan(own.replaceAll(marker, '').length);
        expect(ignoreWordsIn(changed)).toHaveLength(1);

        const kept = [...(await carriers(path, text))];
        const more = (await carriers(path, done.text)).filter((each) => !takeOut(kept, each));
        expect([more.length, kept.length]).toEqual([1, 0]);

        expect((await unignoredSource(place, done.text)).text).toBe(text);
      }
    },
  );
});
