import { ageOf, oldestFirst, type IgnoresReport } from './ignores-document.ts';

/** The skips of a repository for programs, schema `retrial.ignores/1`; the oldest first, `since` null where not known. */
export function ignoresJson({
  revision,
  commit,
  files,
  skips,
  left,
  now,
  withHistory,
}: IgnoresReport): object {
  return {
    schema: 'retrial.ignores/1',
    revision,
    commit,
    files,
    withHistory,
    skips: oldestFirst(skips).map((skip) => ({
      test: skip.test,
      path: skip.path,
      line: skip.line,
      on: skip.on,
      text: skip.text,
      reason: skip.reason ?? null,
      isConditional: skip.isConditional,
      since: skip.since === undefined ? null : { ...skip.since, age: ageOf(skip.since.at, now) },
      reworded: skip.reworded ?? null,
    })),
    left,
  };
}
