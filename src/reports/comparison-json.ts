import type { Advice } from '../model/advice.ts';
import type { ComparedRevision, ComparedSignature } from '../model/comparison.ts';
import type { Counts } from '../model/iteration.ts';
import type { ComparisonReport } from './comparison-report.ts';
import { identities } from './identities.ts';
import {
  causeJson,
  type CauseJson,
  rateJson,
  type RateJson,
  type SpentJson,
  spentJson,
} from './json-parts.ts';

/** A comparison for programs; fields are only ever added under one schema number. */
export interface ComparisonJson extends SpentJson {
  readonly schema: 'retrial.comparison/1';
  readonly run: string;
  /** The worst row's kind: regression, pre-existing-worse, no-data, need-more-runs, pre-existing, … */
  readonly verdict: string;
  /** The side that lacks runs, and how many; null when nothing is missing or nobody can say. */
  readonly missing: { readonly side: string; readonly runs: number | null } | null;
  /** What the evidence points to; a person decides. */
  readonly advice: Advice | null;
  readonly test: string;
  /** How the code was changed for the run, in words; empty for not at all. */
  readonly overlays: readonly string[];
  /** How it was run other than usually, in the words that asked for it; absent for the usual way. */
  readonly manner?: readonly string[];
  readonly before: SideJson;
  readonly after: SideJson;
  readonly skipsDiffer: boolean;
  readonly alpha: number;
  readonly rate: number;
  readonly partial: 'cancelled' | 'interrupted' | null;
  readonly exitCodesOnly: boolean;
  readonly wallMs: number;
  readonly signatures: readonly SignatureJson[];
}

interface SideJson extends Counts {
  readonly ref: string;
  readonly commit: string | null;
  /** Iterations that earlier runs of the same commit brought in. */
  readonly reused: number;
  readonly reasons: readonly { readonly reason: string; readonly iterations: number }[];
  readonly broken: string | null;
  readonly clustered: boolean;
}

interface SignatureJson extends CauseJson {
  readonly verdict: string;
  /** Chance of such counts if nothing had changed; null without data. */
  readonly p: number | null;
  /** The rate after is below this with the confidence 1 - alpha; null unless fixed. */
  readonly residual: number | null;
  readonly before: RateJson | null;
  readonly after: RateJson | null;
  /** 95 % Newcombe interval of the rate after minus the rate before. */
  readonly difference: readonly [number, number] | null;
}

/**
 * One object for `--format json`. Texts are as they came.
 * @throws RangeError when counts contradict their identities
 */
export function comparisonJson(report: ComparisonReport): ComparisonJson {
  const { comparison, run } = report;
  const { overall } = comparison;
  const isMissing = overall.side !== undefined;
  return {
    schema: 'retrial.comparison/1',
    run: run.id,
    verdict: overall.kind,
    missing: isMissing ? { side: overall.side, runs: overall.more ?? null } : null,
    advice: report.advice ?? null,
    test: run.selector,
    overlays: run.overlays,
    ...(run.manner === undefined ? {} : { manner: run.manner }),
    before: sideJson(comparison.before),
    after: sideJson(comparison.after),
    skipsDiffer: comparison.skipsDiffer,
    alpha: comparison.alpha,
    rate: comparison.rate,
    partial: report.partial ?? null,
    exitCodesOnly: report.exitCodesOnly,
    wallMs: report.wallMs,
    ...spentJson(report),
    signatures: comparison.rows.map(signatureJson),
  };
}

function sideJson({ side, counts, reused, reasons, broken, clustered }: ComparedRevision): SideJson {
  identities(counts);
  const commit = side.commit ?? null;
  return {
    ref: side.label,
    commit,
    ...counts,
    reused,
    reasons,
    broken: broken ?? null,
    clustered: clustered === true,
  };
}

function signatureJson({ group, before, after, result, difference }: ComparedSignature): SignatureJson {
  return {
    ...causeJson(group),
    verdict: result.kind,
    p: result.p ?? null,
    residual: result.residual ?? null,
    before: rateJson(before),
    after: rateJson(after),
    difference: difference === undefined ? null : [difference.low, difference.high],
  };
}
