import type { Failure } from '../model/iteration.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { signatureOf } from './signature-of.ts';

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
}

/** Groups failures of any number of tests, in the order of the records; the order changes no signature. */
export function groupRecords(records: readonly FailureRecord[]): readonly GroupedRecord[] {
  const prints = records.map((record) =>
    signatureOf(failureOf(record), { container: record.classname ?? '', name: record.name ?? '' }),
  );
  const { idOf } = nearDuplicates(prints);
  const titles = new Map<string, string>();
  for (const { signature } of prints) {
    const known = titles.get(signature.id);
    if (known === undefined || signature.title < known) titles.set(signature.id, signature.title);
  }
  return records.map((record, index) => {
    const own = prints[index]?.signature.id ?? '';
    const signature = idOf.get(own) ?? own;
    return { id: record.id, signature, title: titles.get(signature) ?? '' };
  });
}

function failureOf(record: FailureRecord): Failure {
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
