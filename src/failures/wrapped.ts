import type { Failure } from '../model/iteration.ts';
import type { Analysis } from './analysis.ts';
import { typeAndMessage } from './header.ts';
import { isAssertionType, simpleType } from './names.ts';

/** Of a text that is looked at for what a wrapper holds. */
const looked = 4_000;

/** How libraries begin that collect failures; the first one follows. */
const collections: readonly RegExp[] = [
  // Kotest: `The following 2 assertions failed:`, then `1) …`
  /^The following \d{1,9} assertions? failed:\s{1,9}1\) /,
  // JUnit 5 and Vintage: `Multiple Failures (2 failures)`, then a line each; AssertJ: `-- failure 1 --` above each
  /^[^\n]{0,200}\(\d{1,9} failures?\)\s{1,9}(?:-- failure 1[^\n]{0,200}--\s{1,9})?/,
  // TestNG
  /^The following asserts failed:\s{1,9}/,
  // NUnit
  /^Multiple failures or warnings in test:\s{1,9}1\) {1,9}/,
  // RSpec
  /^Got \d{1,9} failures? (?:and \d{1,9} other errors? )?from failure aggregation[^\n]{0,200}:?\s{1,9}1\) /,
];

/** Where the first of several failures ends: the next one, or its stack. */
const endOfFirst = /\n(?:\s{0,9}(?:2\)|-- failure 2|at \S|# \S)|\t\S|\s{0,9}\n)|,\n\t/;

/** .NET's task library: `One or more errors occurred. (Pool closed)`. */
const aggregate = /^One or more errors occurred\. \(([^\n]{1,1000})\)$/;

/** What node --test calls the kinds of failures, where other runners name the exception. */
const nodeKind =
  /^(?:testCodeFailure|hookFailed|subtestsFailed|cancelledByParent|parentAlreadyFinished|testAborted|uncaughtException|unhandledRejection|multipleCreateDone|callbackAndPromisePresent)$/;

/** Words that stand where nothing was said. */
const unsaid = /^(?:<no message>|undefined|null)$/;

/**
 * A failure as a person tells it, who leaves out what runners and libraries wrap it in: several failures by the first one.
 * For titles alone: the identity stays what it is, so that no id changes with what is left out.
 */
export function unwrapped(analysis: Analysis, failure: Failure): Analysis {
  if (analysis.isTimeout) return analysis;
  const told = nodeCause(analysis, failure) ?? firstOf(analysis) ?? innerOf(analysis);
  if (told === undefined) return analysis;
  const type = simpleType(told.type);
  const message = unsaid.test(told.message) ? '' : told.message;
  const isAssertion = type === '' ? failure.kind === 'failure' : isAssertionType(type);
  return { ...analysis, type, message, isAssertion };
}

interface Told {
  readonly type: string;
  readonly message: string;
}

function firstOf({ type, message }: Analysis): Told | undefined {
  if (!/fail|assert/i.test(message)) return undefined;
  const text = message.slice(0, looked).trimStart();
  const start = collections
    .map((begin) => begin.exec(text)?.[0].length)
    .find((length) => length !== undefined);
  if (start === undefined) return undefined;
  const rest = text.slice(start);
  const first = rest.slice(0, endOfFirst.exec(rest)?.index ?? rest.length).trim();
  if (first === '') return undefined;
  const inner = typeAndMessage(first);
  // A type that says that there were several says nothing of this one.
  return inner.type === '' ? { type: /Multi/.test(type) ? '' : type, message: first } : inner;
}

function innerOf({ type, message }: Analysis): Told | undefined {
  const inner = aggregate.exec(message.slice(0, looked).trim())?.[1];
  return inner === undefined ? undefined : { type, message: inner };
}

/** node --test prints the error of a test as the cause of one of its own; a deeper cause was found already. */
function nodeCause({ type, message }: Analysis, { body }: Failure): Told | undefined {
  const isKind = nodeKind.test(type);
  if (!isKind && !body.includes('[ERR_TEST_FAILURE]')) return undefined;
  const at = body.indexOf('cause: ');
  const written = at < 0 || body.includes('[cause]: ') ? '' : causeIn(body.slice(at + 7, at + 7 + looked));
  if (written !== '') return typeOfNode(written);
  return isKind ? { type: '', message } : undefined;
}

/** The header of an error as node prints it among other fields; a text stands in quotes. */
function causeIn(text: string): string {
  const quoted = /^'([^'\n]{1,2000})'/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  const end = text.search(/\n\s{1,40}at | ?\}?\n\}| \}\s*$/);
  const header = (end < 0 ? text : text.slice(0, end)).trim();
  if (!header.startsWith('[')) return header;
  const close = header.indexOf('] {');
  return header.slice(1, close < 0 ? undefined : close).replace(/\]$/, '');
}

/** `TypeError [Error]: …`, `AssertionError [ERR_ASSERTION]: …`, `Error [AggregateError]: …`: the more telling name. */
function typeOfNode(header: string): Told {
  const [, name, inside = '', message = ''] = /^(\w{1,100}) \[(\w{1,100})\]: ([^]*)$/.exec(header) ?? [];
  if (name === undefined) return typeAndMessage(header);
  const isBare = name === 'Error' && inside.endsWith('Error');
  return { type: isBare ? inside : name, message };
}
