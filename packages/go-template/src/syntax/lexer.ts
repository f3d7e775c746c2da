import { KEYWORDS, type Token, type TokenType } from './token.ts';

const SPACES = ' \t\r\n';
const ALPHANUMERIC = /^[\p{L}\p{Nd}_]$/u;
const LEFT = '{{';
const RIGHT = '}}';

function isSpace(char: string): boolean {
  return char !== '' && SPACES.includes(char);
}

function isAlphanumeric(char: string): boolean {
  return char !== '' && ALPHANUMERIC.test(char);
}

function countNewlines(text: string): number {
  let count = 0;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) count++;
  return count;
}

function unicodeName(char: string): string {
  if (char === '') return 'EOF';
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return /\p{C}/u.test(char) ? `U+${hex}` : `U+${hex} '${char}'`;
}

/** Turns template text into tokens, one at a time, with Go's rules for trim markers and comments. */
export class Lexer {
  readonly #input: string;
  #pos = 0;
  #start = 0;
  #line = 1;
  #startLine = 1;
  #parenDepth = 0;
  #insideAction = false;
  #failed: Token | undefined;

  constructor(input: string) {
    this.#input = input;
  }

  /** The next token; after `eof` or `error` the same one again. */
  next(): Token {
    if (this.#failed !== undefined) return this.#failed;
    return this.#insideAction ? this.#action() : this.#text();
  }

  #peek(): string {
    const code = this.#input.codePointAt(this.#pos);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #advance(): string {
    const char = this.#peek();
    this.#pos += char.length;
    if (char === '\n') this.#line++;
    return char;
  }

  #emit(type: TokenType): Token {
    const value = this.#input.slice(this.#start, this.#pos);
    const token = { type, pos: this.#start, value, line: this.#startLine };
    this.#start = this.#pos;
    this.#startLine = this.#line;
    return token;
  }

  #fail(message: string): Token {
    this.#failed = { type: 'error', pos: this.#start, value: message, line: this.#startLine };
    return this.#failed;
  }

  /** Drops the text up to `to`, which was not read by #advance. */
  #skipTo(to: number): void {
    this.#line += countNewlines(this.#input.slice(this.#pos, to));
    this.#pos = to;
    this.#start = to;
    this.#startLine = this.#line;
  }

  #text(): Token {
    for (;;) {
      const input = this.#input;
      const open = input.indexOf(LEFT, this.#pos);
      if (open < 0) {
        if (this.#pos === input.length) return this.#emit('eof');
        this.#line += countNewlines(input.slice(this.#pos));
        this.#pos = input.length;
        return this.#emit('text');
      }
      const after = open + LEFT.length;
      const trims = input[after] === '-' && isSpace(input[after + 1] ?? '');
      let end = open;
      if (trims) while (end > this.#start && isSpace(input[end - 1] ?? '')) end--;
      if (end > this.#start) {
        this.#line += countNewlines(input.slice(this.#start, end));
        this.#pos = end;
        const token = this.#emit('text');
        this.#skipTo(open);
        return token;
      }
      this.#skipTo(open);
      const body = after + (trims ? 2 : 0);
      if (!input.startsWith('/*', body)) {
        this.#pos = after;
        const token = this.#emit('leftDelim');
        this.#skipTo(body);
        this.#insideAction = true;
        this.#parenDepth = 0;
        return token;
      }
      const problem = this.#comment(body);
      if (problem !== undefined) return problem;
    }
  }

  #comment(from: number): Token | undefined {
    this.#skipTo(from);
    const close = this.#input.indexOf('*/', from + 2);
    if (close < 0) return this.#fail('unclosed comment');
    const delim = this.#rightDelimAt(close + 2);
    if (delim === undefined) return this.#fail('comment ends before closing delimiter');
    this.#skipTo(this.#afterRightDelim(close + 2, delim));
    return undefined;
  }

  #rightDelimAt(at: number): 'plain' | 'trim' | undefined {
    const input = this.#input;
    if (isSpace(input[at] ?? '') && input[at + 1] === '-' && input.startsWith(RIGHT, at + 2)) {
      return 'trim';
    }
    return input.startsWith(RIGHT, at) ? 'plain' : undefined;
  }

  #afterRightDelim(at: number, delim: 'plain' | 'trim'): number {
    if (delim === 'plain') return at + RIGHT.length;
    let end = at + 2 + RIGHT.length;
    while (isSpace(this.#input[end] ?? '')) end++;
    return end;
  }

  #rightDelim(delim: 'plain' | 'trim'): Token {
    const from = this.#pos;
    if (delim === 'trim') this.#skipTo(from + 2);
    this.#pos += RIGHT.length;
    const token = this.#emit('rightDelim');
    this.#skipTo(this.#afterRightDelim(from, delim));
    this.#insideAction = false;
    return token;
  }

  #action(): Token {
    const delim = this.#rightDelimAt(this.#pos);
    if (delim !== undefined) {
      return this.#parenDepth === 0 ? this.#rightDelim(delim) : this.#fail('unclosed left paren');
    }
    const char = this.#advance();
    if (isSpace(char)) return this.#space();
    switch (char) {
      case '':
        return this.#fail('unclosed action');
      case '=':
        return this.#emit('assign');
      case ':':
        return this.#advance() === '=' ? this.#emit('declare') : this.#fail('expected :=');
      case '|':
        return this.#emit('pipe');
      case '"':
        return this.#quoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.#quoted("'", 'charConstant', 'unterminated character constant');
      case '`':
        return this.#rawString();
      case '$':
        return this.#fieldOrVariable('variable');
      case '(':
        this.#parenDepth++;
        return this.#emit('leftParen');
      case ')':
        this.#parenDepth--;
        if (this.#parenDepth < 0) return this.#fail('unexpected right paren');
        return this.#emit('rightParen');
      default:
        return this.#word(char);
    }
  }

  #word(char: string): Token {
    if (char === '.' && !/[0-9]/.test(this.#peek())) return this.#fieldOrVariable('field');
    if (/[.+\-0-9]/.test(char)) {
      this.#pos -= 1;
      return this.#number();
    }
    if (isAlphanumeric(char)) return this.#identifier();
    if (/^[\x20-\x7e]$/.test(char)) return this.#emit('char');
    return this.#fail(`unrecognized character in action: ${unicodeName(char)}`);
  }

  #space(): Token {
    while (isSpace(this.#peek())) this.#advance();
    // The last space may belong to a closing delimiter with a trim marker.
    if (this.#rightDelimAt(this.#pos - 1) === 'trim') {
      this.#pos -= 1;
      if (this.#input[this.#pos] === '\n') this.#line--;
      if (this.#pos === this.#start) return this.#rightDelim('trim');
    }
    return this.#emit('space');
  }

  #identifier(): Token {
    while (isAlphanumeric(this.#peek())) this.#advance();
    const word = this.#input.slice(this.#start, this.#pos);
    if (!this.#atTerminator()) return this.#fail(`bad character ${unicodeName(this.#peek())}`);
    const keyword = KEYWORDS.get(word);
    if (keyword !== undefined) return this.#emit(keyword);
    return this.#emit(word === 'true' || word === 'false' ? 'bool' : 'identifier');
  }

  #fieldOrVariable(type: 'field' | 'variable'): Token {
    if (this.#atTerminator()) return this.#emit(type === 'variable' ? 'variable' : 'dot');
    while (isAlphanumeric(this.#peek())) this.#advance();
    if (!this.#atTerminator()) return this.#fail(`bad character ${unicodeName(this.#peek())}`);
    return this.#emit(type);
  }

  #atTerminator(): boolean {
    const char = this.#peek();
    if (char === '' || isSpace(char) || '.,|:)('.includes(char)) return true;
    return this.#input.startsWith(RIGHT, this.#pos);
  }

  #quoted(quote: string, type: TokenType, problem: string): Token {
    for (;;) {
      let char = this.#advance();
      if (char === '\\') {
        char = this.#advance();
        if (char !== '' && char !== '\n') continue;
      }
      if (char === '' || char === '\n') return this.#fail(problem);
      if (char === quote) return this.#emit(type);
    }
  }

  #rawString(): Token {
    for (;;) {
      const char = this.#advance();
      if (char === '') return this.#fail('unterminated raw quoted string');
      if (char === '`') return this.#emit('rawString');
    }
  }

  #number(): Token {
    if (!this.#scanNumber()) return this.#badNumber();
    const sign = this.#peek();
    if (sign !== '+' && sign !== '-') return this.#emit('number');
    if (!this.#scanNumber() || this.#input[this.#pos - 1] !== 'i') return this.#badNumber();
    return this.#emit('complex');
  }

  #badNumber(): Token {
    const text = this.#input.slice(this.#start, this.#pos);
    return this.#fail(`bad number syntax: ${JSON.stringify(text)}`);
  }

  #accept(pattern: RegExp): boolean {
    if (!pattern.test(this.#peek())) return false;
    this.#advance();
    return true;
  }

  #scanNumber(): boolean {
    this.#accept(/^[+-]$/);
    let digits = /^[0-9_]$/;
    let exponent: RegExp | undefined = /^[eE]$/;
    if (this.#accept(/^0$/)) {
      if (this.#accept(/^[xX]$/)) {
        digits = /^[0-9a-fA-F_]$/;
        exponent = /^[pP]$/;
      } else if (this.#accept(/^[oO]$/)) {
        digits = /^[0-7_]$/;
        exponent = undefined;
      } else if (this.#accept(/^[bB]$/)) {
        digits = /^[01_]$/;
        exponent = undefined;
      }
    }
    while (this.#accept(digits));
    if (this.#accept(/^\.$/)) while (this.#accept(digits));
    if (exponent !== undefined && this.#accept(exponent)) {
      this.#accept(/^[+-]$/);
      while (this.#accept(/^[0-9_]$/));
    }
    this.#accept(/^i$/);
    if (!isAlphanumeric(this.#peek())) return true;
    this.#advance();
    return false;
  }
}
