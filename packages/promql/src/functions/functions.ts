import { vector, type VectorSample } from '../eval/value.ts';
import {
  mapRange,
  mapVector,
  scalarArg,
  vectorArg,
  type FunctionDefinition,
} from './definition.ts';
import { histogramQuantile } from './histogram-quantile.ts';
import { absent, absentOverTime, labelReplace } from './label-functions.ts';
import { extrapolated, instantaneous } from './rate.ts';
import { maximum, mean, minimum, quantile, sum, variance } from './statistics.ts';

const clamp: FunctionDefinition = {
  ...mapVector((value, min = NaN, max = NaN) => clampTo(value, min, max), [NaN, NaN]),
  evaluate(input) {
    const [min, max] = [scalarArg(input, 1), scalarArg(input, 2)];
    if (min > max) return vector([]);
    return mapVector((value) => clampTo(value, min, max)).evaluate(input);
  },
};

const scalar: FunctionDefinition = {
  args: ['vector'],
  returns: 'scalar',
  evaluate(input) {
    const samples = vectorArg(input);
    return { type: 'scalar', value: samples.length === 1 ? (samples[0]?.value ?? NaN) : NaN };
  },
};

/** A bound that is NaN makes the result NaN, as Go's math.Max and math.Min do. */
function clampTo(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}

function sortBy(direction: 1 | -1): FunctionDefinition {
  return {
    args: ['vector'],
    returns: 'vector',
    evaluate: (input) => vector([...vectorArg(input)].sort(byValue(direction))),
  };
}

/** Orders samples by value; NaN comes last either way. */
export function byValue(direction: 1 | -1): (a: VectorSample, b: VectorSample) => number {
  return (a, b) => {
    if (Number.isNaN(a.value)) return Number.isNaN(b.value) ? 0 : 1;
    if (Number.isNaN(b.value)) return -1;
    return a.value === b.value ? 0 : direction * (a.value < b.value ? -1 : 1);
  };
}

function countWhere(holds: (before: number, after: number) => boolean): FunctionDefinition {
  return mapRange(
    ({ values }) => values.filter((value, i) => i > 0 && holds(values[i - 1] ?? 0, value)).length,
  );
}

/** The functions of the language that this engine evaluates, by name. */
export const FUNCTIONS: ReadonlyMap<string, FunctionDefinition> = new Map(
  Object.entries({
    abs: mapVector(Math.abs),
    absent,
    absent_over_time: absentOverTime,
    avg_over_time: mapRange(({ values }) => mean(values)),
    ceil: mapVector(Math.ceil),
    changes: countWhere((a, b) => a !== b && !(Number.isNaN(a) && Number.isNaN(b))),
    clamp,
    clamp_max: mapVector((value, max = NaN) => Math.min(max, value), [NaN]),
    clamp_min: mapVector((value, min = NaN) => Math.max(min, value), [NaN]),
    count_over_time: mapRange(({ values }) => values.length),
    delta: mapRange(extrapolated({ counter: false, perSecond: false })),
    exp: mapVector(Math.exp),
    floor: mapVector(Math.floor),
    histogram_quantile: histogramQuantile,
    idelta: mapRange(instantaneous({ counter: false, perSecond: false })),
    increase: mapRange(extrapolated({ counter: true, perSecond: false })),
    irate: mapRange(instantaneous({ counter: true, perSecond: true })),
    label_replace: labelReplace,
    last_over_time: mapRange(({ values }) => values.at(-1), { keepName: true }),
    ln: mapVector(Math.log),
    log10: mapVector(Math.log10),
    log2: mapVector(Math.log2),
    max_over_time: mapRange(({ values }) => maximum(values)),
    min_over_time: mapRange(({ values }) => minimum(values)),
    present_over_time: mapRange(() => 1),
    quantile_over_time: mapRange(({ values }, _, q) => quantile(q, values), { parameter: true }),
    rate: mapRange(extrapolated({ counter: true, perSecond: true })),
    resets: countWhere((before, after) => after < before),
    round: mapVector((value, to = 1) => Math.floor(value * (1 / to) + 0.5) / (1 / to), [1]),
    scalar,
    sgn: mapVector(Math.sign),
    sort: sortBy(1),
    sort_desc: sortBy(-1),
    sqrt: mapVector(Math.sqrt),
    stddev_over_time: mapRange(({ values }) => Math.sqrt(variance(values))),
    stdvar_over_time: mapRange(({ values }) => variance(values)),
    sum_over_time: mapRange(({ values }) => sum(values)),
    time: {
      args: [],
      returns: 'scalar',
      evaluate: ({ timeMs }) => ({ type: 'scalar', value: timeMs / 1000 }),
    },
    vector: {
      args: ['scalar'],
      returns: 'vector',
      evaluate: (input) => vector([{ labels: {}, value: scalarArg(input, 0) }]),
    },
  } satisfies Record<string, FunctionDefinition>),
);
