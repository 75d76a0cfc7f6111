import type { RepeatReport } from './report.ts';

/** The machine-readable result; `schema` names its shape and changes with it. Rates are shares of 1. */
export function resultJson(report: RepeatReport) {
  const { run, verdict, groups, iterations } = report;
  const { estimate, counts } = verdict;
  return {
    schema: 'retrial.result/1',
    run: run.id,
    test: run.test,
    revision: run.revision,
    commit: run.commit ?? null,
    verdict: verdict.kind,
    ...counts,
    rate: estimate?.rate ?? null,
    ci95: estimate === undefined ? null : [estimate.low, estimate.high],
    reasons: verdict.reasons,
    skipReasons: report.skipReasons,
    lostReasons: report.lostReasons,
    exitCodesOnly: report.exitCodesOnly,
    partial: report.partial ?? null,
    signatures: groups.map(({ group, estimate: rate }) => ({
      id: group.signature.id,
      title: group.signature.title,
      place: group.signature.place ?? null,
      scope: group.scope,
      phase: group.phase,
      failed: group.iterations.length,
      rate: rate.rate,
      ci95: [rate.low, rate.high],
      runs: group.iterations,
    })),
    runs: iterations.map(({ index, outcome, durationMs, reason }) => ({
      index,
      outcome,
      durationMs: Math.round(durationMs),
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}
