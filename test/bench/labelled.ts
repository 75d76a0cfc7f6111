import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FailureRecord } from '../../src/failures/records.ts';
import type { Placed } from './scores.ts';

/** A record of the corpus with its labels, which only the scorer reads. */
export interface Labelled {
  readonly record: FailureRecord;
  readonly label: string;
  readonly family: string | null;
  /** Whether it belongs to the capped sample; data without the field is all sample. */
  readonly core: boolean;
}

/** Reads one labelled file of the corpus; records without a label are left out. */
export function labelledFailures(corpus: string, set: string): readonly Labelled[] {
  const lines = readFileSync(join(corpus, 'failures', `${set}.jsonl`), 'utf8').split('\n');
  return lines.flatMap((line) => {
    if (line === '') return [];
    const { group, family, core, id, type, message, text, classname, name, kind, scope } = JSON.parse(line);
    if (typeof group !== 'string') return [];
    const record = { id, type, message, text, classname, name, kind, scope };
    return [{ record, label: group, family: family ?? null, core: core !== false }];
  });
}

/** Sets a grouping beside the labels. */
export function placed(labelled: readonly Labelled[], predicted: readonly string[]): readonly Placed[] {
  return labelled.map(({ label, family }, index) => ({ label, family, predicted: predicted[index] ?? '' }));
}
