import { runes } from '../values/bytes.ts';
import { fn, type FunctionTable } from '../values/go-function.ts';
import { text } from './convert.ts';

const SPACE = /^\p{White_Space}$/u;
const UPPER = /^\p{Lu}$/u;
const LOWER = /^\p{Ll}$/u;
const CONNECTOR = /^[-_\p{White_Space}]$/u;

/** Upper case of one character, where it stays one. */
function upper(char: string): string {
  const result = char.toUpperCase();
  return runes(result).length === 1 ? result : char;
}

function lower(char: string): string {
  const result = char.toLowerCase();
  return runes(result).length === 1 ? result : char;
}

function mapChars(value: string, map: (char: string) => string): string {
  let out = '';
  for (const char of value) out += map(char);
  return out;
}

/** strings.Title: the first letter of each word. */
function title(value: string): string {
  let inWord = false;
  return mapChars(value, (char) => {
    const result = inWord ? char : upper(char);
    inWord =
      /[\p{L}\p{Nd}_]/u.test(char) || (inWord && !SPACE.test(char) && char.charCodeAt(0) >= 0x80);
    return result;
  });
}

function untitle(value: string): string {
  let atStart = true;
  return mapChars(value, (char) => {
    const result = atStart ? lower(char) : char;
    atStart = SPACE.test(char);
    return result;
  });
}

function swapCase(value: string): string {
  return mapChars(value, (char) => {
    if (UPPER.test(char)) return lower(char);
    return LOWER.test(char) ? upper(char) : char;
  });
}

/** xstrings.ToPascalCase. */
function pascalCase(value: string): string {
  const chars = runes(value);
  let out = '';
  let at = 0;
  while (at < chars.length && CONNECTOR.test(chars[at] ?? '')) out += chars[at++];
  if (at >= chars.length) return out;
  let current = chars[at++] ?? '';
  let afterUpper = UPPER.test(current);
  current = upper(current);
  for (; at < chars.length; at++) {
    const previous = current;
    current = chars[at] ?? '';
    if (CONNECTOR.test(previous)) {
      if (CONNECTOR.test(current)) {
        out += previous;
        continue;
      }
      afterUpper = UPPER.test(current);
      current = upper(current);
      continue;
    }
    if (afterUpper) {
      if (UPPER.test(current)) current = lower(current);
      else afterUpper = false;
    }
    out += previous;
  }
  return out + current;
}

type WordKind = 'number' | 'upper' | 'letters' | 'connector' | 'punctuation' | 'other' | 'none';

interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

const PATTERNS: readonly (readonly [WordKind, RegExp])[] = [
  ['connector', /^[-_\p{White_Space}]+/u],
  ['punctuation', /^\p{P}+/u],
  ['upper', /^\p{Lu}(?:\p{Lu}+(?=\p{Lu}(?!\p{Lu})\p{L})|\p{Lu}+|(?:(?!\p{Lu})\p{L})+)?/u],
  ['letters', /^\p{L}(?:(?!\p{Lu})\p{L})*/u],
  ['number', /^\p{N}+/u],
  ['other', /^[^-_\p{White_Space}\p{L}\p{N}\p{P}]+/u],
];

/** Splits text where its letters change case or kind (xstrings' nextWord). */
function words(value: string): Word[] {
  const found: Word[] = [];
  for (let rest = value; rest !== '';) {
    const match = PATTERNS.map(([kind, pattern]) => ({ kind, text: pattern.exec(rest)?.[0] })).find(
      (candidate) => candidate.text !== undefined,
    );
    const word = { kind: match?.kind ?? 'other', text: match?.text ?? rest.slice(0, 1) } as const;
    found.push(word);
    rest = rest.slice(word.text.length);
  }
  return found;
}

const NO_WORD: Word = { kind: 'none', text: '' };

/** xstrings' camelCaseToLowerCase: snake_case with `_`, kebab-case with `-`. */
function joinWords(value: string, connector: string): string {
  const queue = words(value);
  let out = '';
  const next = (): Word => queue.shift() ?? NO_WORD;
  const emit = (word: Word): void => {
    out +=
      word.kind === 'connector'
        ? connector.repeat(runes(word.text).length)
        : mapChars(word.text, lower);
  };
  const joins = (word: Word): boolean => !['none', 'connector', 'punctuation'].includes(word.kind);
  const emitRun = (from: Word): Word => {
    let word = from;
    while (word.kind === 'letters' || word.kind === 'number') {
      emit(word);
      word = next();
    }
    return word;
  };
  let word = next();
  while (queue.length > 0) {
    if (word.kind !== 'connector') emit(word);
    const previous = word;
    word = next();
    if (previous.kind === 'number') {
      word = emitRun(word);
      if (joins(word)) out += connector;
    } else if (previous.kind === 'connector') emit(previous);
    else if (previous.kind !== 'punctuation') {
      if (word.kind !== 'number') {
        if (joins(word)) out += connector;
      } else if (queue.length > 0) {
        const number = word;
        word = next();
        if (word.kind === 'letters') {
          out += connector;
          emit(number);
          word = emitRun(word);
        } else emit(number);
        if (joins(word)) out += connector;
      }
    }
  }
  emit(word);
  return out;
}

/** sprig's functions about letters' case. */
export const CASE_FUNCTIONS: FunctionTable = {
  upper: fn(['string'], ([value]) => mapChars(text(value), upper)),
  lower: fn(['string'], ([value]) => mapChars(text(value), lower)),
  title: fn(['string'], ([value]) => title(text(value))),
  untitle: fn(['string'], ([value]) => untitle(text(value))),
  swapcase: fn(['string'], ([value]) => swapCase(text(value))),
  snakecase: fn(['string'], ([value]) => joinWords(text(value), '_')),
  kebabcase: fn(['string'], ([value]) => joinWords(text(value), '-')),
  camelcase: fn(['string'], ([value]) => pascalCase(text(value))),
};
