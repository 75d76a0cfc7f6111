/** One page of a list, and how to ask for the next. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

/** How far a list is read. */
export interface PageLimit {
  /** 1,000 unless told. */
  readonly pages?: number;
  /** What is thrown where there are more; else the list just ends there. */
  readonly beyond?: () => Error;
}

/**
 * Every item of a list that comes in pages, as far as somebody wants them. It ends when a service names a page twice.
 * @param read asks for a page: undefined for the first, then whatever the one before named as the next
 */
export async function* everyItem<Item>(
  read: (page: string | undefined) => Promise<Page<Item>>,
  { pages = 1_000, beyond }: PageLimit = {},
): AsyncGenerator<Item> {
  const seen = new Set<string>();
  let page: string | undefined;
  for (let count = 0; count < pages; count += 1) {
    const { items, next } = await read(page);
    yield* items;
    if (next === undefined || seen.has(next)) return;
    seen.add(next);
    page = next;
  }
  if (beyond !== undefined) throw beyond();
}
