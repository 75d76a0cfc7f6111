import type { TestSelector } from '../../model/selector.ts';
import { repositoryIn, type Key } from '../contract/key.ts';
import { sentence, shown, type Reading } from '../language/fault.ts';
import { readDuration, writeDuration } from '../language/duration.ts';
import { readRevision, type Revision } from '../language/revision.ts';
import { readTestName } from '../language/test-name.ts';

/** Which test; every command that names one uses this. */
export const test: Key<TestSelector> = {
  form: 'word',
  what: 'the test: `pkg.Class#method`, `path::name`, or `"path > title"`; `A#x,A#y` are several',
  example: 'CASTest#testConflictingWrites',
  fallback: () => 'the test of the last run on this ticket, else the one it is linked to',
  // Two dots may end a range, and a sentence.
  read: ({ text, quoted }) => readTestName(quoted ? text : text.replace(/\.\.$/, '')),
};

/** How many iterations. */
export const count: Key<number> = {
  form: 'count',
  what: 'how often',
  example: 'xN',
  hints: ['x', 'n', 'count', 'runs', 'times', 'iterations'],
  fallback: ({ defaultCount, maxCount }) => `x${defaultCount}; the most is x${maxCount}`,
  read(value, { settings }): Reading<number> {
    const digits = /\d+/.exec(value.text)?.[0] ?? '';
    if (digits.length + 1 !== value.text.length) {
      return {
        wrong: sentence`${shown(value.text)} isn't a whole number; write ${shown(`x${settings.defaultCount}`)}.`,
      };
    }
    const number = Number(digits);
    if (number < 1) {
      return { wrong: sentence`${shown(value.text)} would run nothing.`, fix: `x${settings.defaultCount}` };
    }
    if (number <= settings.maxCount) return { value: number };
    const limit = settings.maxCount.toLocaleString('en-US');
    return {
      wrong: sentence`${shown(value.text)} is over this project's limit of ${limit} runs. For more, ask a committer to raise ${shown('limits.maxRuns')}.`,
      fix: `x${settings.maxCount}`,
    };
  },
};

/** Which revision. An address is read from the link when the value is a link with another text. */
export const revision: Key<Revision> = {
  form: 'pair',
  what: 'branch, tag, commit, or `#123` for a pull request; one of a fork only where this server runs code of forks, else push its branch to the repository',
  example: 'ref=trunk',
  hints: ['branch', 'revision', 'commit', 'sha', 'rev', 'tag'],
  fallback: () =>
    "the pull request's head, else what the last command on this ticket named, else the branch of the ticket's release, else the default branch",
  read: (value, scope) => readRevision(value.url ?? value.text, repositoryIn(scope)),
};

const second = 1_000;
const day = 86_400_000;

/** How long one iteration may take, in milliseconds. */
export const timeout: Key<number> = {
  form: 'pair',
  what: 'the longest one iteration may take, from `1s` to `24h`',
  example: 'timeout=20m',
  hints: ['limit', 'time', 'max-time'],
  fallback: ({ defaultTimeoutMs }) =>
    defaultTimeoutMs === undefined ? "the CI service's own limit" : writeDuration(defaultTimeoutMs),
  read(value): Reading<number> {
    const duration = readDuration(value.text);
    if (duration !== undefined && duration >= second && duration <= day) return { value: duration };
    return {
      wrong: sentence`${shown(value.text)} isn't a time between ${shown('1s')} and ${shown('24h')}; write ${shown('90s')}, ${shown('20m')} or ${shown('2h')}.`,
    };
  },
};

const longestNote = 500;

/** Words the report repeats. */
export const note: Key<string> = {
  form: 'pair',
  what: 'a sentence that the report shows',
  example: 'note="after the rebase"',
  hints: ['comment', 'message', 'reason'],
  fallback: () => 'none',
  read(value): Reading<string> {
    const text = value.text.trim();
    if (text === '')
      return { wrong: sentence`The note is empty; leave it out or write ${shown('note="why"')}.` };
    if (text.length <= longestNote && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)) return { value: text };
    return { wrong: sentence`A note is one line of at most ${longestNote} characters.` };
  },
};

/** A switch: there or not. */
export function onOff(name: string, what: string): Key<boolean> {
  return { form: 'switch', what, example: name, fallback: () => 'off', read: () => ({ value: true }) };
}

/** A run of this ticket by its id, in lower case; `all` only where the command says so. */
export function runId({ orAll = false, fallback }: { orAll?: boolean; fallback: string }): Key<string> {
  return {
    form: 'word',
    what: orAll ? 'a run, or `all` of this ticket' : 'a run',
    example: 'r-7f3k',
    fallback: () => fallback,
    read(value): Reading<string> {
      const id = value.text.toLowerCase();
      if (/^r-[a-z\d]{4,8}$/.test(id) || (orAll && id === 'all')) return { value: id };
      return {
        wrong: sentence`${shown(value.text)} isn't the id of a run; ids look like ${shown('r-7f3k')}.`,
      };
    },
  };
}
