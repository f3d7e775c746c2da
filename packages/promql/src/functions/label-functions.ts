import { PromqlError } from '../errors.ts';
import type { Matcher } from '../labels/matcher.ts';
import { compileRegex } from '../labels/matcher.ts';
import { makeLabels, METRIC_NAME, type Labels } from '../labels/labels.ts';
import { vector } from '../eval/value.ts';
import {
  matrixArg,
  selectorOf,
  stringArg,
  vectorArg,
  type FunctionDefinition,
  type FunctionInput,
} from './definition.ts';

/** `label_replace(v, dst, replacement, src, regex)`: the regular expression matches all of `src`. */
export const labelReplace: FunctionDefinition = {
  args: ['vector', 'string', 'string', 'string', 'string'],
  returns: 'vector',
  evaluate(input) {
    const [target, replacement, source, regex] = [1, 2, 3, 4].map((i) => stringArg(input, i));
    if (!/^[a-zA-Z_]\w*$/.test(target ?? '')) {
      throw new PromqlError('execution', `"${target}" is not a name for a label.`);
    }
    const pattern = compileRegex(regex ?? '');
    const samples = vectorArg(input).map((sample) => {
      const match = pattern.matcher(sample.labels[source ?? ''] ?? '');
      if (!match.matches()) return sample;
      const groups = (name: string): string => {
        if (/^\d+$/.test(name))
          return Number(name) <= match.groupCount() ? (match.group(Number(name)) ?? '') : '';
        return Object.hasOwn(pattern.namedGroups(), name) ? (match.group(name) ?? '') : '';
      };
      const value = expand(replacement ?? '', groups);
      return { ...sample, labels: setLabel(sample.labels, target ?? '', value) };
    });
    return vector(samples);
  },
};

/** Go's `Regexp.Expand`: `$1`, `${name}`, `$$`; the longest name counts, an unknown one is empty. */
function expand(template: string, group: (name: string) => string): string {
  return template.replaceAll(
    /\$(?:\$|(\w+)|\{(\w+)\})/g,
    (whole, plain: string | undefined, braced: string | undefined) =>
      whole === '$$' ? '$' : group(plain ?? braced ?? ''),
  );
}

/** The labels with one set, or taken away when the value is empty. */
function setLabel(labels: Labels, name: string, value: string): Labels {
  return makeLabels([...Object.entries(labels).filter(([key]) => key !== name), [name, value]]);
}

/** `absent(v)`: 1 when the vector is empty, with the labels that its selector fixes. */
export const absent: FunctionDefinition = {
  args: ['vector'],
  returns: 'vector',
  evaluate: (input) => absence(input, vectorArg(input).length === 0),
};

/** `absent_over_time(v[d])`. */
export const absentOverTime: FunctionDefinition = {
  args: ['matrix'],
  returns: 'vector',
  evaluate: (input) =>
    absence(
      input,
      matrixArg(input, 0).series.every((series) => series.values.length === 0),
    ),
};

function absence(input: FunctionInput, isAbsent: boolean): ReturnType<typeof vector> {
  if (!isAbsent) return vector([]);
  const selector = selectorOf(input.call.args[0]);
  const matchers = selector?.kind === 'vector-selector' ? selector.matchers : [];
  return vector([{ labels: labelsFixedBy(matchers), value: 1 }]);
}

/** Labels with exactly one matcher, which is an equality. */
function labelsFixedBy(matchers: readonly Matcher[]): Labels {
  return makeLabels(
    matchers
      .filter(({ name, operator }) => {
        const alone = matchers.filter((other) => other.name === name).length === 1;
        return alone && operator === '=' && name !== METRIC_NAME;
      })
      .map(({ name, value }) => [name, value] as const),
  );
}
