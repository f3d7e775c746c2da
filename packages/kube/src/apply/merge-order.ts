/**
 * The order of a merged list, as structured-merge-diff gives it: items of the applied list keep
 * its order; items of the live list alone stay in front of the live neighbours they had.
 * Both lists are without doubles.
 */
export function mergeOrder(live: readonly string[], applied: readonly string[]): string[] {
  const inLive = new Set(live);
  const inApplied = new Set(applied);
  const shared = applied.filter((element) => inLive.has(element));
  const merged = new Set<string>();
  let next = 0; // index into `shared`: the shared item that is due
  let [l, a] = [0, 0];
  while (l < live.length || a < applied.length) {
    const [left, right] = [live[l], applied[a]];
    if (left !== undefined && right !== undefined) {
      if (left === right) {
        merged.add(left);
        l++;
        a++;
        next++;
        continue;
      }
      if (inApplied.has(left) && next < shared.length && shared[next] !== left) {
        l++; // a shared item whose turn is later or past
        continue;
      }
    }
    if (left !== undefined) {
      if (!inApplied.has(left)) {
        merged.add(left);
        l++;
        continue;
      }
      if (merged.has(left)) l++;
    }
    if (right !== undefined) {
      merged.add(right);
      a++;
      if (shared[next] === right) next++;
    }
  }
  return [...merged];
}
