import { data } from '@actions/expressions';
import { isJsonObject, type Json } from '../json.ts';

/** A value of the expression language, as `@actions/expressions` has it. */
type ExpressionData = InstanceType<
  | typeof data.Array
  | typeof data.Dictionary
  | typeof data.StringData
  | typeof data.BooleanData
  | typeof data.NumberData
  | typeof data.Null
>;

/** JSON into the expression language. */
export function toExpressionData(value: Json | undefined): ExpressionData {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (isJsonObject(value)) {
    const dictionary = new data.Dictionary();
    for (const [key, member] of Object.entries(value))
      dictionary.add(key, toExpressionData(member));
    return dictionary;
  }
  const array = new data.Array();
  for (const item of value) array.add(toExpressionData(item));
  return array;
}

/** The expression language into JSON. */
export function fromExpressionData(value: ExpressionData | undefined): Json {
  // The evaluator answers undefined for a context that has no value.
  if (value === undefined || value instanceof data.Null) return null;
  if (value instanceof data.Array) return value.values().map(fromExpressionData);
  if (value instanceof data.Dictionary) {
    return Object.fromEntries(
      value.pairs().map((pair) => [pair.key, fromExpressionData(pair.value)]),
    );
  }
  return value.value;
}

/** How a value reads where a string is wanted: `null` is empty, objects are just named. */
export function coerceToString(value: Json): string {
  return toExpressionData(value).coerceString();
}

/** Whether a value counts as true in a condition: not false, 0, NaN, the empty string or null. */
export function isTruthy(value: Json): boolean {
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value);
  return value !== null && value !== false && value !== '';
}
