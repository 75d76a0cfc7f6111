import { groupRecords } from '../../src/failures/records.ts';
import { exactMessage, maskedMessage } from './baselines.ts';
import { labelledFailures, placed, type Labelled } from './labelled.ts';
import { scoresOf, type Scores } from './scores.ts';

/** What one method scores on one labelled set. */
export interface Measured {
  readonly set: string;
  readonly method: string;
  /** On the capped sample. */
  readonly core: Scores;
  /** On the sample, one class at a time: only classes with two or more causes, only pairs inside a class. */
  readonly withinClass: { readonly classes: number; readonly perfect: number; readonly f1: number };
}

type Method = (labelled: readonly Labelled[]) => readonly string[];

const methods: Readonly<Record<string, Method>> = {
  retrial: (labelled) =>
    groupRecords(labelled.map(({ record }) => record)).records.map(({ signature }) => signature),
  'exact message': (labelled) => labelled.map(({ record }) => exactMessage(record)),
  'masked message': (labelled) => labelled.map(({ record }) => maskedMessage(record)),
};

/** Scores our grouping, and the two baselines, on one set of the corpus. */
export function measure(corpus: string, set: string): readonly Measured[] {
  const labelled = labelledFailures(corpus, set).filter(({ core }) => core);
  return Object.entries(methods).map(([method, group]) => {
    const predicted = group(labelled);
    return {
      set,
      method,
      core: scoresOf(placed(labelled, predicted)),
      withinClass: withinClass(labelled, predicted),
    };
  });
}

function withinClass(labelled: readonly Labelled[], predicted: readonly string[]): Measured['withinClass'] {
  const byClass = new Map<string, number[]>();
  for (const [index, { record }] of labelled.entries()) {
    const name = record.classname ?? '';
    byClass.set(name, [...(byClass.get(name) ?? []), index]);
  }
  const several = [...byClass].filter(
    ([, members]) => new Set(members.map((index) => labelled[index]?.label)).size > 1,
  );
  const items = several.map(([name, members]) =>
    members.map((index) => ({
      label: `${name}\n${labelled[index]?.label}`,
      family: labelled[index]?.family ? `${name}\n${labelled[index]?.family}` : null,
      predicted: `${name}\n${predicted[index]}`,
    })),
  );
  return {
    classes: several.length,
    perfect: items.filter((members) => scoresOf(members).f1 === 1).length,
    f1: scoresOf(items.flat()).f1,
  };
}
