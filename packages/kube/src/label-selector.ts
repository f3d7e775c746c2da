import { matchesLabels, type Requirement } from './selector.ts';

/** One expression of a label selector in its object form (meta/v1 LabelSelectorRequirement). */
export interface LabelSelectorRequirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  values?: string[];
}

/** A label selector in its object form (meta/v1 LabelSelector). */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: LabelSelectorRequirement[];
}

const OPERATORS = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
} as const satisfies Record<LabelSelectorRequirement['operator'], Requirement['operator']>;

/** Matches labels against a selector object: none matches nothing, an empty one everything. */
export function matchesLabelSelector(
  labels: Readonly<Record<string, string>> | undefined,
  selector: LabelSelector | null | undefined,
): boolean {
  if (selector === undefined || selector === null) return false;
  return matchesLabels(labels, labelSelectorRequirements(selector));
}

/** The requirements that a selector object stands for, labels first, both in key order. */
function labelSelectorRequirements(selector: LabelSelector): Requirement[] {
  const labels = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]): Requirement => ({ key, operator: '=', values: [value] }));
  const expressions = (selector.matchExpressions ?? []).map((expression): Requirement => ({
    key: expression.key,
    operator: OPERATORS[expression.operator],
    values: [...(expression.values ?? [])].sort(),
  }));
  return [...labels, ...expressions];
}

/** The string form that list calls and `status.selector` take; empty for an empty selector. */
export function labelSelectorToString(selector: LabelSelector | null | undefined): string {
  if (selector === undefined || selector === null) return '';
  return labelSelectorRequirements(selector).map(requirementToString).join(',');
}

function requirementToString({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    default:
      return `${key}${operator}${values[0] ?? ''}`;
  }
}
