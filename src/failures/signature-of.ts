import type { Failure } from '../model/iteration.ts';
import type { Signature } from '../model/signature.ts';
import { analyse, type Analysis } from './analysis.ts';
import { digest64 } from './digest.ts';
import { baseTestName } from './names.ts';
import { frameKey, placeText, type TestIdentity } from './place.ts';
import { keyOf, templateOf } from './template.ts';
import { tellingOf, titleOf } from './titles.ts';
import { unwrapped } from './wrapped.ts';

/** Part of every id: a new algorithm gives new ids, old ones stay readable. */
export const signatureVersion = 's1';

const longestShown = 400;

/** Where the test's method is the place itself. */
const asSite = '=';

/** Words a message needs to stand for a cause without a stack. */
const telling = 3;

/** A signature with what it was made from. */
export interface Fingerprint {
  readonly signature: Signature;
  /**
   * Failures are near-duplicates only within one bucket: equal type, place and test entry. Absent where neither place
   * nor test is known: then only equal messages are one cause.
   */
  readonly bucket: string | undefined;
  /** The root cause's message as it was, cut to what a table can show. */
  readonly message: string;
  /** The masked message, for people. */
  readonly template: string;
  /** The masked message, for comparing. */
  readonly key: string;
  /** Names of the rules that fired, in order. */
  readonly rules: readonly string[];
}

/**
 * The identity of one failure, from this failure alone: the same on every machine, in every order, after lines moved.
 * @param where The test that failed; what its report does not name is empty.
 * @param telling `tellingOf`, or one with a memory, since failures of one cause say the same again and again.
 */
export function signatureOf(failure: Failure, where: TestIdentity, telling = tellingOf): Fingerprint {
  const analysis = analyse(failure, where);
  const template = templateOf(analysis.message, belongingOf(analysis, where));
  const rules = [...analysis.rules, ...template.rules];
  const parts = identityOf(analysis, keyOf(template.text), { failure, where, rules });
  const bucket = [parts.type, parts.site, parts.entry].join('\n');
  const place = placeText(analysis.site)?.slice(0, longestShown);
  const told = unwrapped(analysis, failure);
  const title =
    told === analysis ? titleOf(analysis, telling(template.text), where) : titleWithin(told, where);
  const id = `${signatureVersion}-${digest64(`${bucket}\n${parts.message}`)}`;
  return {
    signature: place === undefined ? { id, title } : { id, title, place },
    bucket: parts.site === '' && parts.entry === '' ? undefined : bucket,
    message: analysis.message.slice(0, longestShown).trim(),
    template: template.text,
    key: parts.message,
    rules,
  };
}

/** Of what a wrapper held; one that is told without a message may be of other tests as well. */
function titleWithin(told: Analysis, where: TestIdentity): string {
  const { text } = templateOf(told.message, belongingOf(told, where));
  return titleOf(told, tellingOf(text), told.message === '' ? { ...where, name: '' } : where);
}

function belongingOf(analysis: Analysis, where: TestIdentity): 'assertion' | 'error' | 'alone' {
  if (!analysis.hasStack && where.container === '' && where.name === '') return 'alone';
  return analysis.isAssertion ? 'assertion' : 'error';
}

interface Identity {
  readonly type: string;
  readonly site: string;
  readonly entry: string;
  readonly message: string;
}

interface Given {
  readonly failure: Failure;
  readonly where: TestIdentity;
  readonly rules: string[];
}

function identityOf(analysis: Analysis, message: string, { failure, where, rules }: Given): Identity {
  const name = baseTestName(where.name);
  const test = name === '' ? where.container : `${where.container}#${name}`;
  if (analysis.isTimeout) {
    rules.push('time limit of the runner');
    return { type: 'TIMEOUT', site: '', entry: test, message: '' };
  }
  if (analysis.site !== undefined) {
    const tested = analysis.entry === undefined ? test : frameKey(analysis.entry);
    const site = frameKey(analysis.site);
    const entry = analysis.isAssertion ? tested : frameKey(analysis.caller);
    return { type: analysis.keyType, site, entry: entry === site ? asSite : entry, message };
  }
  if (message === '' && analysis.type === '') {
    rules.push('nothing but the test');
    return { type: failure.kind, site: '', entry: test, message: '' };
  }
  if (analysis.isAssertion || words(message) < telling) {
    rules.push('message and test');
    return { type: analysis.keyType, site: '', entry: test, message };
  }
  rules.push(analysis.hasStack ? 'message and class' : 'message alone');
  return { type: analysis.keyType, site: '', entry: analysis.hasStack ? where.container : '', message };
}

function words(message: string): number {
  return message.split(' ').filter((word) => /[a-z]{2}/.test(word) && !word.startsWith('<')).length;
}
