/** Ids longer than this are refused: an index row of Postgres holds about 2,700 bytes. */
const maxIdLength = 500;

/** Texts from outside may hold NUL and halves of pairs, which a Postgres text cannot: U+FFFD stands in their place. */
export function clean(text: string): string {
  return text.replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD');
}

/**
 * A text that becomes a key.
 * @throws RangeError when it is longer than 500 characters: no service has such ids, and no index holds them.
 */
export function cleanId(text: string): string {
  if (text.length > maxIdLength) {
    throw new RangeError(`an id of ${text.length} characters, but at most ${maxIdLength} are kept`);
  }
  return clean(text);
}

/** Times are kept in UTC with milliseconds, whatever way they were written. */
export function iso(time: Date): string {
  return time.toISOString();
}

/** Splits what is written or read into pieces that each stay under a size, or hold one item. */
export function chunksBySize<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  limit: { readonly size: number; readonly count: number },
): Item[][] {
  const chunks: Item[][] = [];
  let current: Item[] = [];
  let size = 0;
  for (const item of items) {
    const itemSize = sizeOf(item);
    if (current.length > 0 && (size + itemSize > limit.size || current.length >= limit.count)) {
      chunks.push(current);
      current = [];
      size = 0;
    }
    current.push(item);
    size += itemSize;
  }
  if (current.length > 0) chunks.push(current);
  return chunks;
}
