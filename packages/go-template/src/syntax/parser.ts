import { TemplateParseError } from '../errors.ts';
import { quoteGo } from '../format/quote.ts';
import { Lexer } from './lexer.ts';
import { locate } from './location.ts';
import type {
  BranchNode,
  CommandNode,
  ListNode,
  Operand,
  PipeNode,
  Statement,
  TemplateTree,
  VariableNode,
} from './nodes.ts';
import { parseCharConstant, parseNumber } from './number-literal.ts';
import { isEmptyTree } from './is-empty-tree.ts';
import { printNode } from './print-node.ts';
import { describeToken, type Token, type TokenType } from './token.ts';
import { unquote } from './unquote.ts';

/** What the parser must know besides the text. */
export interface ParseOptions {
  /** Tells whether a function exists; unknown names are a parse error, as in Go. Default: all do. */
  readonly hasFunction?: (name: string) => boolean;
}

/** What a text holds. */
export interface ParsedText {
  /** The text itself, without its definitions. */
  readonly main: TemplateTree;
  /** The templates that `define` and `block` in it make. */
  readonly defined: readonly TemplateTree[];
}

type Terminator = { readonly kind: 'end' } | { readonly kind: 'else'; readonly pos: number };

const MAX_PAREN_DEPTH = 10_000;
const OPERAND_STARTS: ReadonlySet<TokenType> = new Set<TokenType>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]);
const NOT_EXECUTABLE: ReadonlySet<string> = new Set(['bool', 'dot', 'nil', 'number', 'string']);

/**
 * Parses a text into its templates: the text itself under `name`, and every `define` and `block` in it.
 * @throws TemplateParseError with Go's message and the place
 */
export function parseTemplate(name: string, text: string, options: ParseOptions = {}): ParsedText {
  return new Parser(name, text, options).parse();
}

class Parser {
  readonly #name: string;
  readonly #text: string;
  readonly #lexer: Lexer;
  readonly #hasFunction: (name: string) => boolean;
  readonly #trees: TemplateTree[] = [];
  /** Tokens pushed back; the last one is read first. */
  readonly #pending: Token[] = [];
  #token: Token = { type: 'eof', pos: 0, value: '', line: 1 };
  #variables: string[] = ['$'];
  #rangeDepth = 0;
  #parenDepth = 0;
  #actionLine = 0;

  constructor(name: string, text: string, options: ParseOptions) {
    this.#name = name;
    this.#text = text;
    this.#lexer = new Lexer(text);
    this.#hasFunction = options.hasFunction ?? (() => true);
  }

  parse(): ParsedText {
    const root: ListNode = { kind: 'list', pos: 0, nodes: [] };
    while (this.#peek().type !== 'eof') {
      if (this.#peek().type === 'leftDelim') {
        const delim = this.#next();
        const token = this.#nextNonSpace();
        if (token.type === 'define') {
          this.#definition();
          continue;
        }
        this.#backup(token);
        this.#backup(delim);
      }
      const node = this.#textOrAction();
      if (node.kind === 'end') this.#fail('unexpected {{end}}');
      if (node.kind === 'else') this.#fail('unexpected {{else}}');
      root.nodes.push(node);
    }
    return { main: this.#tree(this.#name, root), defined: this.#trees };
  }

  #tree(name: string, root: ListNode): TemplateTree {
    return { name, parseName: this.#name, text: this.#text, root };
  }

  #add(name: string, root: ListNode): void {
    const tree = this.#tree(name, root);
    const earlier = this.#trees.findIndex((other) => other.name === name);
    if (earlier < 0) this.#trees.push(tree);
    else if (isEmptyTree(this.#trees[earlier]?.root)) this.#trees[earlier] = tree;
    else if (!isEmptyTree(root)) {
      this.#fail(`template: multiple definition of template ${quoteGo(name)}`);
    }
  }

  #next(): Token {
    this.#token = this.#pending.pop() ?? this.#lexer.next();
    return this.#token;
  }

  #backup(token: Token): void {
    this.#pending.push(token);
  }

  #peek(): Token {
    const token = this.#next();
    this.#backup(token);
    return token;
  }

  #nextNonSpace(): Token {
    let token = this.#next();
    while (token.type === 'space') token = this.#next();
    return token;
  }

  #peekNonSpace(): Token {
    const token = this.#nextNonSpace();
    this.#backup(token);
    return token;
  }

  #fail(message: string): never {
    const line = this.#token.line;
    const place = locate(this.#name, this.#text, this.#token.pos);
    throw new TemplateParseError(`template: ${this.#name}:${line}: ${message}`, place);
  }

  #unexpected(token: Token, context: string): never {
    this.#token = token;
    if (token.type !== 'error') this.#fail(`unexpected ${describeToken(token)} in ${context}`);
    let extra = '';
    if (this.#actionLine !== 0 && this.#actionLine !== token.line) {
      extra = ` in action started at ${this.#name}:${this.#actionLine}`;
      if (token.value.endsWith(' action')) extra = extra.slice(' in action'.length);
    }
    this.#fail(`${token.value}${extra}`);
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#nextNonSpace();
    if (token.type !== type) this.#unexpected(token, context);
    return token;
  }

  #templateName(token: Token, context: string): string {
    if (token.type !== 'string' && token.type !== 'rawString') this.#unexpected(token, context);
    return unquote(token.value) ?? this.#fail('invalid syntax');
  }

  /** Runs a template's own body: variables and loops of the surroundings do not reach into it. */
  #body(context: string): ListNode {
    const outer = { variables: this.#variables, rangeDepth: this.#rangeDepth };
    this.#variables = ['$'];
    this.#rangeDepth = 0;
    const [list, end] = this.#itemList();
    if (end.kind !== 'end') this.#fail(`unexpected {{else}} in ${context}`);
    this.#variables = outer.variables;
    this.#rangeDepth = outer.rangeDepth;
    return list;
  }

  #definition(): void {
    const context = 'define clause';
    const name = this.#templateName(this.#nextNonSpace(), context);
    this.#expect('rightDelim', context);
    this.#add(name, this.#body(context));
  }

  #itemList(): [ListNode, Terminator] {
    const list: ListNode = { kind: 'list', pos: this.#peekNonSpace().pos, nodes: [] };
    while (this.#peekNonSpace().type !== 'eof') {
      const node = this.#textOrAction();
      if (node.kind === 'end' || node.kind === 'else') return [list, node];
      list.nodes.push(node);
    }
    return this.#fail('unexpected EOF');
  }

  #textOrAction(): Statement | Terminator {
    const token = this.#nextNonSpace();
    if (token.type === 'text') return { kind: 'text', pos: token.pos, text: token.value };
    if (token.type !== 'leftDelim') this.#unexpected(token, 'input');
    this.#actionLine = token.line;
    const node = this.#action();
    this.#actionLine = 0;
    return node;
  }

  #action(): Statement | Terminator {
    const token = this.#nextNonSpace();
    switch (token.type) {
      case 'block':
        return this.#block();
      case 'break':
      case 'continue':
        return this.#loopControl(token.type, token.pos);
      case 'else':
        return this.#else();
      case 'end':
        this.#expect('rightDelim', 'end');
        return { kind: 'end' };
      case 'if':
      case 'range':
      case 'with':
        return this.#branch(token.type);
      case 'template':
        return this.#template();
      default: {
        this.#backup(token);
        const { pos } = this.#peek();
        return { kind: 'action', pos, pipe: this.#pipeline('command', 'rightDelim') };
      }
    }
  }

  #loopControl(kind: 'break' | 'continue', pos: number): Statement {
    const token = this.#nextNonSpace();
    if (token.type !== 'rightDelim') this.#unexpected(token, `{{${kind}}}`);
    if (this.#rangeDepth === 0) this.#fail(`{{${kind}}} outside {{range}}`);
    return { kind, pos };
  }

  #else(): Terminator {
    const next = this.#peekNonSpace();
    if (next.type === 'if' || next.type === 'with') return { kind: 'else', pos: next.pos };
    return { kind: 'else', pos: this.#expect('rightDelim', 'else').pos };
  }

  #branch(kind: BranchNode['kind']): BranchNode {
    const scope = this.#variables.length;
    const pipe = this.#pipeline(kind, 'rightDelim');
    if (kind === 'range') this.#rangeDepth++;
    const [list, next] = this.#itemList();
    if (kind === 'range') this.#rangeDepth--;
    let elseList: ListNode | undefined;
    if (next.kind === 'else') {
      // "else if" is an "else" with an "if" inside that shares its "end".
      if (kind !== 'range' && this.#peek().type === kind) {
        this.#next();
        elseList = { kind: 'list', pos: next.pos, nodes: [this.#branch(kind)] };
      } else {
        const [otherwise, end] = this.#itemList();
        if (end.kind !== 'end') this.#fail('expected end; found {{else}}');
        elseList = otherwise;
      }
    }
    this.#variables.length = scope;
    return { kind, pos: pipe.pos, pipe, list, elseList };
  }

  #block(): Statement {
    const context = 'block clause';
    const token = this.#nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipeline(context, 'rightDelim');
    this.#add(name, this.#body(context));
    return { kind: 'template', pos: token.pos, name, pipe };
  }

  #template(): Statement {
    const context = 'template clause';
    const token = this.#nextNonSpace();
    const name = this.#templateName(token, context);
    const next = this.#nextNonSpace();
    if (next.type === 'rightDelim') {
      return { kind: 'template', pos: token.pos, name, pipe: undefined };
    }
    this.#backup(next);
    return { kind: 'template', pos: token.pos, name, pipe: this.#pipeline(context, 'rightDelim') };
  }

  /** Reads `$a :=`, `$a =`, and in a range `$k, $v :=`. */
  #declarations(context: string): { isAssign: boolean; declarations: VariableNode[] } {
    const declarations: VariableNode[] = [];
    while (this.#peekNonSpace().type === 'variable') {
      const variable = this.#next();
      const after = this.#peek();
      const next = this.#peekNonSpace();
      const isAssign = next.type === 'assign';
      const comma = next.type === 'char' && next.value === ',';
      if (!isAssign && next.type !== 'declare' && !comma) {
        if (after.type === 'space') this.#backup(after);
        this.#backup(variable);
        break;
      }
      this.#nextNonSpace();
      declarations.push({ kind: 'variable', pos: variable.pos, parts: [variable.value] });
      this.#variables.push(variable.value);
      if (!comma) return { isAssign, declarations };
      if (context !== 'range' || declarations.length >= 2) {
        this.#fail(`too many declarations in ${context}`);
      }
      if (!['variable', 'rightDelim', 'rightParen'].includes(this.#peekNonSpace().type)) {
        this.#fail('range can only initialize variables');
      }
    }
    return { isAssign: false, declarations };
  }

  #pipeline(context: string, end: TokenType): PipeNode {
    const { pos } = this.#peekNonSpace();
    const { isAssign, declarations } = this.#declarations(context);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.#nextNonSpace();
      if (token.type === end) break;
      if (!OPERAND_STARTS.has(token.type)) this.#unexpected(token, context);
      this.#backup(token);
      commands.push(this.#command());
    }
    if (commands.length === 0) this.#fail(`missing value for ${context}`);
    commands.slice(1).forEach((command, index) => {
      if (NOT_EXECUTABLE.has(command.args[0].kind)) {
        this.#fail(`non executable command in pipeline stage ${index + 2}`);
      }
    });
    return { kind: 'pipe', pos, isAssign, declarations, commands };
  }

  #command(): CommandNode {
    const { pos } = this.#peekNonSpace();
    const args: Operand[] = [];
    for (;;) {
      this.#peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) args.push(operand);
      const token = this.#next();
      if (token.type === 'space') continue;
      if (token.type === 'rightDelim' || token.type === 'rightParen') this.#backup(token);
      else if (token.type !== 'pipe') this.#unexpected(token, 'operand');
      break;
    }
    const [first, ...rest] = args;
    if (first === undefined) return this.#fail('empty command');
    return { kind: 'command', pos, args: [first, ...rest] };
  }

  #operand(): Operand | undefined {
    const node = this.#term();
    if (node === undefined || this.#peek().type !== 'field') return node;
    const { pos } = this.#peek();
    const fields: string[] = [];
    while (this.#peek().type === 'field') fields.push(this.#next().value.slice(1));
    if (node.kind === 'field') return { kind: 'field', pos, fields: [...node.fields, ...fields] };
    if (node.kind === 'variable') {
      return { kind: 'variable', pos, parts: [...node.parts, ...fields] };
    }
    if (NOT_EXECUTABLE.has(node.kind)) {
      this.#fail(`unexpected . after term ${quoteGo(printNode(node))}`);
    }
    return { kind: 'chain', pos, node, fields };
  }

  #term(): Operand | undefined {
    const token = this.#nextNonSpace();
    const { pos, value } = token;
    switch (token.type) {
      case 'identifier':
        if (!this.#hasFunction(value)) this.#fail(`function ${quoteGo(value)} not defined`);
        return { kind: 'identifier', pos, name: value };
      case 'dot':
      case 'nil':
        return { kind: token.type, pos };
      case 'variable':
        if (!this.#variables.includes(value)) this.#fail(`undefined variable ${quoteGo(value)}`);
        return { kind: 'variable', pos, parts: [value] };
      case 'field':
        return { kind: 'field', pos, fields: [value.slice(1)] };
      case 'bool':
        return { kind: 'bool', pos, value: value === 'true' };
      case 'charConstant':
      case 'complex':
      case 'number': {
        const literal =
          token.type === 'charConstant' ? parseCharConstant(value) : parseNumber(value);
        if (typeof literal === 'string') return this.#fail(literal);
        return { kind: 'number', pos, text: value, literal };
      }
      case 'leftParen':
        return this.#parenthesised();
      case 'string':
      case 'rawString': {
        const text = unquote(value) ?? this.#fail('invalid syntax');
        return { kind: 'string', pos, quoted: value, text };
      }
      default:
        this.#backup(token);
        return undefined;
    }
  }

  #parenthesised(): PipeNode {
    if (this.#parenDepth >= MAX_PAREN_DEPTH) this.#fail('max expression depth exceeded');
    this.#parenDepth++;
    const pipe = this.#pipeline('parenthesized pipeline', 'rightParen');
    this.#parenDepth--;
    return pipe;
  }
}
