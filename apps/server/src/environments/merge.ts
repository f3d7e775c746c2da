/** Yields what several iterables yield, as it comes; ends all of them when it is left. */
export async function* merge<T>(sources: readonly AsyncIterable<T>[]): AsyncIterable<T> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const next = async (index: number) => ({ index, result: await iterators[index]?.next() });
  const pending = new Map(iterators.map((_iterator, index) => [index, next(index)]));
  try {
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values());
      if (result === undefined || result.done === true) {
        pending.delete(index);
      } else {
        yield result.value;
        pending.set(index, next(index));
      }
    }
  } finally {
    // Not awaited: a source that waits for its next item ends when its signal aborts.
    for (const iterator of iterators) void iterator.return?.();
  }
}
