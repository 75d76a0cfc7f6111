import type { OverlayWishes } from '../contract/context.ts';
import type { Key } from '../contract/key.ts';
import { sentence, shown } from '../language/fault.ts';
import type { Revision } from '../language/revision.ts';
import { onOff } from './common.ts';
import { revisionCalled } from './questions.ts';

const mostNames = 10;
const name = /^(?:[a-z][a-z\d-]{0,39}|log:[A-Za-z_][\w.$-]{0,199}(?::[A-Za-z]{1,5})?)$/;

/** Takes the skip off the test for one run. */
export const unskip = onOff('unskip', 'take the skip off the test, for this run only');

/** Changes that the project's file names. */
export const overlay: Key<readonly string[]> = {
  form: 'pair',
  what: "a change of the code that the project's file names, for this run only; `a,b` are several, `log:NAME` logs more",
  example: 'overlay=vnodes-off',
  hints: ['with', 'overlays', 'patch'],
  fallback: () => 'none',
  read(value) {
    const names = [...new Set(value.text.split(','))];
    const isGood = names.length <= mostNames && names.every((one) => name.test(one));
    if (isGood) return { value: names };
    return {
      wrong: sentence`${shown(value.text)} names no change of the code: names are small letters, digits and dashes, or \`log:\` and a logger, at most ${mostNames} with commas between them.`,
    };
  },
};

/** A logger that logs more, in the words of a change of the code. */
export const log: Key<readonly string[]> = {
  form: 'pair',
  what: 'loggers that log more, for this run only: `overlay=log:LOGGER:LEVEL` in short; `TRACE` without a level',
  example: 'log=org.example.Paxos:DEBUG',
  hints: ['logger', 'loglevel'],
  fallback: () => 'none',
  read(value) {
    const names = [...new Set(value.text.split(',').map((one) => `log:${one}`))];
    if (names.length <= mostNames && names.every((one) => name.test(one))) return { value: names };
    return {
      wrong: sentence`${shown(value.text)} isn't a logger, nor one with a level such as ${shown('org.example.Paxos:DEBUG')}; at most ${mostNames} with commas between them.`,
    };
  },
};

/** Another revision's test files. */
export const testsFrom = revisionCalled(
  'tests-from',
  "the revision whose test files are used, as the project's file names them",
  'those of the revision itself',
);

interface OverlayArguments {
  readonly unskip?: boolean;
  readonly overlay?: readonly string[];
  readonly log?: readonly string[];
  readonly 'tests-from'?: Revision;
}

/** The part of a request that says how the code is to be changed; empty when it is not. */
export function wishesOf(args: OverlayArguments): { readonly overlays?: OverlayWishes } {
  const { unskip: isUnskip, overlay: named = [], log: logged = [], 'tests-from': from } = args;
  const names = [...new Set([...named, ...logged])];
  if (isUnskip !== true && names.length === 0 && from === undefined) return {};
  return {
    overlays: {
      unskip: isUnskip === true,
      names,
      ...(from === undefined ? {} : { testsFrom: from }),
    },
  };
}
