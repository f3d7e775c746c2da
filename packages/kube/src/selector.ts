/** One requirement of a label selector; all requirements must hold. */
export interface Requirement {
  key: string;
  operator: '=' | '!=' | 'in' | 'notin' | 'exists' | '!';
  /** One for `=` and `!=`, any number for `in` and `notin`, none else. */
  values: string[];
}

/** A selector text that doesn't parse; the message is the one kube-apiserver answers. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
  readonly code = 'INVALID_SELECTOR';
}

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const TOKEN = /\s*(==|!=|=|!|\(|\)|,|[^\s,()!=]+)/y;

/**
 * Parses the full label selector grammar: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b)`,
 * `a`, `!a`, joined with commas. An empty text gives no requirement (matches everything).
 * Throws SelectorError.
 */
export function parseLabelSelector(text: string): Requirement[] {
  const tokens = tokenize(text);
  if (tokens.length === 0) return [];
  const requirements: Requirement[] = [];
  let at = 0;
  for (;;) {
    const [requirement, next] = parseRequirement(tokens, at);
    requirements.push(requirement);
    if (next >= tokens.length) return requirements;
    if (tokens[next] !== ',') {
      throw new SelectorError(`found '${tokens[next]}', expected: ',' or 'end of string'`);
    }
    at = next + 1;
  }
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match?.[1] === undefined) throw new SelectorError(`unable to parse requirement: ${text}`);
    tokens.push(match[1]);
  }
  return tokens;
}

function parseRequirement(tokens: readonly string[], at: number): [Requirement, number] {
  if (tokens[at] === '!') {
    return [{ key: labelKey(tokens[at + 1]), operator: '!', values: [] }, at + 2];
  }
  const key = labelKey(tokens[at]);
  const operator = tokens[at + 1];
  switch (operator) {
    case undefined:
    case ',':
      return [{ key, operator: 'exists', values: [] }, at + 1];
    case '=':
    case '==':
    case '!=': {
      const [value, next] = parseValue(tokens, at + 2);
      return [{ key, operator: operator === '!=' ? '!=' : '=', values: [value] }, next];
    }
    case 'in':
    case 'notin': {
      const [values, next] = parseValues(tokens, at + 2);
      return [{ key, operator, values }, next];
    }
    default:
      throw new SelectorError(
        `found '${operator}', expected: in, notin, =, ==, !=, gt, lt, or ',' or 'end of string'`,
      );
  }
}

/** An empty value is allowed: `a=` and `a=,b`. */
function parseValue(tokens: readonly string[], at: number): [string, number] {
  const token = tokens[at];
  if (token === undefined || token === ',') return ['', at];
  return [labelValue(token), at + 1];
}

function parseValues(tokens: readonly string[], at: number): [string[], number] {
  if (tokens[at] !== '(') {
    throw new SelectorError(`found '${tokens[at] ?? ''}' expected: '('`);
  }
  const values: string[] = [];
  let expectValue = true;
  for (let i = at + 1; i < tokens.length; i++) {
    const token = tokens[i] ?? '';
    if (token === ')') {
      if (expectValue) values.push('');
      return [[...new Set(values)].sort(), i + 1];
    }
    if (token === ',') {
      if (expectValue) values.push('');
      expectValue = true;
    } else if (expectValue) {
      values.push(labelValue(token));
      expectValue = false;
    } else {
      break;
    }
  }
  throw new SelectorError(`found '${tokens.at(-1) ?? ''}', expected: ',' or ')'`);
}

function labelKey(token: string | undefined): string {
  if (token === undefined || !/^[^,()!=]/.test(token)) {
    throw new SelectorError(`found '${token ?? ''}', expected: identifier`);
  }
  const slash = token.lastIndexOf('/');
  const [prefix, name] = [token.slice(0, Math.max(slash, 0)), token.slice(slash + 1)];
  const prefixValid = slash < 0 || (prefix.length <= 253 && PREFIX.test(prefix));
  if (!prefixValid || name.length > 63 || !NAME.test(name)) {
    throw new SelectorError(`key: Invalid value: "${token}": name part must be a qualified name`);
  }
  return token;
}

function labelValue(token: string): string {
  if (!/^[^,()!=]/.test(token)) {
    throw new SelectorError(`found '${token}', expected: identifier`);
  }
  if (token.length > 63 || !NAME.test(token)) {
    throw new SelectorError(
      `values[0]: Invalid value: "${token}": a valid label value is expected`,
    );
  }
  return token;
}

/** True when every requirement holds; `!=` and `notin` hold for an absent label. */
export function matchesLabels(
  labels: Readonly<Record<string, string>> | undefined,
  requirements: readonly Requirement[],
): boolean {
  return requirements.every((requirement) => matchesRequirement(labels ?? {}, requirement));
}

function matchesRequirement(
  labels: Readonly<Record<string, string>>,
  { key, operator, values }: Requirement,
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
