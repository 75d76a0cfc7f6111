import type { Failure } from '../model/iteration.ts';
import { cleanText } from './clean.ts';
import { framesOf, type Frame, type Frames, type Thrown } from './frame.ts';
import { longestType, typeAndMessage } from './header.ts';
import { assertion, isAssertionType, simpleType } from './names.ts';
import { frameworkOf } from './origins.ts';
import { callerOf, entryOf, siteOf, type TestIdentity } from './place.ts';
import { textChain } from './thrown-text.ts';
import { isJvmStack, jvmChain } from './thrown-jvm.ts';
import { isRunnerTimeout } from './timeouts.ts';

/** What a failure's text says, before anything is masked or hashed. */
export interface Analysis {
  /** The root cause's type as a person names it; empty if the text names none. */
  readonly type: string;
  /** The type an identity is built on. */
  readonly keyType: string;
  readonly isAssertion: boolean;
  readonly isTimeout: boolean;
  /** The root cause's message, unmasked. */
  readonly message: string;
  readonly site: Frame | undefined;
  /** Who called the site, where the type says that the argument was at fault. */
  readonly caller: Frame | undefined;
  /** The test method as declared; for assertions only. */
  readonly entry: Frame | undefined;
  /** Whether there was a stack at all, be it of frameworks only. */
  readonly hasStack: boolean;
  /** What was done to get here, in order. */
  readonly rules: readonly string[];
}

const noFrames: Frames = framesOf([]);

/** Types that say "you called me wrongly": the site is only where it was noticed. */
const blamesCaller =
  /^(?:Illegal(?!State|Thread|Monitor|Access)|Invalid|Bad)|Argument|OutOfBounds|OutOfRange|NumberFormat|^(?:ValueError|TypeError|RangeError)$/;

/** Words that say that a test failed and nothing else. */
const emptyWords =
  /^(?:test )?(?:failed|failure|error|errored|assertion failed|fail|null|<no message>)[.!]?$/i;

/** How assertions begin whose library throws a plain error. */
const assertionWords =
  /^(?:expect\(|expected [^\n]{0,400}? to (?:not )?[a-z]|Failed asserting that |XCTAssert|assert(?:ion)? )/;

/** Reads one failure: chain, root cause, type, message, place. */
export function analyse(failure: Failure, where: TestIdentity): Analysis {
  const rules: string[] = [];
  const attribute = cleanText(failure.message).trim();
  const { chain, isAll } = chainOf(failure, { attribute, tested: frameworkOf(where.container) });
  const root = rootOf(chain, rules);
  const spoken = unwrap(
    root === chain[0] ? topOf(root, { failure, attribute, isAll }) : (root ?? nothing),
    rules,
  );
  const type = simpleType(spoken.type);
  const isAssertion = isAssertionOf(type, spoken.message, failure);
  if (isAssertion && !isAssertionType(type)) rules.push('assertion by its words');
  const site = placeOf(chain, root, rules);
  const blamed = !isAssertion && site !== undefined && blamesCaller.test(type);
  return {
    type,
    keyType: isAssertion ? assertion : type,
    isAssertion,
    isTimeout:
      failure.kind === 'timeout' || isTimeoutOf(failure, attribute, { type, message: spoken.message }),
    message: spoken.message,
    site,
    caller: blamed ? callerOf(root?.frames ?? noFrames, site) : undefined,
    entry: isAssertion ? entryOf(chain, where) : undefined,
    hasStack: hasStack(chain),
    rules,
  };
}

interface Spoken {
  readonly type: string;
  readonly message: string;
}

/** A type's name as the report gives it, cut to what a name can be. */
function givenType(failure: Failure): string {
  return failure.type.slice(0, longestType).trim();
}

/** The line of a test that RSpec shows above the values that differ. */
const rspecLine = /^Failure\/Error: (\S[^\n]{0,800})/;

const nothing: Spoken = { type: '', message: '' };

/** Of a lone exception the text itself is the best witness, then the report's attributes. */
function topOf(
  top: Thrown | undefined,
  given: { failure: Failure; attribute: string; isAll: boolean },
): Spoken {
  const read = top ?? nothing;
  const type = read.type || givenType(given.failure);
  const expectation = rspecLine.exec(read.message)?.[1];
  if (expectation !== undefined && isAssertionType(simpleType(type))) return { type, message: expectation };
  const wordless = given.attribute === '' || emptyWords.test(given.attribute);
  if (given.isAll || wordless || (read.type !== '' && read.message !== '')) {
    return { type, message: read.message || given.attribute };
  }
  return { type, message: given.attribute };
}

function isAssertionOf(type: string, message: string, failure: Failure): boolean {
  if (isAssertionType(type)) return true;
  if (type === '') return failure.kind === 'failure' || assertionWords.test(message);
  return (type === 'Error' || type === 'Exception') && assertionWords.test(message);
}

function isTimeoutOf(failure: Failure, attribute: string, spoken: Spoken): boolean {
  if (isRunnerTimeout(simpleType(givenType(failure)), attribute)) return true;
  return isRunnerTimeout(spoken.type, spoken.message === attribute ? '' : spoken.message);
}

/** How .NET's runners name causes in a message, whose stacks are in the text. */
const dotnetCauses = /\n *----(?:>)? [\w.]{1,300}(?:Exception|Error) : /;

/** The chain, and whether it was read from the attribute: then the attribute holds the stack too and is no message. */
function chainOf(
  failure: Failure,
  { attribute, tested }: { attribute: string; tested: string },
): { chain: readonly Thrown[]; isAll: boolean } {
  const body = cleanText(failure.body);
  if (isJvmStack(body)) return { chain: jvmChain(body, tested), isAll: false };
  const said = dotnetCauses.test(attribute) ? `${attribute}\n` : '';
  const fromBody = body.trim() === '' ? [] : textChain(`${said}${body}`);
  if (attribute === '' || hasStack(fromBody)) return { chain: fromBody, isAll: false };
  const fromAttribute = isJvmStack(attribute) ? jvmChain(attribute, tested) : textChain(attribute);
  if (hasStack(fromAttribute)) return { chain: fromAttribute, isAll: true };
  return { chain: fromBody.length === 0 ? fromAttribute : fromBody, isAll: false };
}

function hasStack(chain: readonly Thrown[]): boolean {
  return chain.some((thrown) => !thrown.frames.isEmpty);
}

/** The last of the chain that says something; one without message and place says less than its wrapper (Awaitility). */
function rootOf(chain: readonly Thrown[], rules: string[]): Thrown | undefined {
  const withContent = chain.filter((thrown) => thrown.type !== '' || thrown.message !== '');
  const last = withContent.at(-1);
  const isMute = last?.message === '' && siteOf(last.frames) === undefined;
  const telling = isMute ? withContent.findLast(({ message }) => message !== '') : undefined;
  const root = telling ?? last ?? chain[0];
  if (root !== chain[0]) rules.push('root cause');
  return root;
}

/** The root's first project frame, else that of the nearest wrapper that has one. */
function placeOf(chain: readonly Thrown[], root: Thrown | undefined, rules: string[]): Frame | undefined {
  const from = root === undefined ? -1 : chain.indexOf(root);
  for (let index = from; index >= 0; index--) {
    const site = siteOf(chain[index]?.frames ?? noFrames);
    if (site === undefined) continue;
    if (index !== from) rules.push('place from the wrapper');
    return site;
  }
  return undefined;
}

/** What Rust, testify, XCTest and NUnit say before every error that should not have been one. */
const introduction =
  /^(?:called `Result::(?:unwrap|expect)\w{0,20}\(\)` on an `(?:Err|Ok)` value: |Received unexpected error:\s{1,40}|(?:\w{1,200}\(\): )?failed: caught error: |(?:OneTime)?(?:SetUp|TearDown) ?: )(?=\S)/;

/** `IOException: IOException: X` and `ExecutionException: a.b.Cause: X` are X: how deep it is wrapped varies. */
function unwrap(
  spoken: { type: string; message: string },
  rules: string[],
): { type: string; message: string } {
  let { type } = spoken;
  let message = spoken.message.replace(introduction, '');
  for (let depth = 0; depth < 20; depth++) {
    const inner = typeAndMessage(message.slice(0, 4_000));
    if (inner.type === '') break;
    if (!inner.type.includes('.') && inner.type !== simpleType(type) && type !== '') break;
    ({ type, message } = inner);
    if (depth === 0) rules.push('wrappers in the message');
  }
  return { type, message };
}
