import type { BisectionOutcome, RunBoundary, SearchLevel, TestedCommit } from '../model/bisection.ts';
import type { Commit } from '../model/commit-range.ts';
import type { Estimate } from '../model/estimate.ts';
import type { Counts } from '../model/iteration.ts';
import type { BisectionReport } from './bisection-report.ts';
import { identities } from './identities.ts';
import { rateJson, type RateJson, type SpentJson, spentJson } from './json-parts.ts';

/** The result of a bisection for programs; fields are only ever added under one schema number. */
export interface BisectionJson extends Counts, SpentJson {
  readonly schema: 'retrial.bisection/1';
  readonly run: string;
  readonly outcome: BisectionOutcome['kind'];
  readonly test: string;
  readonly good: EndJson;
  readonly bad: EndJson;
  /** The good revision's commit, when the search began at the merge base instead. */
  readonly beside: string | null;
  readonly lane: string | null;
  /** How the code was changed for the run, in words; empty for not at all. */
  readonly overlays: readonly string[];
  /** How it was run other than usually, in the words that asked for it; absent for the usual way. */
  readonly manner?: readonly string[];
  /** Oldest first; empty unless the outcome names any. */
  readonly culprits: readonly CommitJson[];
  /** Chance that it is one of the culprits; null without any. */
  readonly confidence: number | null;
  readonly before: RateJson | null;
  readonly from: RateJson | null;
  /** One-sided Fisher p of counts like these if nothing had changed; null without a culprit. */
  readonly noChange: number | null;
  readonly runnerUp: { readonly commit: CommitJson; readonly chance: number } | null;
  /** The culprit and the commit before it, run in turns; null where that was not done. */
  readonly sideBySide: { readonly suspect: RateJson | null; readonly parent: RateJson | null } | null;
  readonly boundary: { readonly without: string; readonly runs: string; readonly between: number } | null;
  readonly suspects: { readonly first: string; readonly last: string; readonly commits: number } | null;
  /** The end that cannot be run, and why. */
  readonly end: {
    readonly which: 'good' | 'bad';
    readonly why: string;
    readonly reason: string | null;
  } | null;
  /** Executed runs still missing, roughly; null when settled or when nobody can say. */
  readonly more: number | null;
  readonly signature: { readonly id: string; readonly title: string; readonly place: string | null } | null;
  readonly otherCauses: number;
  readonly delta: number;
  readonly partial: 'cancelled' | 'interrupted' | null;
  readonly exitCodesOnly: boolean;
  readonly wallMs: number;
  readonly levels: readonly LevelJson[];
}

interface EndJson {
  readonly ref: string;
  readonly commit: string | null;
}

interface CommitJson {
  readonly commit: string;
  readonly subject: string;
  readonly date: string;
}

interface LevelJson {
  readonly merge: string | null;
  readonly commits: number;
  readonly tested: readonly TestedJson[];
}

interface TestedJson extends CommitJson {
  readonly position: number;
  readonly asked: number;
  readonly executed: number;
  readonly skipped: number;
  readonly lost: number;
  /** Of the searched cause; `otherwise` failed in another way and are in neither number of `rate`. */
  readonly rate: RateJson | null;
  readonly otherwise: number;
  readonly chance: number | null;
  readonly untestable: string | null;
  readonly reason: string | null;
}

/**
 * One object for `--format json`. Texts are as they came: JSON escapes what a terminal must not see.
 * @throws RangeError when the counts contradict their identities
 */
export function bisectionJson(report: BisectionReport): BisectionJson {
  const { run, bisection } = report;
  const { outcome, levels, cause, counts } = bisection;
  identities(counts);
  const named = outcome.kind === 'culprit' || outcome.kind === 'no-change' ? outcome : undefined;
  const signature = cause?.signature;
  return {
    schema: 'retrial.bisection/1',
    run: run.id,
    outcome: outcome.kind,
    test: run.selector,
    good: { ref: report.good, commit: levels[0]?.good.id ?? null },
    bad: { ref: report.bad, commit: levels[0]?.bad.id ?? null },
    beside: bisection.beside?.id ?? null,
    lane: run.lane ?? null,
    overlays: run.overlays,
    ...(run.manner === undefined ? {} : { manner: run.manner }),
    culprits: (named?.culprits ?? []).map(commitJson),
    confidence: named?.confidence ?? null,
    before: rateJson(named?.before ?? (outcome.kind === 'already-bad' ? outcome.goodEnd : undefined)),
    from: rateJson(named?.from ?? fromOf(outcome)),
    noChange: named?.noChange ?? null,
    runnerUp:
      named?.runnerUp === undefined
        ? null
        : { commit: commitJson(named.runnerUp.commit), chance: named.runnerUp.chance },
    sideBySide:
      named?.sideBySide === undefined
        ? null
        : { suspect: rateJson(named.sideBySide.suspect), parent: rateJson(named.sideBySide.parent) },
    boundary: boundaryJson(bisection.boundary),
    suspects: suspectsJson(outcome),
    end: endJson(outcome),
    more: outcome.kind === 'unfinished' || outcome.kind === 'no-change' ? (outcome.more ?? null) : null,
    signature:
      signature === undefined
        ? null
        : { id: signature.id, title: signature.title, place: signature.place ?? null },
    otherCauses: bisection.otherCauses,
    delta: bisection.delta,
    ...counts,
    partial: report.partial ?? null,
    exitCodesOnly: report.exitCodesOnly,
    wallMs: report.wallMs,
    ...spentJson(report),
    levels: levels.map(levelJson),
  };
}

function fromOf(outcome: BisectionOutcome): Estimate | undefined {
  if (outcome.kind === 'began-to-run') return outcome.at;
  return outcome.kind === 'already-bad' || outcome.kind === 'not-failing' ? outcome.badEnd : undefined;
}

function suspectsJson(outcome: BisectionOutcome): BisectionJson['suspects'] {
  if (outcome.kind !== 'unfinished' || outcome.suspects === undefined) return null;
  const { first, last, commits } = outcome.suspects;
  return { first: first.id, last: last.id, commits };
}

function endJson(outcome: BisectionOutcome): BisectionJson['end'] {
  if (outcome.kind !== 'untestable-end') return null;
  return { which: outcome.end, why: outcome.why, reason: outcome.reason ?? null };
}

function boundaryJson(boundary: RunBoundary | undefined): BisectionJson['boundary'] {
  if (boundary === undefined) return null;
  return { without: boundary.without.id, runs: boundary.runs.id, between: boundary.between };
}

function levelJson({ merge, commits, tested }: SearchLevel): LevelJson {
  return { merge: merge?.id ?? null, commits, tested: tested.map(testedJson) };
}

function testedJson(row: TestedCommit): TestedJson {
  const { asked, executed, skipped, lost } = row.counts;
  return {
    ...commitJson(row.commit),
    position: row.position,
    asked,
    executed,
    skipped,
    lost,
    rate: rateJson(row.estimate),
    otherwise: row.otherwise,
    chance: row.chance ?? null,
    untestable: row.untestable ?? null,
    reason: row.reason ?? null,
  };
}

function commitJson({ id, subject, date }: Commit): CommitJson {
  return { commit: id, subject, date };
}
