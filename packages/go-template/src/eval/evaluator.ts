import { GoError, TemplateError, TemplateExecError, TemplateLimitError } from '../errors.ts';
import { formatValue } from '../format/format-value.ts';
import { quoteGo } from '../format/quote.ts';
import { locate } from '../syntax/location.ts';
import type {
  BranchNode,
  CommandNode,
  ListNode,
  NumberNode,
  Operand,
  PipeNode,
  Statement,
  TemplateNode,
  TemplateTree,
  TemplateTreeNode,
} from '../syntax/nodes.ts';
import { printNode } from '../syntax/print-node.ts';
import type { CallContext, GoFunction, GoParam } from '../values/go-function.ts';
import { GoInt, goInt } from '../values/go-int.ts';
import { isTrue } from '../values/go-types.ts';
import { checkLiteral, checkNil, checkValue, type Checked } from './arguments.ts';
import { lookUpField, type MissingKey, type Receiver } from './fields.ts';
import { iterate } from './iterate.ts';
import type { Budget } from './limits.ts';

/** What the evaluator needs of the set that a template belongs to. */
export interface TemplateScope {
  readonly missingKey: MissingKey;
  findTemplate(name: string): TemplateTree | undefined;
  findFunction(name: string): GoFunction | undefined;
}

/** Everything that one execution, with all it includes, shares. */
export interface Execution {
  readonly budget: Budget;
  readonly context: CallContext;
  /** Depth of templates calling one another at the moment. */
  depth: number;
}

type Signal = 'break' | 'continue' | undefined;

interface Variable {
  readonly name: string;
  value: unknown;
  /** Came out of a list or map by `range`, so that Go knows it as `interface {}` only. */
  boxed: boolean;
}

/** Stands for "no value came down the pipeline", which is not the same as nil. */
const MISSING: unique symbol = Symbol('missing');

class Output {
  text = '';
}

/** Executes one template and returns its text. */
export function evaluateTemplate(
  scope: TemplateScope,
  tree: TemplateTree,
  data: unknown,
  execution: Execution,
): string {
  const output = new Output();
  new Frame(scope, tree, data, execution, output).run();
  return output.text;
}

/** The execution of one template: its variables and the node it is at. */
class Frame {
  readonly #scope: TemplateScope;
  readonly #tree: TemplateTree;
  readonly #execution: Execution;
  readonly #output: Output;
  readonly #variables: Variable[];
  readonly #data: unknown;
  #node: TemplateTreeNode;
  /** Whether dot is an element that `range` gave. */
  #boxedDot = false;

  constructor(
    scope: TemplateScope,
    tree: TemplateTree,
    data: unknown,
    execution: Execution,
    output: Output,
  ) {
    this.#scope = scope;
    this.#tree = tree;
    this.#execution = execution;
    this.#output = output;
    this.#data = data;
    this.#variables = [{ name: '$', value: data, boxed: false }];
    this.#node = tree.root;
  }

  run(): void {
    const { budget } = this.#execution;
    if (this.#execution.depth >= budget.maxDepth) {
      const { parseName, text, name } = this.#tree;
      throw new TemplateLimitError(
        `exceeded maximum template depth (${budget.maxDepth}) in ${quoteGo(name)}`,
        locate(parseName, text, this.#node.pos),
      );
    }
    this.#execution.depth++;
    try {
      this.#walkList(this.#data, this.#tree.root);
    } finally {
      this.#execution.depth--;
    }
  }

  #fail(message: string, cause?: unknown): never {
    const { parseName, text, name } = this.#tree;
    const place = locate(parseName, text, this.#node.pos);
    const where = `template: ${parseName}:${place.line}:${place.column}: executing ${quoteGo(name)}`;
    const inner = cause instanceof TemplateError ? cause.location : undefined;
    throw new TemplateExecError(
      `${where} at <${printNode(this.#node)}>: ${message}`,
      inner ?? place,
      cause === undefined ? undefined : { cause },
    );
  }

  #write(text: string): void {
    this.#output.text += text;
    this.#execution.budget.checkOutput(this.#output.text.length);
  }

  #walkList(dot: unknown, list: ListNode): Signal {
    for (const node of list.nodes) {
      const signal = this.#walk(dot, node);
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  #walk(dot: unknown, node: Statement): Signal {
    this.#node = node;
    this.#execution.budget.step();
    switch (node.kind) {
      case 'text':
        this.#write(node.text);
        return undefined;
      case 'action': {
        const value = this.#pipeline(dot, node.pipe);
        if (node.pipe.declarations.length > 0) return undefined;
        this.#node = node;
        this.#write(value === undefined ? '<no value>' : formatValue(value));
        return undefined;
      }
      case 'if':
      case 'with':
        return this.#walkBranch(dot, node);
      case 'range':
        return this.#walkRange(dot, node);
      case 'template':
        this.#walkTemplate(dot, node);
        return undefined;
      default:
        return node.kind;
    }
  }

  #walkBranch(dot: unknown, node: BranchNode): Signal {
    const mark = this.#variables.length;
    const value = this.#pipeline(dot, node.pipe);
    let signal: Signal;
    if (isTrue(value)) {
      const boxed = this.#boxedDot;
      if (node.kind === 'with') this.#boxedDot = false;
      signal = this.#walkList(node.kind === 'with' ? value : dot, node.list);
      this.#boxedDot = boxed;
    } else if (node.elseList !== undefined) signal = this.#walkList(dot, node.elseList);
    this.#variables.length = mark;
    return signal;
  }

  #walkRange(dot: unknown, node: BranchNode): Signal {
    const mark = this.#variables.length;
    const value = this.#pipeline(dot, node.pipe);
    const pairs = iterate(value, node.pipe.declarations.length);
    if (typeof pairs === 'string') return this.#fail(pairs);
    const body = this.#variables.length;
    let signal: Signal;
    let ran = false;
    const boxed = this.#boxedDot;
    for (const [index, element] of pairs) {
      ran = true;
      this.#execution.budget.step();
      this.#bindRange(node.pipe, index, element);
      this.#boxedDot = !(value instanceof GoInt);
      signal = this.#walkList(element, node.list);
      this.#variables.length = body;
      if (signal === 'break') break;
    }
    this.#boxedDot = boxed;
    signal = undefined;
    if (!ran && node.elseList !== undefined) signal = this.#walkList(dot, node.elseList);
    this.#variables.length = mark;
    return signal;
  }

  /** Gives the range's variables their next values; the last declared one is the element. */
  #bindRange(pipe: PipeNode, index: unknown, element: unknown): void {
    const [first, second] = pipe.declarations;
    if (first === undefined) return;
    if (pipe.isAssign) {
      this.#assign(first.parts[0], second === undefined ? element : index);
      if (second !== undefined) this.#assign(second.parts[0], element);
      return;
    }
    this.#setTop(1, element);
    if (second !== undefined) this.#setTop(2, index);
  }

  #setTop(offset: number, value: unknown): void {
    const variable = this.#variables.at(-offset);
    if (variable === undefined) return;
    variable.value = value;
    variable.boxed = offset === 1;
  }

  #walkTemplate(dot: unknown, node: TemplateNode): void {
    const tree = this.#scope.findTemplate(node.name);
    if (tree === undefined) return this.#fail(`template ${quoteGo(node.name)} not defined`);
    const data = node.pipe === undefined ? undefined : this.#pipeline(dot, node.pipe);
    new Frame(this.#scope, tree, data, this.#execution, this.#output).run();
  }

  #assign(name: string, value: unknown): void {
    const variable = this.#variables.findLast((candidate) => candidate.name === name);
    if (variable === undefined) return this.#fail(`undefined variable: ${name}`);
    variable.value = value;
    variable.boxed = false;
  }

  #pipeline(dot: unknown, pipe: PipeNode): unknown {
    this.#node = pipe;
    let value: unknown = MISSING;
    for (const command of pipe.commands) {
      // Between commands a nil loses its type and becomes "no value".
      value = this.#command(dot, command, value) ?? undefined;
    }
    for (const variable of pipe.declarations) {
      if (pipe.isAssign) this.#assign(variable.parts[0], value);
      else this.#variables.push({ name: variable.parts[0], value, boxed: false });
    }
    return value;
  }

  #command(dot: unknown, command: CommandNode, final: unknown): unknown {
    const [first] = command.args;
    switch (first.kind) {
      case 'field':
      case 'chain':
      case 'variable':
        return this.#access(dot, first, command.args, final);
      case 'identifier':
        return this.#function(dot, first.name, first, command, command.args, final);
      case 'pipe':
        this.#notAFunction(command.args, final);
        return this.#pipeline(dot, first);
      default:
        break;
    }
    this.#node = first;
    this.#notAFunction(command.args, final);
    if (first.kind === 'nil') return this.#fail('nil is not a command');
    return this.#generic(dot, first);
  }

  #notAFunction(args: readonly Operand[], final: unknown): void {
    const [first] = args;
    if (first !== undefined && (args.length > 1 || final !== MISSING)) {
      this.#fail(`can't give argument to non-function ${printNode(first)}`);
    }
  }

  /** The value of a number where any type will do: Go's default type of the constant. */
  #constant(node: NumberNode): unknown {
    this.#node = node;
    const { literal } = node;
    if (literal.floatSyntax && literal.float !== undefined) return literal.float;
    if (literal.int !== undefined) return goInt(literal.int);
    return this.#fail(`${node.text} overflows int`);
  }

  /** Evaluates `.A.B`, `$x.A.B` or `(…).A.B`; arguments go to the last part if it is a method. */
  #access(
    dot: unknown,
    node: Operand & { kind: 'field' | 'chain' | 'variable' },
    args: readonly Operand[],
    final: unknown,
  ): unknown {
    this.#node = node;
    let receiver = dot;
    let boxed = this.#boxedDot;
    let fields: readonly string[];
    if (node.kind === 'field') fields = node.fields;
    else if (node.kind === 'chain') {
      if (node.node.kind === 'nil') {
        return this.#fail(`indirection through explicit nil in ${printNode(node)}`);
      }
      receiver = this.#generic(dot, node.node);
      boxed = false;
      fields = node.fields;
    } else {
      const [name, ...rest] = node.parts;
      const variable = this.#variables.findLast((candidate) => candidate.name === name);
      if (variable === undefined) return this.#fail(`undefined variable: ${name}`);
      receiver = variable.value;
      ({ boxed } = variable);
      fields = rest;
      if (fields.length === 0) this.#notAFunction(args, final);
    }
    const last = fields.length - 1;
    fields.forEach((field, index) => {
      const owner = receiver;
      receiver =
        index === last
          ? this.#field(dot, { value: owner, boxed }, field, node, args, final)
          : this.#field(dot, { value: owner, boxed }, field, node, [], MISSING);
      boxed = owner instanceof Map;
    });
    return receiver;
  }

  #field(
    dot: unknown,
    receiver: Receiver,
    name: string,
    node: Operand,
    args: readonly Operand[],
    final: unknown,
  ): unknown {
    const hasArguments = args.length > 1 || final !== MISSING;
    const found = lookUpField(receiver, name, hasArguments, this.#scope.missingKey);
    if (found.kind === 'value') return found.value;
    if (found.kind === 'problem') return this.#fail(found.message);
    return this.#call(dot, found.method, node, name, args.slice(1), final);
  }

  #function(
    dot: unknown,
    name: string,
    node: Operand,
    command: TemplateTreeNode,
    args: readonly Operand[],
    final: unknown,
  ): unknown {
    this.#node = node;
    const found = this.#scope.findFunction(name);
    if (found === undefined) return this.#fail(`${quoteGo(name)} is not a defined function`);
    return this.#call(dot, found, command, name, args.slice(1), final);
  }

  #call(
    dot: unknown,
    target: GoFunction,
    node: TemplateTreeNode,
    name: string,
    args: readonly Operand[],
    final: unknown,
  ): unknown {
    const fixed = target.variadic === true ? target.params.length - 1 : target.params.length;
    const count = args.length + (final === MISSING ? 0 : 1);
    if (target.variadic === true) {
      if (count < fixed) {
        this.#fail(`wrong number of args for ${name}: want at least ${fixed} got ${args.length}`);
      }
    } else if (count !== fixed) {
      this.#fail(`wrong number of args for ${name}: want ${fixed} got ${count}`);
    }
    if (target.shortCircuit !== undefined) {
      return this.#shortCircuit(dot, target.shortCircuit, args, final);
    }
    const param = (index: number): GoParam =>
      target.params[Math.min(index, target.params.length - 1)] ?? 'any';
    const values = args.map((arg, index) => this.#argument(dot, param(index), arg));
    if (final !== MISSING) values.push(this.#checked(checkValue(final, param(args.length))));
    if (target.takesSource === true)
      values.unshift(args[0] === undefined ? '' : printNode(args[0]));
    this.#execution.budget.step();
    try {
      return target.call(values, this.#execution.context);
    } catch (error) {
      if (!(error instanceof GoError || error instanceof TemplateExecError)) throw error;
      this.#node = node;
      return this.#fail(`error calling ${name}: ${error.message}`, error);
    }
  }

  #shortCircuit(
    dot: unknown,
    kind: 'and' | 'or',
    args: readonly Operand[],
    final: unknown,
  ): unknown {
    let value: unknown;
    for (const arg of args) {
      value = this.#argument(dot, 'value', arg);
      if (isTrue(value) === (kind === 'or')) return value;
    }
    return final === MISSING ? value : final;
  }

  #checked(checked: Checked): unknown {
    return 'problem' in checked ? this.#fail(checked.problem) : checked.value;
  }

  #argument(dot: unknown, param: GoParam, node: Operand): unknown {
    this.#node = node;
    switch (node.kind) {
      case 'nil':
        return this.#checked(checkNil(param));
      case 'dot':
      case 'field':
      case 'variable':
      case 'pipe':
      case 'identifier':
      case 'chain':
        return this.#checked(checkValue(this.#generic(dot, node), param));
      default:
        return this.#checked(checkLiteral(node, param, () => this.#generic(dot, node)));
    }
  }

  /** The value of an operand that stands alone. */
  #generic(dot: unknown, node: Operand): unknown {
    this.#node = node;
    switch (node.kind) {
      case 'bool':
        return node.value;
      case 'dot':
        return dot;
      case 'field':
      case 'variable':
      case 'chain':
        return this.#access(dot, node, [], MISSING);
      case 'identifier':
        return this.#function(dot, node.name, node, node, [], MISSING);
      case 'number':
        return this.#constant(node);
      case 'string':
        return node.text;
      case 'pipe':
        return this.#pipeline(dot, node);
      default:
        return undefined;
    }
  }
}
