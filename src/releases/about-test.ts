import { UserError } from '../model/errors.ts';
import type { Decision } from '../model/ledger.ts';
import { quoted } from '../model/plain-text.ts';
import { mayBeSameTest } from '../model/selector.ts';

/** Whatever is about a test, as people wrote its name. */
interface Named {
  readonly test?: string;
}

/** What is about one test, oldest first, however its name was written. */
interface OneTest<One> {
  /** The fullest name that stands for it. */
  readonly name: string;
  readonly all: readonly One[];
}

/**
 * Sorts what is about tests, oldest first, by test: a short name means the one test it can mean among those named before,
 * and a fuller name later says which that is. A short name that could mean several by then is about none of them.
 */
export function byTest<One extends Named>(entries: readonly One[]): readonly OneTest<One>[] {
  const tests: { name: string; all: One[] }[] = [];
  for (const entry of entries) {
    const { test } = entry;
    if (test === undefined) continue;
    const [known, ...others] = tests.filter(({ name }) => mayBeSameTest(name, test));
    if (known === undefined) tests.push({ name: test, all: [entry] });
    else if (others.length === 0) {
      known.all.push(entry);
      if (test.length > known.name.length) known.name = test;
    }
  }
  return tests;
}

/**
 * What is about one test of a ticket, oldest first. `choices` are the full names where a short one could mean several:
 * then nothing is known to be about it.
 */
export function aboutTest<One extends Named>(
  test: string,
  entries: readonly One[],
): { readonly all: readonly One[]; readonly choices: readonly string[] } {
  const meant = byTest(entries).filter(({ name }) => mayBeSameTest(name, test));
  const [only] = meant;
  if (only === undefined || meant.length > 1) return { all: [], choices: meant.map(({ name }) => name) };
  return { all: only.all, choices: [] };
}

/** Whether a decision settles whether one test runs. */
export function isAboutTest({ what }: Pick<Decision, 'what'>): boolean {
  return what === 'ignore' || what === 'unignore';
}

/** @throws UserError E-TEST-MANY when a name could mean several tests that were decided about here */
export function checkIsOneTest(test: string, entries: readonly Named[]): void {
  const { choices } = aboutTest(test, entries);
  if (choices.length === 0) return;
  const names = choices.slice(0, 5).map(quoted);
  const more = choices.length > names.length ? ` and ${choices.length - names.length} more` : '';
  throw new UserError(
    'E-TEST-MANY',
    `${quoted(test)} may be ${names.join(' or ')}${more}, which were decided about here: name the one you mean in full. Nothing was decided.`,
  );
}
