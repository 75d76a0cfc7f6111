import { Element } from './elements.ts';

/** Other formats by the name of their root. */
const roots: Readonly<Record<string, string>> = {
  'test-results': 'an NUnit 2 result',
  'test-run': 'an NUnit 3 result',
  assemblies: 'an xUnit.net result',
  assembly: 'an xUnit.net result',
  TestRun: 'a Visual Studio test result (TRX)',
  result: "Jenkins's own copy of a test result",
  'testng-results': 'a TestNG result',
  Site: 'a CTest dashboard result',
  CUNIT_TEST_RUN_REPORT: 'a CUnit result',
  'unittest-results': 'a UnitTest++ result',
  Catch: 'a Catch result',
  Catch2TestRun: 'a Catch2 result',
  'boosttest-log': 'a Boost.Test log',
  coverage: 'a coverage report',
  checkstyle: 'a Checkstyle report',
  html: 'an HTML page',
};

/** What the format with this root is called when it is known not to be JUnit's. */
export function lookAlike(root: string): string | undefined {
  return Object.hasOwn(roots, root) ? roots[root] : undefined;
}

/** Whether a JUnit-shaped report may begin with this element; Eclipse's begins with `testrun`. */
export function isReportRoot(element: number): boolean {
  return (
    element === Element.testsuites ||
    element === Element.testsuite ||
    element === Element.testrun ||
    element === Element.testcase
  );
}

/** What bytes hold by the first one that is not blank, whatever their encoding: `xml`, `blank`, or another word. */
export function contentOf(bytes: Uint8Array): string {
  let at = 0;
  while (at < bytes.length && isBlankOrMark(bytes[at] ?? 0)) at++;
  if (at === bytes.length) return 'blank';
  const first = bytes[at];
  if (first === 0x3c) return 'xml';
  if (first === 0x7b || first === 0x5b) return 'JSON, not XML';
  if (first === 0x50 && bytes[at + 1] === 0x4b && (bytes[at + 2] ?? 0) < 0x09) return 'a zip archive';
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? 'a gzip archive' : 'plain text, not XML';
}

function isBlankOrMark(byte: number): boolean {
  return byte <= 0x20 || byte === 0xef || byte === 0xbb || byte === 0xbf || byte >= 0xfe;
}
