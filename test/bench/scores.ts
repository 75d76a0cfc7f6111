/** One scored item: where the label puts it, where the grouping under test puts it. */
export interface Placed {
  readonly label: string;
  /** Two labels of one family are undecidable from the text: such pairs are not scored. */
  readonly family: string | null;
  readonly predicted: string;
}

export interface Scores {
  readonly items: number;
  readonly labels: number;
  readonly groups: number;
  /** Over pairs of items, family pairs left out. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Adjusted Rand index on the strict labels (Hubert and Arabie 1985, formula 5). */
  readonly ari: number;
  /** BCubed F on the strict labels (Bagga and Baldwin 1998). */
  readonly bcubed: number;
  /** Items in a predicted group that holds more than one label (labels of one family count as one). */
  readonly mixed: number;
}

/** Scores one grouping against its labels. */
export function scoresOf(items: readonly Placed[]): Scores {
  const { precision, recall, f1 } = pairScores(items);
  return {
    items: items.length,
    labels: new Set(items.map((item) => item.label)).size,
    groups: new Set(items.map((item) => item.predicted)).size,
    precision,
    recall,
    f1,
    ari: adjustedRand(items),
    bcubed: bcubedF(items),
    mixed: mixedItems(items),
  };
}

function pairScores(items: readonly Placed[]): { precision: number; recall: number; f1: number } {
  const together = pairsWithin(countBy(items, (item) => `${item.label}\n${item.predicted}`));
  const predicted = pairsWithin(countBy(items, (item) => item.predicted));
  const labelled = pairsWithin(countBy(items, (item) => item.label));
  const inFamily = items.filter((item) => item.family !== null && item.family !== '');
  const undecided =
    pairsWithin(countBy(inFamily, (item) => `${item.family}\n${item.predicted}`)) -
    pairsWithin(countBy(inFamily, (item) => `${item.label}\n${item.predicted}`));
  const precision = predicted === undecided ? 1 : together / (predicted - undecided);
  const recall = labelled === 0 ? 1 : together / labelled;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}

function adjustedRand(items: readonly Placed[]): number {
  const together = pairsWithin(countBy(items, (item) => `${item.label}\n${item.predicted}`));
  const predicted = pairsWithin(countBy(items, (item) => item.predicted));
  const labelled = pairsWithin(countBy(items, (item) => item.label));
  const all = (items.length * (items.length - 1)) / 2;
  const expected = all === 0 ? 0 : (predicted * labelled) / all;
  const most = (predicted + labelled) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

function bcubedF(items: readonly Placed[]): number {
  if (items.length === 0) return 1;
  const together = countBy(items, (item) => `${item.label}\n${item.predicted}`);
  const predicted = countBy(items, (item) => item.predicted);
  const labelled = countBy(items, (item) => item.label);
  let precision = 0;
  let recall = 0;
  for (const item of items) {
    const both = together.get(`${item.label}\n${item.predicted}`) ?? 0;
    precision += both / (predicted.get(item.predicted) ?? 1) / items.length;
    recall += both / (labelled.get(item.label) ?? 1) / items.length;
  }
  return (2 * precision * recall) / (precision + recall);
}

function mixedItems(items: readonly Placed[]): number {
  const labelsOf = new Map<string, Set<string>>();
  for (const item of items) {
    const labels = labelsOf.get(item.predicted) ?? new Set<string>();
    labelsOf.set(item.predicted, labels.add(item.family ? `family ${item.family}` : item.label));
  }
  return items.filter((item) => (labelsOf.get(item.predicted)?.size ?? 0) > 1).length;
}

function countBy(items: readonly Placed[], key: (item: Placed) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

function pairsWithin(counts: ReadonlyMap<string, number>): number {
  let pairs = 0;
  for (const count of counts.values()) pairs += (count * (count - 1)) / 2;
  return pairs;
}
