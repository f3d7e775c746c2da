import nunjucks from 'nunjucks';

/** The functions that compiled templates call; those that the engine replaces. */
export interface Runtime {
  readonly suppressValue: (value: unknown, autoescape: boolean) => unknown;
  readonly ensureDefined: (value: unknown, lineFromZero: number, column: number) => unknown;
  readonly memberLookup: (object: unknown, key: unknown) => unknown;
  readonly contextOrFrameLookup: (context: unknown, frame: unknown, name: string) => unknown;
}

type RootRender = (
  environment: unknown,
  context: unknown,
  frame: unknown,
  runtime: Runtime,
  callback: unknown,
) => unknown;

/** A node of a parsed template, as far as it is walked; lines count from 0. */
export interface Node {
  readonly typename: string;
  readonly lineno: number;
  readonly fields: readonly string[];
  readonly [field: string]: unknown;
}

// nunjucks' type package leaves these out; a test renders through each of them.
const internals = nunjucks as unknown as {
  readonly runtime: Runtime;
  readonly parser: { parse(source: string, extensions: readonly unknown[], options: object): Node };
};

/** The runtime that nunjucks itself uses. */
export const plainRuntime: Runtime = internals.runtime;

/** Parses a template's text. Throws nunjucks' own error for bad syntax. */
export function parse(source: string, options: object): Node {
  return internals.parser.parse(source, [], options);
}

/** Makes one compiled template call `runtime` instead of the plain one. */
export function bindRuntime(template: nunjucks.Template, runtime: Runtime): void {
  const compiled = template as unknown as { rootRenderFunc: RootRender };
  const original = compiled.rootRenderFunc;
  compiled.rootRenderFunc = (environment, context, frame, _plain, callback) =>
    original(environment, context, frame, runtime, callback);
}
