/** Which rows of a long list are drawn: from `start` up to, but without, `end`. */
export interface RowWindow {
  start: number;
  end: number;
}

/** Rows in view with some more on both sides, so that scrolling shows no gap. */
export function rowWindow(
  view: { scrollTop: number; height: number },
  rows: number,
  rowHeight: number,
  overscan = 20,
): RowWindow {
  const first = Math.floor(view.scrollTop / rowHeight);
  const count = Math.ceil(view.height / rowHeight);
  const start = Math.max(0, Math.min(first - overscan, rows));
  return { start, end: Math.min(rows, Math.max(start, first + count + overscan)) };
}

/** Whether the end of a scrolled box is in view. */
export function isAtEnd(
  box: { scrollTop: number; clientHeight: number; scrollHeight: number },
  slack = 8,
): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight <= slack;
}

/** Indices of the lines that contain a text, upper and lower case alike. */
export function matchingLines(lines: readonly { text: string }[], query: string): number[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const found: number[] = [];
  for (const [index, { text }] of lines.entries()) {
    if (text.toLowerCase().includes(wanted)) found.push(index);
  }
  return found;
}
