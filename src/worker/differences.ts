import { isDeepStrictEqual } from 'node:util';
import type { Iteration } from '../model/iteration.ts';
import type { Difference } from '../model/verification.ts';

/** What an iteration is made of, in the order in which differences are told. */
const fields = ['outcome', 'reason', 'failure', 'results', 'durationMs', 'machine'] as const;

/** Where a recorded iteration and one that was read again are not the same. Pure. */
export function differencesOf(recorded: Iteration, again: Iteration): readonly Difference[] {
  const iteration = recorded.index;
  return fields.flatMap((field) => {
    if (isDeepStrictEqual(asKept(recorded[field]), asKept(again[field]))) return [];
    const what =
      field === 'failure' || field === 'results'
        ? `its ${field === 'failure' ? 'failure is' : 'test results are'} not what the evidence gives`
        : `its ${names[field]} is recorded as ${shown(recorded[field])}, and the evidence gives ${shown(again[field])}`;
    return [{ iteration, what }];
  });
}

const names = { outcome: 'outcome', reason: 'reason', durationMs: 'duration', machine: 'machine' } as const;

/** What JSON keeps of a value. */
function asKept(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function shown(value: string | number | undefined): string {
  return value === undefined ? 'nothing' : String(value);
}
