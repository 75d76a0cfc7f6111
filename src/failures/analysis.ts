import type { Failure } from '../model/iteration.ts';
import { cleanText } from './clean.ts';
import { framesOf, type Frame, type Frames, type Thrown } from './frame.ts';
import { typeAndMessage } from './header.ts';
import { assertion, isAssertionType, keyType, simpleType } from './names.ts';
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
const blamesCaller = /^(?:Illegal(?!State|Thread|Monitor|Access)|Invalid|Bad)|Argument|OutOfBounds|OutOfRange|NumberFormat|^(?:ValueError|TypeError|RangeError)$/;

/** Words that say that a test failed and nothing else. */
const emptyWords =
  /^(?:test )?(?:failed|failure|error|errored|assertion failed|fail|null|<no message>)[.!]?$/i;

/** Reads one failure: chain, root cause, type, message, place. */
export function analyse(failure: Failure, where: TestIdentity): Analysis {
  const rules: string[] = [];
  const attribute = cleanText(failure.message).trim();
  const chain = chainOf(failure, attribute);
  const top = chain[0];
  const root = rootOf(chain, rules);
  const fromTop =
    root === top && attribute !== '' && !emptyWords.test(attribute) && !attribute.includes('\n\tat ');
  const spoken = unwrap(
    {
      type: root?.type || (root === top ? failure.type : ''),
      message: fromTop ? attribute : (root?.message ?? attribute),
    },
    rules,
  );
  const type = simpleType(spoken.type);
  const topType = simpleType(failure.type);
  const isTimeout =
    failure.kind === 'timeout' ||
    isRunnerTimeout(topType, attribute || (top?.message ?? '')) ||
    isRunnerTimeout(type, spoken.message);
  const isAssertion = isAssertionType(type) || (type === '' && failure.kind === 'failure');
  const site = placeOf(chain, root, rules);
  return {
    type,
    keyType: isAssertion ? assertion : keyType(spoken.type),
    isAssertion,
    isTimeout,
    message: spoken.message,
    site,
    caller: !isAssertion && site !== undefined && blamesCaller.test(type) ? callerOf(root?.frames ?? noFrames, site) : undefined,
    entry: isAssertion ? entryOf(chain, where) : undefined,
    hasStack: chain.some((thrown) => thrown.frames.count > 0),
    rules,
  };
}

function chainOf(failure: Failure, attribute: string): readonly Thrown[] {
  const body = cleanText(failure.body);
  if (isJvmStack(body)) return jvmChain(body);
  const fromBody = body.trim() === '' ? [] : textChain(body);
  if (fromBody.some((thrown) => thrown.frames.count > 0) || attribute === '') return fromBody;
  const fromMessage = isJvmStack(attribute) ? jvmChain(attribute) : textChain(attribute);
  return fromMessage.some((thrown) => thrown.frames.count > 0) || fromBody.length === 0
    ? fromMessage
    : fromBody;
}

function rootOf(chain: readonly Thrown[], rules: string[]): Thrown | undefined {
  const withContent = chain.filter((thrown) => thrown.type !== '' || thrown.message !== '');
  const root = withContent.at(-1) ?? chain[0];
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

/** `IOException: IOException: X` and `ExecutionException: a.b.Cause: X` are X: how deep it is wrapped varies. */
function unwrap(
  spoken: { type: string; message: string },
  rules: string[],
): { type: string; message: string } {
  let { type, message } = spoken;
  for (let depth = 0; depth < 20; depth++) {
    const inner = typeAndMessage(message.slice(0, 4_000));
    if (inner.type === '') break;
    if (!inner.type.includes('.') && inner.type !== simpleType(type) && type !== '') break;
    ({ type, message } = inner);
    if (depth === 0) rules.push('wrappers in the message');
  }
  return { type, message };
}
