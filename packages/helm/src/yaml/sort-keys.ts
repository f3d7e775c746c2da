import { runes } from '@fairway/go-template';

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

function digitsAt(
  chars: readonly string[],
  from: number,
  start: number,
): { value: number; end: number } {
  let value = start;
  let end = from;
  for (; DIGIT.test(chars[end] ?? ''); end++) {
    value = value * 10 + ((chars[end] ?? '').codePointAt(0) ?? 48) - 48;
  }
  return { value, end };
}

/** go-yaml v2's order of map keys: numbers inside them compare as numbers, letters come last. */
export function compareKeys(a: string, b: string): number {
  const x = runes(a);
  const y = runes(b);
  for (let i = 0; i < x.length && i < y.length; i++) {
    const left = x[i] ?? '';
    const right = y[i] ?? '';
    if (left === right) continue;
    const byCode = (left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0);
    const leftLetter = LETTER.test(left);
    const rightLetter = LETTER.test(right);
    if (leftLetter && rightLetter) return byCode;
    if (leftLetter || rightLetter) return rightLetter ? -1 : 1;
    let start = 0;
    if (left === '0' || right === '0') {
      for (let j = i - 1; j >= 0 && DIGIT.test(x[j] ?? ''); j--) {
        if (x[j] !== '0') {
          start = 1;
          break;
        }
      }
    }
    const m = digitsAt(x, i, start);
    const n = digitsAt(y, i, start);
    if (m.value !== n.value) return m.value - n.value;
    if (m.end !== n.end) return m.end - n.end;
    return byCode;
  }
  return x.length - y.length;
}
