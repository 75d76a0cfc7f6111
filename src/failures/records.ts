import type { Failure, Iteration, TestResult } from '../model/iteration.ts';
import type { FailureGroup } from '../model/signature.ts';
import { groupFailures } from './groups.ts';
import type { KnownIssueRule } from './known-issues.ts';

/** One failure as a JSONL file carries it. All texts are hostile; null and absent mean the same. */
export interface FailureRecord {
  readonly id: string;
  readonly type?: string | null | undefined;
  readonly message?: string | null | undefined;
  readonly text?: string | null | undefined;
  readonly classname?: string | null | undefined;
  readonly name?: string | null | undefined;
  /** `error` if it is one; anything else counts as a failure. */
  readonly kind?: string | null | undefined;
  readonly scope?: string | null | undefined;
}

/** What `retrial group` prints for one record. */
export interface GroupedRecord {
  readonly id: string;
  /** Equal for records of one cause. */
  readonly signature: string;
  readonly title: string;
  /** The ticket that a person's rule names for it. */
  readonly knownIssue?: string;
}

/** A cause with the records that it is behind of, first to last as they stand in the file. */
export interface RecordGroup {
  readonly group: FailureGroup;
  readonly first: string;
  readonly last: string;
  /** Different tests among them. */
  readonly tests: number;
}

/** Records in groups, and each record with the group it is in. */
export interface GroupedRecords {
  readonly groups: readonly RecordGroup[];
  readonly records: readonly GroupedRecord[];
}

/**
 * Groups failures of any number of tests; the order of the records changes no signature.
 * @param rules People's rules about failures they know, on top of the automatic groups.
 * @throws UserError E-PATTERN when a rule cannot be understood.
 */
export function groupRecords(
  records: readonly FailureRecord[],
  rules: readonly KnownIssueRule[] = [],
): GroupedRecords {
  const groups = groupFailures(records.map(asIteration), rules);
  const groupAt = new Map<number, FailureGroup>();
  for (const group of groups) for (const index of group.iterations) groupAt.set(index, group);
  const idAt = (index: number | undefined): string => records[(index ?? 1) - 1]?.id ?? '';
  return {
    groups: groups.map((group) => ({
      group,
      first: idAt(group.first),
      last: idAt(group.last),
      tests: testsOf(group.iterations.map((index) => records[index - 1])),
    })),
    records: records.map(({ id }, at) => {
      const group = groupAt.get(at + 1);
      const { id: signature = '', title = '' } = group?.signature ?? {};
      const issue = group?.knownIssue;
      return issue === undefined ? { id, signature, title } : { id, signature, title, knownIssue: issue };
    }),
  };
}

/** Every record stands for itself: its number is its place in the file. */
function asIteration(record: FailureRecord, at: number): Iteration {
  const failure = failureOfRecord(record);
  const result: TestResult = {
    container: record.classname ?? '',
    name: record.name ?? '',
    outcome: 'failed',
    scope: record.scope === 'class' ? 'class' : 'method',
    phase: 'call',
    failure,
  };
  return { index: at + 1, outcome: 'failed', failure, results: [result], durationMs: 0, machine: '' };
}

/** How many different tests the records are of. */
function testsOf(records: readonly (FailureRecord | undefined)[]): number {
  if (records.length === 1) return 1;
  return new Set(records.map((record) => `${record?.classname ?? ''}\n${record?.name ?? ''}`)).size;
}

/** A record's failure in the model's words. */
export function failureOfRecord(record: Omit<FailureRecord, 'id'>): Failure {
  return {
    kind: kindOf(record.kind ?? ''),
    type: record.type ?? '',
    message: record.message ?? '',
    body: record.text ?? '',
  };
}

function kindOf(kind: string): Failure['kind'] {
  if (kind === 'timeout' || kind === 'crash') return kind;
  return /error/i.test(kind) ? 'error' : 'failure';
}
