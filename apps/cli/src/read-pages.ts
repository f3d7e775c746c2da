/** One page of a list of the API. */
interface Page<T> {
  items: readonly T[];
  nextCursor: string | null;
}

/** Reads a list page by page to its end, or until `limit` items. */
export async function readPages<T>(
  readPage: (cursor: string | undefined) => Promise<Page<T>>,
  limit: number = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return items.slice(0, limit);
}
