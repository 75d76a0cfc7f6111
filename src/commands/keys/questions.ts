import { repositoryIn, type Key } from '../contract/key.ts';
import { readDuration } from '../language/duration.ts';
import { sentence, shown, type Reading } from '../language/fault.ts';
import { readRevision, type Revision } from '../language/revision.ts';

/** Two revisions; either may be left out. */
export interface RevisionRange {
  readonly base?: Revision;
  readonly head?: Revision;
}

/** `base..head`, `base..` or `..head`. */
export const range: Key<RevisionRange> = {
  form: 'range',
  what: 'the two revisions, `base..head`',
  example: 'trunk..my-fix',
  fallback: () => "the pull request's head against where it branched off",
  read(value, scope): Reading<RevisionRange> {
    if (value.text.includes('...')) {
      return { wrong: sentence`A range has two dots, as in ${shown('trunk..my-fix')}.` };
    }
    const [first = '', second = ''] = value.text.split('..');
    const base = first === '' ? undefined : readRevision(first, repositoryIn(scope));
    const head = second === '' ? undefined : readRevision(second, repositoryIn(scope));
    if (base !== undefined && 'wrong' in base) return base;
    if (head !== undefined && 'wrong' in head) return head;
    return {
      value: {
        ...(base === undefined ? {} : { base: base.value }),
        ...(head === undefined ? {} : { head: head.value }),
      },
    };
  },
};

/** A revision by another name than `ref`. */
export function revisionCalled(name: string, what: string, fallback: string): Key<Revision> {
  return {
    form: 'pair',
    what,
    example: `${name}=trunk`,
    fallback: () => fallback,
    read: (value, scope) => readRevision(value.url ?? value.text, repositoryIn(scope)),
  };
}

/** A failure rate, as a share of 1. */
export const rate: Key<number> = {
  form: 'pair',
  what: 'a failure rate to rule out or to prove, from `0.1%` to `50%`; runs until that is decided',
  example: 'rate=1%',
  hints: ['tolerance', 'threshold'],
  fallback: () => 'none',
  read(value): Reading<number> {
    const [, digits = '', sign] = /^(\d{1,2}(?:\.\d{1,6})?|0?\.\d{1,8})(%?)$/.exec(value.text) ?? [];
    const share = digits === '' ? Number.NaN : Number(digits) / (sign === '%' ? 100 : 1);
    if (share >= 0.001 && share <= 0.5) return { value: share };
    return {
      wrong: sentence`${shown(value.text)} isn't a failure rate between ${shown('0.1%')} and ${shown('50%')}.`,
      fix: 'rate=1%',
    };
  },
};

/** When a run stops by itself. */
export const stop: Key<'never' | 'first' | 'decided'> = {
  form: 'pair',
  what: '`first` ends with the first failure, `decided` runs until the evidence is enough, `never` runs them all',
  example: 'stop=first',
  fallback: () => '`never`; with `rate=` or `expect=` it is `decided`',
  read: (value) => oneOf(value.text, ['never', 'first', 'decided']),
};

/** Older results may come from a machine that is no longer like that. */
const longestReuse = 7;

/** How old runs may be that are counted in place of new ones, in milliseconds. */
export const reuse: Key<number> = {
  form: 'pair',
  what: 'how old runs of the same commits may be that are counted too; `none` counts new ones alone',
  example: 'reuse=2d',
  hints: ['earlier', 'cached'],
  fallback: () => `\`${longestReuse}d\`, which is the most`,
  read({ text }): Reading<number> {
    const age = text.toLowerCase() === 'none' ? 0 : readDuration(text);
    if (age !== undefined && age <= longestReuse * 86_400_000) return { value: age };
    return {
      wrong: sentence`${shown(text)} isn't a time of at most ${shown(`${longestReuse}d`)}, nor ${shown('none')}.`,
      fix: `reuse=${longestReuse}d`,
    };
  },
};

const leastSteps = 3;
const mostOfSteps = 1_000;

/** How many commits a search may try, both ends among them. */
export const mostSteps: Key<number> = {
  form: 'pair',
  what: 'the most commits that may be tried, both ends among them',
  example: 'max-steps=12',
  hints: ['steps', 'commits'],
  fallback: () => 'as many as it takes',
  read({ text }) {
    const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (number >= leastSteps && number <= mostOfSteps) return { value: number };
    return {
      wrong: sentence`${shown(text)} isn't a number of commits from ${String(leastSteps)} to ${mostOfSteps.toLocaleString('en-US')}.`,
    };
  },
};

/** The outcome that is hoped for. */
export const expected: Key<'fail'> = {
  form: 'pair',
  what: '`fail` asks whether the test can still fail, as it must on the old bug',
  example: 'expect=fail',
  fallback: () => 'nothing',
  read: (value) => oneOf(value.text, ['fail']),
};

/** One of a few words, in small letters or large. */
export function oneOf<const Choice extends string>(
  text: string,
  choices: readonly Choice[],
): Reading<Choice> {
  const found = choices.find((choice) => choice === text.toLowerCase());
  if (found !== undefined) return { value: found };
  const named = choices.flatMap((choice, at) => {
    const before = at === choices.length - 1 ? ' or ' : ', ';
    return sentence`${at === 0 ? '' : before}${shown(choice)}`;
  });
  return { wrong: sentence`${shown(text)} isn't known here; write ${named}.` };
}
