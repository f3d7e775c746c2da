import { PromqlError } from '../errors.ts';

/** Reads one line of the exposition format from left to right. */
export interface LineScanner {
  readonly done: () => boolean;
  readonly skipSpace: () => void;
  readonly peek: () => string;
  /** Takes a character that must be there. */
  readonly expect: (char: string) => void;
  readonly take: (pattern: RegExp, what: string) => string;
  /** A quoted text with `\\`, `\"` and `\n` resolved. */
  readonly quoted: () => string;
  readonly fail: (problem: string) => PromqlError;
}

/** Creates a scanner; `pattern`s given to `take` must be sticky. */
export function createLineScanner(text: string, lineNumber: number): LineScanner {
  let at = 0;
  const fail = (problem: string): PromqlError =>
    new PromqlError('exposition', `Line ${lineNumber}, column ${at + 1}: ${problem}.`);
  return {
    fail,
    done: () => at >= text.length,
    peek: () => text.charAt(at),
    skipSpace() {
      while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at += 1;
    },
    expect(char) {
      if (text.charAt(at) !== char) throw fail(`"${char}" expected`);
      at += 1;
    },
    take(pattern, what) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) throw fail(`${what} expected`);
      at += match[0].length;
      return match[0];
    },
    quoted() {
      let value = '';
      at += 1;
      for (;;) {
        const char = text.charAt(at);
        if (at >= text.length) throw fail('the text lacks its closing quote');
        at += 1;
        if (char === '"') return value;
        if (char !== '\\') {
          value += char;
          continue;
        }
        const escaped = text.charAt(at);
        at += 1;
        if (escaped === 'n') value += '\n';
        else if (escaped === '"' || escaped === '\\') value += escaped;
        else value += `\\${escaped}`;
      }
    },
  };
}
