import type { LeftScope, Scope, ScopeReading } from '../model/isolation.ts';
import type { Counts } from '../model/iteration.ts';
import { identities } from './identities.ts';
import type { IsolationReport } from './isolation-report.ts';
import { causeJson, type CauseJson, rateJson, type RateJson } from './json-parts.ts';

/** An isolation for programs; fields are only ever added under one schema number. */
export interface IsolationJson {
  readonly schema: 'retrial.isolation/1';
  readonly run: string;
  /** order, load, order-and-load, by-itself, undecided, not-reproduced, no-data. */
  readonly verdict: string;
  /** Executed runs of each scope that would decide it; null when nothing is missing or nobody can say. */
  readonly missing: number | null;
  readonly test: string;
  readonly ref: string | null;
  readonly commit: string | null;
  /** How the code was changed for the run, in words; empty for not at all. */
  readonly overlays: readonly string[];
  /** How it was run other than usually, in the words that asked for it; absent for the usual way. */
  readonly manner?: readonly string[];
  readonly scopes: readonly ScopeJson[];
  readonly left: readonly LeftScope[];
  readonly signatures: readonly SignatureJson[];
  readonly copies: number;
  readonly partial: 'cancelled' | 'interrupted' | null;
  readonly exitCodesOnly: boolean;
  readonly wallMs: number;
}

interface ScopeJson extends Counts {
  readonly scope: Scope;
  readonly rate: RateJson | null;
  /** Against `alone`; null for itself. */
  readonly reading: ScopeReading | null;
  readonly p: number | null;
  readonly broken: string | null;
}

interface SignatureJson extends CauseJson {
  readonly failed: Readonly<Partial<Record<Scope, number>>>;
}

/**
 * One object for `--format json`. Texts are as they came.
 * @throws RangeError when counts contradict their identities
 */
export function isolationJson(report: IsolationReport): IsolationJson {
  const { isolation, run } = report;
  return {
    schema: 'retrial.isolation/1',
    run: run.id,
    verdict: isolation.kind,
    missing: isolation.more ?? null,
    test: run.selector,
    ref: run.revision ?? null,
    commit: run.commit ?? null,
    overlays: run.overlays,
    ...(run.manner === undefined ? {} : { manner: run.manner }),
    scopes: isolation.scopes.map(({ scope, counts, estimate, reading, p, broken }) => {
      identities(counts);
      const rate = rateJson(estimate);
      return { scope, ...counts, rate, reading: reading ?? null, p: p ?? null, broken: broken ?? null };
    }),
    left: isolation.left,
    signatures: isolation.causes.map(({ group, failed }) => ({
      ...causeJson(group),
      failed,
    })),
    copies: report.copies,
    partial: report.partial ?? null,
    exitCodesOnly: report.exitCodesOnly,
    wallMs: report.wallMs,
  };
}
