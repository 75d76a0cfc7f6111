import type { ComparisonKind, ComparisonResult } from '../model/comparison.ts';
import { type ComparisonPolicy, compare, worstKind } from './comparison.ts';
import { pCleanIfUnchanged } from './clean-runs.ts';
import type { Counts } from '../model/iteration.ts';
import { requireCount, requireRuns, type Sample } from './sample.ts';
import { fisher } from './two-samples.ts';

/** One signature's runs on both revisions. */
export interface SignatureRow {
  /** Signature id. */
  readonly id: string;
  readonly before: Sample;
  readonly after: Sample;
}

/** Every signature's verdict, and the worst of them. */
export interface SignatureVerdicts {
  readonly rows: readonly { readonly id: string; readonly result: ComparisonResult }[];
  /** Undefined when there is no row. */
  readonly overall: ComparisonKind | undefined;
}

/**
 * What counts for one signature: executed runs, minus those that failed in another way, since they may have
 * hidden this one. They are neither failures nor clean runs for it.
 * @param executed executed runs of one revision
 * @param failures failed runs per signature id; they must not sum to more than `executed`
 * @throws RangeError when they do, or a count is not a whole number from 0
 */
export function forSignature(id: string, executed: number, failures: ReadonlyMap<string, number>): Sample {
  requireCount('executed', executed);
  let others = 0;
  for (const [other, count] of failures) {
    requireCount('failed', count);
    if (other !== id) others += count;
  }
  const failed = failures.get(id) ?? 0;
  if (failed + others > executed)
    throw new RangeError(`${failed + others} failures, but ${executed} executed`);
  return { failed, executed: executed - others };
}

/**
 * Whether two revisions were skipped to a different extent, which makes them hard to compare: one skipped runs
 * and the other none, or one side's runs were all skipped.
 */
export function skipsDiffer(before: Counts, after: Counts): boolean {
  return before.skipped > 0 !== after.skipped > 0;
}

/**
 * The verdict for every signature of one report, together wrong with a chance of at most alpha (Holm's procedure:
 * the k-th smallest of m p-values is held against alpha / (m - k + 1), up to the first that is not enough). The
 * missing runs are planned at alpha / m, so that they suffice whatever the other rows do.
 * @throws RangeError for a bad sample or policy
 */
export function compareSignatures(
  rows: readonly SignatureRow[],
  policy: ComparisonPolicy = {},
): SignatureVerdicts {
  const alpha = policy.alpha ?? 0.05;
  const ranked = rows.map((row) => ({ row, chance: chanceOf(row) })).sort((x, y) => x.chance - y.chance);
  const results = new Map<string, ComparisonResult>();
  let level = alpha / Math.max(1, rows.length);
  let open = true;
  for (const [k, { row }] of ranked.entries()) {
    if (open) level = alpha / (rows.length - k);
    const result = compare(row.before, row.after, { ...policy, alpha: level });
    open &&= claims(result);
    results.set(row.id, withPlan(row, result, { ...policy, alpha: alpha / rows.length }));
  }
  const ordered = rows.map(({ id }) => ({ id, result: results.get(id) ?? { kind: 'no-data' as const } }));
  return { rows: ordered, overall: worstKind(ordered.map(({ result }) => result.kind)) };
}

function claims({ kind }: ComparisonResult): boolean {
  return ['regression', 'fixed', 'pre-existing-worse', 'still-flaky-better'].includes(kind);
}

/** The number of missing runs comes from the strictest level. */
function withPlan(row: SignatureRow, result: ComparisonResult, strict: ComparisonPolicy): ComparisonResult {
  if (result.kind !== 'need-more-runs' && result.kind !== 'no-data') return result;
  const { more } = compare(row.before, row.after, strict);
  return more === undefined ? result : { ...result, more };
}

/** The p-value a row brings to Holm's procedure; 1 when it can claim nothing. */
function chanceOf({ before, after }: SignatureRow): number {
  if (before.executed === 0 || after.executed === 0) return 1;
  if (before.failed === 0 && after.failed === 0) return 1;
  requireRuns(before);
  requireRuns(after);
  if (before.failed === 0) return pCleanIfUnchanged(after, before.executed);
  if (after.failed === 0) return pCleanIfUnchanged(before, after.executed);
  const { worse, better } = fisher(before, after);
  return Math.min(1, 2 * Math.min(worse, better));
}
