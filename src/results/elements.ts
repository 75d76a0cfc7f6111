import { holdsBytes } from './byte-classes.ts';

/**
 * The elements of a JUnit report that the reader knows, as numbers: one is compared for every tag of files
 * that hold millions. `other` is every name not listed; `unnamed` is the element with an empty name that
 * Surefire writes when a rerun ends in an aborted assumption.
 */
export const Element = {
  other: 0,
  testsuites: 1,
  testsuite: 2,
  testcase: 3,
  failure: 4,
  error: 5,
  skipped: 6,
  disabled: 7,
  ignored: 8,
  flakyFailure: 9,
  flakyError: 10,
  rerunFailure: 11,
  rerunError: 12,
  stackTrace: 13,
  testrun: 14,
  property: 15,
  properties: 16,
  systemOut: 17,
  systemErr: 18,
  unnamed: 19,
} as const;

/** Names by number; the empty ones have no bytes of their own to compare. */
const names: readonly string[] = [
  '',
  'testsuites',
  'testsuite',
  'testcase',
  'failure',
  'error',
  'skipped',
  'disabled',
  'ignored',
  'flakyFailure',
  'flakyError',
  'rerunFailure',
  'rerunError',
  'stackTrace',
  'testrun',
  'property',
  'properties',
  'system-out',
  'system-err',
  '',
];

const NOTHING = Buffer.alloc(0);
const bytesOf = names.map((name) => Buffer.from(name, 'latin1'));

/** Elements by the length of their name, so that a tag is compared with two or three names at most. */
const byLength: readonly (readonly number[])[] = Array.from({ length: 13 }, (_, length) =>
  names.flatMap((name, element) => (name.length === length && length > 0 ? [element] : [])),
);

/** The name as written in a closing tag; empty for `other`, whose names are remembered apart. */
export function elementName(element: number): string {
  return names[element] ?? '';
}

/** The name of a known element as bytes; empty for `other`. */
export function elementBytes(element: number): Buffer {
  return bytesOf[element] ?? NOTHING;
}

/** Finds the element whose name stands at `from` up to `to`; `other` if none does. */
export function elementAt(bytes: Buffer, from: number, to: number): number {
  const candidates = byLength[to - from];
  if (candidates === undefined) return Element.other;
  for (const element of candidates) {
    if (holdsName(bytes, from, element)) return element;
  }
  return Element.other;
}

/** Whether the known element's name stands at `from`; what follows it is the caller's question. */
export function holdsName(bytes: Buffer, from: number, element: number): boolean {
  const name = bytesOf[element];
  return name !== undefined && holdsBytes(bytes, from, name);
}

/** Whether an element's attributes and text say nothing of any outcome. */
export function isPassedOver(element: number): boolean {
  return element >= Element.property && element <= Element.systemErr;
}
