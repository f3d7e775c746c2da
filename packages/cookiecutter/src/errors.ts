/** The closed list of what can go wrong; stable across versions. */
export type CookiecutterErrorCode =
  | 'invalid-template'
  | 'unsupported-feature'
  | 'invalid-variable'
  | 'render-failed'
  | 'unsafe-path';

/**
 * Base of every error this package throws on purpose. `fault`: the template's author or the person
 * who filled in the variables.
 */
export class CookiecutterError extends Error {
  readonly code: CookiecutterErrorCode;
  readonly fault: 'template' | 'user';

  constructor(
    code: CookiecutterErrorCode,
    fault: 'template' | 'user',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.fault = fault;
  }
}

/** The template's layout or its cookiecutter.json is wrong. */
export class InvalidTemplate extends CookiecutterError {
  override readonly name = 'InvalidTemplate';

  constructor(message: string, options?: ErrorOptions) {
    super('invalid-template', 'template', message, options);
  }
}

/** The template asks for something this renderer refuses, such as hooks or Python extensions. */
export class UnsupportedFeature extends CookiecutterError {
  override readonly name = 'UnsupportedFeature';

  constructor(message: string) {
    super('unsupported-feature', 'template', message);
  }
}

/** A given value doesn't fit its variable. */
export class InvalidVariable extends CookiecutterError {
  override readonly name = 'InvalidVariable';
  readonly variable: string;

  constructor(variable: string, why: string) {
    super('invalid-variable', 'user', `The variable "${variable}" ${why}.`);
    this.variable = variable;
  }
}

/** A file, a path or a default could not be rendered. `line` counts from 1. */
export class RenderFailed extends CookiecutterError {
  override readonly name = 'RenderFailed';
  readonly file: string;
  readonly line: number | undefined;

  constructor(file: string, line: number | undefined, why: string, options?: ErrorOptions) {
    super(
      'render-failed',
      'template',
      `${file}${line === undefined ? '' : `:${line}`}: ${why}`,
      options,
    );
    this.file = file;
    this.line = line;
  }
}

/** A rendered path leads out of the project, or two files have the same path. */
export class UnsafePath extends CookiecutterError {
  override readonly name = 'UnsafePath';

  constructor(source: string, path: string, why: string) {
    super('unsafe-path', 'user', `${source} renders to ${JSON.stringify(path)}, which ${why}.`);
  }
}
