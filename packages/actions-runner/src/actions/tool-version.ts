/**
 * Whether a version (its leading numbers, e.g. `[20, 11, 1]`) satisfies what a workflow asks of a
 * tool, as far as `depth` numbers: the runner has one version of each tool, so that only what
 * breaks programs counts (the major of Node.js, major and minor of Python).
 *
 * Understood: `20`, `v20.1`, `20.x`, `^20`, `~20.1`, `>=18 <23`, `18 || 20`, `*`, `lts/*`, `latest`.
 * Undefined: the text is none of these.
 */
export function satisfiesTool(
  wanted: string,
  version: readonly number[],
  depth: number,
): boolean | undefined {
  let satisfied = false;
  for (const alternative of wanted.split('||')) {
    const verdict = satisfiesAll(alternative.trim(), version, depth);
    if (verdict === undefined) return undefined;
    satisfied ||= verdict;
  }
  return satisfied;
}

const COMPARATOR = /^(>=|<=|>|<|=|\^|~)?v?(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]).*)?$/i;
/** Aliases that stand for a release line we cannot date: any present version will do. */
const ANY = /^(?:\*|x|latest|current|node|lts\/\*|lts|lts\/-?\d+)?$/i;
const LTS_NAMES: Readonly<Record<string, number>> = {
  hydrogen: 18,
  iron: 20,
  jod: 22,
  krypton: 24,
};

function satisfiesAll(
  range: string,
  version: readonly number[],
  depth: number,
): boolean | undefined {
  if (ANY.test(range)) return true;
  const named = /^lts\/(\w+)$/i.exec(range)?.[1]?.toLowerCase();
  if (named !== undefined) {
    const major = LTS_NAMES[named];
    return major === undefined ? undefined : major === version[0];
  }
  let all = true;
  for (const part of range.replaceAll(/([<>=^~])\s+/g, '$1').split(/[\s,]+/)) {
    const match = COMPARATOR.exec(part);
    if (match === null) return undefined;
    const [, operator = '=', ...numbers] = match;
    const wanted = numbers
      .slice(0, depth)
      .map((text) => (/^\d+$/.test(text ?? '') ? Number(text) : undefined));
    const truncated = /^\d+$/.test(numbers[depth] ?? '') && Number(numbers[depth]) > 0;
    all &&= compare(operator, version, wanted, truncated);
  }
  return all;
}

function compare(
  operator: string,
  version: readonly number[],
  wanted: readonly (number | undefined)[],
  truncated: boolean,
): boolean {
  const order = orderOf(version, wanted);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0 || (order === 0 && truncated);
    case '<':
      return order < 0 || (order === 0 && truncated);
    case '^':
      return order >= 0 && version[0] === wanted[0];
    default:
      return order === 0;
  }
}

/** Compares as far as `wanted` goes; a missing or wild number is equal to any. */
function orderOf(version: readonly number[], wanted: readonly (number | undefined)[]): number {
  for (const [i, number] of wanted.entries()) {
    if (number === undefined) return 0;
    const difference = (version[i] ?? 0) - number;
    if (difference !== 0) return difference;
  }
  return 0;
}
