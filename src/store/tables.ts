import type { ColumnType, Generated } from 'kysely';
import type { TrackerName } from '../model/ticket.ts';

/** Written as ISO text, read as a date. */
type Time = ColumnType<Date, string, string>;
type OptionalTime = ColumnType<Date | null, string | null | undefined, string | null>;
/** Written as JSON text, read as what it holds: checked by whoever reads it. */
type Json = ColumnType<unknown, string, string>;

interface DeliveryTable {
  readonly id: string;
  readonly tracker: string;
  readonly event: string;
  readonly payload: string;
  readonly received_at: Time;
  readonly handled_at: OptionalTime;
}

/** What the worker changes stands in columns, beside what is searched for; the rest of the run in `content`. */
interface RunTable {
  readonly id: string;
  readonly tracker: string;
  readonly project: string;
  readonly ticket: string;
  readonly comment_id: string;
  readonly line: number;
  readonly lane: string;
  readonly stage: string;
  readonly state: string;
  readonly revision: string;
  readonly commit_id: string | null;
  readonly note: string | null;
  readonly created_at: Time;
  readonly content: Json;
  readonly settings: Json;
  readonly cancel_by: ColumnType<string | null, never, string>;
  readonly cancel_at: OptionalTime;
  readonly resolved: ColumnType<unknown, never, string>;
  readonly additions: ColumnType<unknown, never, string>;
  /** When evidence that is there was last complete, or held; null where there is none to let go. */
  readonly evidence_at: OptionalTime;
  readonly evidence_gone_at: OptionalTime;
  /** Why it failed; null where it did not. */
  readonly fault: ColumnType<unknown, never, string>;
  readonly sequence: Generated<string>;
}

interface BatchTable {
  readonly id: string;
  readonly run_id: string;
  readonly ref: string | null;
  readonly ended: ColumnType<unknown, never, string>;
  readonly woken_at: OptionalTime;
  readonly expires_at: OptionalTime;
  readonly content: Json;
  readonly sequence: Generated<string>;
}

interface BranchTable {
  readonly batch_id: string;
  readonly run_id: string;
  readonly clone: string;
  readonly remote: string;
  readonly name: string;
  readonly commit_id: string;
}

interface IterationTable {
  readonly run_id: string;
  readonly index: number;
  /** Length of the content in characters: reading plans its chunks by it. */
  readonly size: number;
  readonly content: Json;
}

interface PostTable {
  readonly ticket: string;
  readonly kind: string;
  readonly topic_id: string;
  readonly claimed_at: Time;
  readonly comment_id: ColumnType<string | null, never, string>;
  readonly node_id: ColumnType<string | null, never, string | null>;
  readonly body_hash: ColumnType<string | null, never, string>;
  readonly posted_at: OptionalTime;
  readonly minimised_at: OptionalTime;
}

interface EvidenceTable {
  readonly run_id: string;
  readonly iteration: number;
  readonly name: string;
  readonly digest: string;
  /** Length of the uncompressed content in bytes. */
  readonly size: number;
}

interface DigestTable {
  readonly project: string;
  readonly name: string;
  readonly since: Time;
  readonly is_on: boolean;
  readonly changed_by: string | null;
}

interface DigestSentTable {
  readonly project: string;
  readonly name: string;
  readonly due: Time;
  readonly place: string;
  readonly leased_until: Time;
  readonly sent_at: OptionalTime;
}

interface CursorTable {
  readonly name: string;
  readonly place: Json;
  readonly moved_at: Time;
}

interface PermitTable {
  readonly tracker: string;
  readonly project: string;
  readonly ticket: string;
  /** The login in lower case. */
  readonly person: string;
  readonly login: string;
  readonly given_by: string;
  readonly given_at: Time;
}

interface HistoryTestTable {
  readonly number: Generated<number>;
  readonly project: string;
  readonly name: string;
}

interface HistorySignatureTable {
  readonly project: string;
  readonly id: string;
  readonly title: string;
  readonly content: Json;
}

/** The three lists are packed: see id-counts.ts. */
interface HistoryBuildTable {
  readonly number: Generated<number>;
  readonly project: string;
  readonly lane: string;
  readonly id: string;
  readonly branch: string;
  readonly commit_id: string;
  readonly at: Time;
  readonly passes_known: boolean;
  readonly is_partial: boolean;
  readonly ms: ColumnType<string | null, number | null, number | null>;
  readonly passed: Uint8Array;
  readonly failed: Uint8Array;
  readonly skipped: Uint8Array;
}

interface HistoryFailureTable {
  readonly build: number;
  readonly test: number;
  readonly signature: string;
  readonly count: number;
}

/** `repository` is in lower case. */
interface OrdinaryBuildTable {
  readonly repository: string;
  readonly service: string;
  readonly ref: string;
  readonly noted_at: Time;
  readonly next_at: Time;
  readonly tries: number;
  readonly done_at: OptionalTime;
}

/** Rows are only ever added: the database refuses everything else. */
interface LedgerTable {
  readonly number: number;
  readonly id: string;
  readonly release: string | null;
  readonly ticket: string;
  readonly run_id: string | null;
  /** The decision as the JSON text that was hashed. */
  readonly content: string;
  readonly previous: string;
  readonly hash: string;
}

/** `person` and `ticket` hold their tracker's name too, in one spelling. */
interface ChargeTable {
  readonly tracker: string;
  readonly comment_id: string;
  readonly line: number;
  readonly lane: string;
  readonly repository: string;
  readonly person: string;
  readonly ticket: string;
  readonly selector: string;
  readonly at: Time;
  readonly iterations: ColumnType<string, number, number>;
  readonly ms: ColumnType<string, number, number>;
  readonly settled: boolean;
}

interface DecisionOrderTable {
  readonly id: string;
  readonly content: Json;
  readonly begun_at: Time;
}

/** `repository` is in lower case. */
interface IssueLinkTable {
  readonly tracker: TrackerName;
  readonly project: string;
  readonly ticket: string;
  readonly repository: string;
  readonly kind: 'test' | 'signature';
  readonly target: string;
  readonly given_by: string;
  readonly given_at: Time;
}

/** The tables of schema `retrial`, as the newest migration leaves them. */
export interface Tables {
  readonly delivery: DeliveryTable;
  readonly run: RunTable;
  readonly batch: BatchTable;
  readonly branch: BranchTable;
  readonly iteration: IterationTable;
  readonly post: PostTable;
  readonly evidence: EvidenceTable;
  readonly cursor: CursorTable;
  readonly digest: DigestTable;
  readonly digest_sent: DigestSentTable;
  readonly permit: PermitTable;
  readonly history_test: HistoryTestTable;
  readonly history_signature: HistorySignatureTable;
  readonly history_build: HistoryBuildTable;
  readonly history_failure: HistoryFailureTable;
  readonly ledger: LedgerTable;
  readonly charge: ChargeTable;
  readonly decision_order: DecisionOrderTable;
  readonly issue_link: IssueLinkTable;
  readonly ordinary_build: OrdinaryBuildTable;
}
