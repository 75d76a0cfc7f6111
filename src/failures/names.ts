/** Assertion types of every ecosystem: tests move between frameworks without their bug changing. */
const assertionTypes = new Set([
  'AssertionError',
  'AssertionFailedError',
  'AssertionFailure',
  'AssertionFailureError',
  'AssertionException',
  'AssertionErrorWithFacts',
  'ComparisonFailure',
  'ComparisonFailureWithFacts',
  'ArrayComparisonFailure',
  'AssertFailedException',
  'AssertException',
  'ExpectationFailedException',
  'ExpectationNotMetError',
  'JestAssertionError',
  'PhptAssertionFailedError',
  'SpockAssertionError',
  'ConditionNotSatisfiedError',
  'SpockComparisonFailure',
  'TestFailedException',
  'TestFailure',
  'FailedException',
  'Failure',
  'failure',
  'Assertion',
  'EqualException',
  'NotEqualException',
  'TrueException',
  'FalseException',
  'XunitException',
  'WantedButNotInvoked',
  'NeverWantedButInvoked',
  'TooFewActualInvocations',
  'TooManyActualInvocations',
  'TooLittleActualInvocations',
  'ArgumentsAreDifferent',
  'NoInteractionsWanted',
  'VerificationInOrderFailure',
]);

/** The name under which all assertion types share an identity. */
export const assertion = 'Assertion';

/**
 * The last segment of a type: `org.junit.ComparisonFailure` is `ComparisonFailure`; a remote type is the one inside;
 * Ruby's `Timeout::Error` keeps the half that tells.
 */
export function simpleType(type: string): string {
  const open = type.indexOf('(');
  const inner = open > 0 && type.endsWith(')') ? type.slice(open + 1, -1) : type;
  if (plainType.test(inner)) return inner.slice(inner.lastIndexOf('.') + 1);
  const generic = /\b[A-Z]\w*::Error$/.exec(inner)?.[0];
  if (generic !== undefined) return generic;
  const segments = inner.split(/[.\\/:$]/).filter((segment) => /[A-Za-z]/.test(segment));
  return segments.at(-1)?.trim() ?? '';
}

const plainType = /^(?:\w+\.)*[A-Za-z]\w*$/;

/** Whether a simple type name is an assertion of a known test framework. */
export function isAssertionType(simple: string): boolean {
  return assertionTypes.has(simple);
}

/**
 * A test's name without what a parameterised run adds: `[0]`, `(Boolean)[2]`, `[name=value]`, `(TestInfo)`,
 * `/sub-case` numbers, PHPUnit's ` with data set "name"`.
 */
export function baseTestName(name: string): string {
  const dataSet = name.indexOf(' with data set ');
  let end = dataSet > 0 ? dataSet : name.length;
  for (;;) {
    const closing = name[end - 1];
    const opening = closing === ']' ? '[' : closing === ')' ? '(' : undefined;
    if (opening === undefined) break;
    const start = name.lastIndexOf(opening, end - 1);
    if (start <= 0) break;
    end = start;
    while (name[end - 1] === ' ') end--;
  }
  const base = name.slice(0, end);
  return /\d/.test(base.slice(-1)) ? base.replace(/[#/]\d{1,6}$/, '') : base;
}

/** The last segment of a class or file that holds a test: `a.b.CTest` is `CTest`, `tests/a.spec.ts` is `a.spec.ts`. */
export function simpleContainer(container: string): string {
  const path = container.slice(container.lastIndexOf('/') + 1);
  if (path !== container || path.includes(' ')) return path;
  return /^[\w$.]+$/.test(path) ? path.slice(path.lastIndexOf('.') + 1) : path;
}
