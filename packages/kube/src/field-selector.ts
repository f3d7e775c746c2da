import { isObject, ownField } from './json.ts';
import { SelectorError } from './selector.ts';

/** One requirement of a field selector: a dotted path and the value it must (not) have. */
export interface FieldRequirement {
  path: string;
  operator: '=' | '!=';
  value: string;
}

/**
 * Parses a field selector (`metadata.name=a,status.phase!=Running`); `\,`, `\=` and `\\` in a
 * value stand for themselves. Throws SelectorError.
 */
export function parseFieldSelector(text: string): FieldRequirement[] {
  return splitTerms(text)
    .filter((term) => term !== '')
    .map(parseTerm);
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ',') {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function parseTerm(term: string): FieldRequirement {
  const match = /^([^=!\\]+)(!=|==|=)((?:[^\\]|\\[\\,=])*)$/s.exec(term);
  if (match === null) {
    throw new SelectorError(`invalid selector: '${term}'; can't understand '${term}'`);
  }
  const [, path = '', operator = '', raw = ''] = match;
  if (/(^|[^\\])=/.test(raw)) {
    throw new SelectorError(`invalid field selector: an unescaped '=' in '${term}'`);
  }
  return {
    path: path.trim(),
    operator: operator === '!=' ? '!=' : '=',
    value: raw.replaceAll(/\\([\\,=])/g, '$1'),
  };
}

/** True when every requirement holds; an absent field has the empty value. */
export function matchesFields(object: unknown, requirements: readonly FieldRequirement[]): boolean {
  return requirements.every(({ path, operator, value }) => {
    const actual = fieldText(object, path.split('.'));
    return operator === '=' ? actual === value : actual !== value;
  });
}

function fieldText(object: unknown, path: readonly string[]): string {
  let value = object;
  for (const name of path) value = isObject(value) ? ownField(value, name) : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
