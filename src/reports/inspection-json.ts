import type {
  InspectedBatch,
  InspectedContent,
  InspectedGroup,
  InspectedTest,
  Inspection,
} from '../model/inspection.ts';
import type { Counts } from '../model/iteration.ts';
import type { FailureFacet, MessageVariant, SignatureLink } from '../model/signature.ts';
import { causeJson, type CauseJson } from './json-parts.ts';
import { type IterationJson, runsJson } from './result-json.ts';

/** What `inspect --json` prints; fields are only ever added under one schema number. */
export interface InspectionJson extends Inspection {
  readonly schema: 'retrial.inspection/1';
  readonly tests: readonly InspectedTest[];
  /** Different tests in all reports; at least as many where `moreTests`. */
  readonly distinctTests: number;
  readonly moreTests: boolean;
  /** Null when nothing tells iterations apart and no test was asked for. */
  readonly batch: BatchJson | null;
  /** What the groups count. */
  readonly unit: InspectedContent['unit'];
  readonly groups: readonly InspectedGroupJson[];
  /** What frameworks repeated by themselves after a first attempt, which alone counts. */
  readonly retries: InspectedContent['retried'];
  /** What was counted but left out of tests, batch and groups, in words; empty but for huge inputs. */
  readonly left: readonly string[];
}

interface BatchJson extends Counts {
  readonly test: string;
  readonly layout: string;
  readonly surplus: number;
  /** False where `asked` is only what came back. */
  readonly askedTold: boolean;
  readonly others: number;
  readonly unplaced: InspectedBatch['unplaced'];
  readonly contradictions: InspectedBatch['contradictions'];
  readonly runs: readonly IterationJson[];
}

/** A cause for programs. */
export interface InspectedGroupJson extends CauseJson {
  /** Iterations or failures, as `unit` says. */
  readonly count: number;
  readonly tests: number | null;
  readonly first: string;
  readonly last: string;
  readonly facets: readonly FailureFacet[];
  readonly messages: readonly MessageVariant[];
  readonly distinctMessages: number;
  readonly links: readonly SignatureLink[];
  readonly example: string;
}

/** One object for programs. Texts are as they came: JSON escapes what a terminal must not see. */
export function inspectionJson(inspection: Inspection, content: InspectedContent): InspectionJson {
  const { tests, found, batch, unit, groups, retried, left } = content;
  const { files, totals, again } = inspection;
  return {
    schema: 'retrial.inspection/1',
    files,
    totals,
    ...(again === undefined ? {} : { again }),
    tests,
    distinctTests: found.tests,
    moreTests: found.more,
    batch: batch === undefined ? null : batchJson(batch, groups),
    unit,
    groups: groups.map(groupJson),
    retries: retried,
    left,
  };
}

function batchJson(batch: InspectedBatch, groups: readonly InspectedGroup[]): BatchJson {
  const { selector, layout, counts, surplus, isAskedTold, others, unplaced, contradictions } = batch;
  return {
    test: selector,
    layout,
    ...counts,
    surplus,
    askedTold: isAskedTold,
    others,
    unplaced,
    contradictions,
    runs: runsJson(batch.iterations, groups),
  };
}

function groupJson({ group, first, last, tests }: InspectedGroup): InspectedGroupJson {
  const { iterations, example } = group;
  const { facets = [], messages = [], links = [] } = group;
  return {
    ...causeJson(group),
    count: iterations.length,
    tests: tests ?? null,
    first,
    last,
    facets,
    messages,
    distinctMessages: group.distinctMessages ?? messages.length,
    links,
    example,
  };
}
