import type { FlakyList } from '../model/history.ts';

/** One object for scripts: schema `retrial.flaky/1`. A test without known passes has no rate. */
export function flakyJson({ failing, ...list }: FlakyList): unknown {
  return {
    schema: 'retrial.flaky/1',
    ...list,
    failing: failing.map(({ history, ...test }) => ({
      ...history,
      ...(history.executed === 0 ? {} : { rate: history.failed / history.executed }),
      ...test,
    })),
  };
}
