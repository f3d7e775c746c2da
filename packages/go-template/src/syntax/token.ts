import { runes } from '../values/bytes.ts';
import { quoteGo } from '../format/quote.ts';

/** The kinds of token that the lexer makes. */
export type TokenType =
  | 'error'
  | 'eof'
  | 'text'
  | 'comment'
  | 'leftDelim'
  | 'rightDelim'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'leftParen'
  | 'rightParen'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'number'
  | 'string'
  | 'rawString'
  | 'bool'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'dot'
  | 'nil'
  | Keyword;

/** Words with a meaning of their own at the start of an action. */
type Keyword =
  | 'block'
  | 'break'
  | 'continue'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'range'
  | 'template'
  | 'with';

/** One token; `pos` is an offset in UTF-16 units, `line` counts from 1. */
export interface Token {
  readonly type: TokenType;
  readonly pos: number;
  readonly value: string;
  readonly line: number;
}

/** Keywords, and `nil`, by their text. */
export const KEYWORDS: ReadonlyMap<string, TokenType> = new Map<string, TokenType>([
  ['block', 'block'],
  ['break', 'break'],
  ['continue', 'continue'],
  ['define', 'define'],
  ['else', 'else'],
  ['end', 'end'],
  ['if', 'if'],
  ['range', 'range'],
  ['nil', 'nil'],
  ['template', 'template'],
  ['with', 'with'],
]);

const KEYWORD_TYPES: ReadonlySet<TokenType> = new Set(KEYWORDS.values());

/** How error texts show a token. */
export function describeToken(token: Token): string {
  if (token.type === 'eof') return 'EOF';
  if (token.type === 'error') return token.value;
  if (token.type === 'dot' || KEYWORD_TYPES.has(token.type)) return `<${token.value}>`;
  const chars = runes(token.value);
  if (chars.length > 10) return `${quoteGo(chars.slice(0, 10).join(''))}...`;
  return quoteGo(token.value);
}
