/**
 * How well a query fits a text: null when its letters do not occur in order; otherwise higher is
 * better (whole words and beginnings before scattered letters, short texts before long ones).
 */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '');
  const lower = text.toLowerCase();
  if (wanted === '') return 0;
  const whole = lower.indexOf(wanted);
  if (whole >= 0) return 100 - whole + (isWordStart(lower, whole) ? 50 : 0) - text.length / 100;
  let score = 0;
  let from = 0;
  for (const letter of wanted) {
    const at = lower.indexOf(letter, from);
    if (at < 0) return null;
    score += isWordStart(lower, at) ? 3 : at === from ? 2 : 0;
    from = at + 1;
  }
  return score - text.length / 100;
}

/** The items that fit, best first. */
export function fuzzyFilter<Item>(
  query: string,
  items: readonly Item[],
  textOf: (item: Item) => string,
): Item[] {
  return items
    .map((item) => ({ item, score: fuzzyScore(query, textOf(item)) }))
    .filter((scored): scored is { item: Item; score: number } => scored.score !== null)
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item);
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s/_-]/.test(text[at - 1] ?? '');
}
