/** One page of a list, and how to ask for the next. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

/**
 * Every item of a list that comes in pages, as far as somebody wants them. It ends when a service names a page twice.
 * @param read asks for a page: undefined for the first, then whatever the one before named as the next
 */
export async function* everyItem<Item>(
  read: (page: string | undefined) => Promise<Page<Item>>,
  maxPages = 1_000,
): AsyncGenerator<Item> {
  const seen = new Set<string>();
  let page: string | undefined;
  for (let count = 0; count < maxPages; count += 1) {
    const { items, next } = await read(page);
    yield* items;
    if (next === undefined || seen.has(next)) return;
    seen.add(next);
    page = next;
  }
}
