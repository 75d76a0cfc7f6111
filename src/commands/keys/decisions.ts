import { blockerCauses, dayOf, type BlockerCause } from '../../model/ledger.ts';
import type { Key } from '../contract/key.ts';
import { sentence, shown, type Reading } from '../language/fault.ts';
import { oneOf as oneOfWords } from './questions.ts';

const longestReason = 500;
const longestRelease = 100;
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Why; every decision is read again one day by somebody who was not there. */
export const reason: Key<string> = {
  form: 'pair',
  what: 'why, for those who read it later',
  example: 'reason="fails on the test\'s own clock only"',
  hints: ['why', 'because', 'note', 'comment', 'message'],
  fallback: () => 'none given',
  read(value): Reading<string> {
    const text = value.text.trim();
    if (text === '') return { wrong: sentence`The reason is empty: say why, in a sentence.` };
    if (text.length <= longestReason && !invisible.test(text)) return { value: text };
    return { wrong: sentence`A reason is one line of at most ${longestReason} characters.` };
  },
};

/** The same for a command that cannot do without it, and what is said then. */
export function needed<T>(key: Key<T>, missing: string): Key<T> {
  return { ...key, missing, fallback: () => 'it has to be given' };
}

/** The reason of a command that cannot do without one. */
export const neededReason = (verb: string): Key<string> =>
  needed(
    reason,
    `\`${verb}\` needs a \`reason="…"\`: people will ask, and it stands in the ledger for good. A good one says what was found, such as \`reason="races with its own clock, and 4.0 fails as often"\`.`,
  );

/** A release by its name. */
export function releaseCalled(name: string, what: string, fallback: string): Key<string> {
  return {
    form: 'pair',
    what,
    example: `${name}=4.2`,
    hints: ['version', 'milestone', 'fixversion', 'fix-version'],
    fallback: () => fallback,
    read: ({ text }) => readRelease(text.trim()),
  };
}

function readRelease(text: string): Reading<string> {
  if (text !== '' && text.length <= longestRelease && !invisible.test(text)) return { value: text };
  return {
    wrong: sentence`A release is named in one line of at most ${longestRelease} characters, such as ${shown('4.2')}.`,
  };
}

/** Where the cause is followed up: in a ticket that is made, here, in one that is there, or in a new one elsewhere. */
export type FollowUpWish =
  | { readonly kind: 'new' | 'here' }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'in'; readonly project: string };

const ticketPattern = /^(?:[A-Z][A-Z0-9_]{0,99}-\d{1,18}|(?:[\w.-]{1,100}\/[\w.-]{1,100})?#\d{1,18})$/;
const projectPattern = /^(?:[A-Z][A-Z0-9_]{1,99}|[\w.-]{1,100}\/[\w.-]{1,100})$/;

/** The ticket that goes on with it. */
export const followUp: Key<FollowUpWish> = {
  form: 'pair',
  what: 'where the cause is followed up: `new` makes a ticket, `here` is this one, `SHOP-12` is one that is there, and a project, `SHOP`, gets a new one',
  example: 'ticket=SHOP-12',
  hints: ['issue', 'follow-up', 'followup'],
  fallback: () => '`new`: a ticket is made where this one is',
  read({ text }): Reading<FollowUpWish> {
    if (text === 'new' || text === 'here') return { value: { kind: text } };
    if (ticketPattern.test(text)) return { value: { kind: 'named', name: text } };
    if (projectPattern.test(text)) return { value: { kind: 'in', project: text } };
    return {
      wrong: sentence`${shown(text)} is no ticket; write ${shown('new')}, ${shown('here')}, ${shown('SHOP-12')}, ${shown('#12')} or ${shown('owner/name#12')}.`,
    };
  },
};

/** One of two words. */
function oneOf<Word extends string>(
  words: readonly [Word, Word],
  about: Omit<Key<Word>, 'form' | 'read'>,
): Key<Word> {
  return {
    form: 'pair',
    ...about,
    read({ text }) {
      const found = words.find((word) => word === text);
      if (found !== undefined) return { value: found };
      return {
        wrong: sentence`${shown(text)} is neither ${shown(words[0])} nor ${shown(words[1])}.`,
        fix: words[0],
      };
    },
  };
}

/** Whether the test runs on. */
export const ignoreMode = oneOf(['ignore', 'quarantine'], {
  what: '`quarantine`: the test runs on and blocks nothing, by a list that the build reads',
  example: 'mode=quarantine',
  fallback: () => '`ignore`: the test runs no more',
});

/** What a blocker is about. */
export const blockerCause: Key<BlockerCause> = {
  form: 'pair',
  what: 'what it is about: `product`, `test`, `ci-infra`, `product-infra` or `unknown`; the board and the ledger show it',
  example: 'cause=test',
  hints: ['about', 'kind', 'type'],
  fallback: () => 'not said',
  read: ({ text }) => oneOfWords(text, blockerCauses),
};

/** What becomes of the blocker. */
export const blockerGoes = oneOf(['stay', 'move'], {
  what: '`move` makes the follow-up the blocker in the place of this ticket',
  example: 'blocker=move',
  fallback: () => '`stay`: no label changes',
});

/** A date or a release, after which a decision holds no more. */
export const until: Key<string> = {
  form: 'pair',
  what: 'a day such as `2027-01-31`, or a release: then it comes back',
  example: 'until=4.2',
  hints: ['to', 'till', 'expires', 'expiry'],
  fallback: () => 'it holds until somebody decides otherwise',
  read({ text }): Reading<string> {
    if (dayOf(text) === undefined) return readRelease(text.trim());
    const at = Date.parse(`${text}T00:00:00Z`);
    if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return { value: text };
    return { wrong: sentence`${shown(text)} is no day of any calendar; write ${shown('2027-01-31')}.` };
  },
};
