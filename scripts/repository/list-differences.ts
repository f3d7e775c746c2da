/** Where two lists that must say the same differ, both ways. */
export function listDifferences(
  first: { name: string; items: readonly string[] },
  second: { name: string; items: readonly string[] },
): string[] {
  const missing = (from: typeof first, other: typeof first): string[] =>
    other.items
      .filter((item) => !from.items.includes(item))
      .map((item) => `${from.name} lacks ${item}`);
  return [...missing(first, second), ...missing(second, first)];
}
