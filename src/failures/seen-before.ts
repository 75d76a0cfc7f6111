import type { Failure } from '../model/iteration.ts';
import type { TestIdentity } from './place.ts';
import { type Fingerprint, signatureOf } from './signature-of.ts';
import { tellingOf } from './titles.ts';

/** Failures of equal lengths that are compared, at most, so that no input makes the work grow faster than the text. */
const mostAlike = 8;

interface Seen {
  readonly failure: Failure;
  readonly where: TestIdentity;
  readonly print: Fingerprint;
}

/**
 * Once per grouping: signs failures as `signatureOf` does, and those that are equal to the letter, as the failures of
 * one cause often are, only once.
 */
export function signer(): (failure: Failure, where: TestIdentity) => Fingerprint {
  const byLength = new Map<number, Seen[]>();
  const telling = remembering(tellingOf);
  return (failure, where) => {
    const length = failure.body.length * 8_192 + failure.message.length;
    const alike = byLength.get(length) ?? [];
    const known = alike.find((one) => isSame(one.failure, failure) && isSameTest(one.where, where));
    if (known !== undefined) return known.print;
    const print = signatureOf(failure, where, telling);
    if (alike.length === 0) byLength.set(length, [{ failure, where, print }]);
    else if (alike.length < mostAlike) alike.push({ failure, where, print });
    return print;
  };
}

/** Keeps what was told of each text, which is kept with its failure anyway. */
function remembering(read: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const seen = known.get(text);
    if (seen !== undefined) return seen;
    const answer = read(text);
    known.set(text, answer);
    return answer;
  };
}

function isSame(a: Failure, b: Failure): boolean {
  return a.kind === b.kind && a.type === b.type && a.message === b.message && a.body === b.body;
}

function isSameTest(a: TestIdentity, b: TestIdentity): boolean {
  return a.name === b.name && a.container === b.container;
}
