import { data } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';

/** How a job stands while its steps run, or how the jobs before it ended. */
export type RunStatus = 'success' | 'failure' | 'cancelled';

/**
 * `success()`, `failure()`, `cancelled()` and `always()` for a status; `skipped` (a job before was
 * skipped) is neither success nor failure.
 */
export function statusFunctions(status: RunStatus | 'skipped'): readonly FunctionDefinition[] {
  return [
    condition('success', status === 'success'),
    condition('failure', status === 'failure'),
    condition('cancelled', status === 'cancelled'),
    condition('always', true),
  ];
}

function condition(name: string, value: boolean): FunctionDefinition {
  return { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) };
}

/** `hashFiles(pattern, …)`, which answers what `hash` says of the patterns. */
export function hashFilesFunction(
  hash: (patterns: readonly string[]) => string,
): FunctionDefinition {
  return {
    name: 'hashFiles',
    minArgs: 1,
    maxArgs: 255,
    call: (...patterns) => new data.StringData(hash(patterns.map((each) => each.coerceString()))),
  };
}
