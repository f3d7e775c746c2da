import { type QueryRange } from '../src/eval/evaluate.ts';
import { type SeriesStore } from '../src/store/series-store.ts';
/**
 * A store filled in the notation of Prometheus' own tests: `name{a="b"} 1 2 _ stale 0+10x3`, one
 * sample a step from time 0.
 */
export declare function storeOf(stepMs: number, lines: readonly string[]): SeriesStore;
/** A query's result at a time as `labels → value`, in the result's order. */
export declare function at(store: SeriesStore, query: string, timeMs: number): unknown;
/** A range query's result as `labels → [time, value][]`. */
export declare function over(store: SeriesStore, query: string, range: QueryRange): unknown;
//# sourceMappingURL=_util.d.ts.map
