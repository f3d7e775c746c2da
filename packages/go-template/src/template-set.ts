import { TemplateExecError, TemplateLimitError } from './errors.ts';
import { evaluateTemplate, type Execution, type TemplateScope } from './eval/evaluator.ts';
import type { MissingKey } from './eval/fields.ts';
import { Budget, type ExecutionLimits } from './eval/limits.ts';
import { quoteGo } from './format/quote.ts';
import { BUILTINS } from './functions/builtins.ts';
import { isEmptyTree } from './syntax/is-empty-tree.ts';
import type { TemplateTree } from './syntax/nodes.ts';
import { parseTemplate } from './syntax/parser.ts';
import type { FunctionTable, GoFunction } from './values/go-function.ts';

/** How a set of templates behaves. */
export interface TemplateSetOptions {
  /** Functions besides Go's own; they win over those of the same name. */
  readonly functions?: FunctionTable;
  /** What a missing map key gives: `<no value>` (default), the zero value, or an error. */
  readonly missingKey?: MissingKey;
}

/** What one execution may use of the outside. */
export interface ExecutionOptions {
  /** The clock of `now`. Default: the system's. */
  readonly now?: () => Date;
  /** Source of the random functions. Default: the system's. */
  readonly randomBytes?: (length: number) => Uint8Array;
  readonly limits?: ExecutionLimits;
}

/** Starts the accounting and surroundings that one execution shares with all it includes. */
export function createExecution(options: ExecutionOptions = {}): Execution {
  const budget = new Budget(options.limits);
  return {
    budget,
    depth: 0,
    context: {
      now: options.now ?? (() => new Date()),
      randomBytes:
        options.randomBytes ?? ((length) => crypto.getRandomValues(new Uint8Array(length))),
      charge: (units) => budget.charge(units),
    },
  };
}

const maps = new WeakMap<FunctionTable, ReadonlyMap<string, GoFunction>>();

/** A table as a map. Tables are large and sets are many, so it is made once a table. */
function byName(table: FunctionTable): ReadonlyMap<string, GoFunction> {
  const known = maps.get(table);
  if (known !== undefined) return known;
  const map = new Map(Object.entries(table));
  maps.set(table, map);
  return map;
}

/** The stack's end shows as a RangeError, or as a SyntaxError of a pattern compiled at that moment. */
function isStackExhausted(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Maximum call stack size exceeded');
}

/**
 * Templates that can call one another by name.
 *
 * @example
 * const set = new TemplateSet({ functions: sprigFunctions() });
 * set.parse('hello', 'Hello {{ .name | upper }}!');
 * set.execute('hello', toGoValue({ name: 'world' })); // "Hello WORLD!"
 */
export class TemplateSet implements TemplateScope {
  readonly missingKey: MissingKey;
  readonly #parent: TemplateSet | undefined;
  readonly #functions: ReadonlyMap<string, GoFunction>;
  readonly #trees = new Map<string, TemplateTree>();

  constructor(options: TemplateSetOptions = {}, parent?: TemplateSet) {
    this.missingKey = options.missingKey ?? parent?.missingKey ?? 'default';
    this.#parent = parent;
    this.#functions = byName(options.functions ?? {});
  }

  /** A set that sees this one's templates and functions; what is added to it stays in it. */
  child(functions: FunctionTable): TemplateSet {
    return new TemplateSet({ functions }, this);
  }

  findTemplate(name: string): TemplateTree | undefined {
    return this.#trees.get(name) ?? this.#parent?.findTemplate(name);
  }

  findFunction(name: string): GoFunction | undefined {
    const own = this.#functions.get(name);
    if (own !== undefined) return own;
    return this.#parent === undefined
      ? byName(BUILTINS).get(name)
      : this.#parent.findFunction(name);
  }

  /**
   * Adds a text's templates. A later definition replaces an earlier one, unless it is empty.
   * Returns the template that the text itself makes.
   * @throws TemplateParseError when the text is not a template
   */
  parse(name: string, text: string): TemplateTree {
    const hasFunction = (candidate: string): boolean => this.findFunction(candidate) !== undefined;
    const { main, defined } = parseTemplate(name, text, { hasFunction });
    for (const tree of [...defined, main]) {
      if (this.findTemplate(tree.name) === undefined || !isEmptyTree(tree.root)) {
        this.#trees.set(tree.name, tree);
      }
    }
    return main;
  }

  /**
   * Executes a template. Pass the same `execution` on when a function executes another template.
   * @throws TemplateExecError, or TemplateLimitError when a limit ends it
   */
  execute(name: string, data: unknown, execution: Execution = createExecution()): string {
    const tree = this.findTemplate(name);
    if (tree === undefined) {
      throw new TemplateExecError(
        `template: no template ${quoteGo(name)} associated with template "gotpl"`,
      );
    }
    return this.executeTree(tree, data, execution);
  }

  /** Executes a template that {@link parse} returned; errors as with {@link execute}. */
  executeTree(tree: TemplateTree, data: unknown, execution: Execution = createExecution()): string {
    try {
      return evaluateTemplate(this, tree, data, execution);
    } catch (error) {
      // The machine's stack is a limit like the others. Only the outermost caller has room to say so.
      if (execution.depth === 0 && isStackExhausted(error)) {
        throw new TemplateLimitError(
          `templates include one another too deeply (in ${quoteGo(tree.name)}); look for an include of itself`,
        );
      }
      throw error;
    }
  }
}
