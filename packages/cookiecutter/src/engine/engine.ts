import nunjucks from 'nunjucks';

import { RenderFailed } from '../errors.ts';
import type { Value } from '../template.ts';
import { memberLookup } from './member-lookup.ts';
import { bindRuntime, parse, plainRuntime, type Runtime } from './nunjucks-internals.ts';
import { isPlainObject, jsonify, printPython, slugify } from './python-values.ts';
import { findUndefined, type UndefinedUse } from './undefined-variables.ts';

export interface EngineOptions {
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  /** A number from 0 up to 1: the source of `random_ascii_string` and `uuid4`. */
  readonly random: () => number;
}

/** Renders one text. `file` names it in errors. @throws RenderFailed */
export type Engine = (
  source: string,
  variables: Readonly<Record<string, Value>>,
  file: string,
) => string;

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const MAX_RANGE = 100_000;

/** Python's way of printing and of looking things up, and no way into JavaScript. */
const runtime: Runtime = {
  ...plainRuntime,
  memberLookup,
  // Names are looked up in plain objects, whose prototype must not answer.
  contextOrFrameLookup: (context, frame, name) =>
    name in Object.prototype ? undefined : plainRuntime.contextOrFrameLookup(context, frame, name),
  suppressValue: (value) => printPython(value),
};

/** Makes a renderer of Jinja2 templates as cookiecutter uses them. */
export function createEngine(options: EngineOptions): Engine {
  const { trimBlocks, lstripBlocks } = options;
  const settings = { autoescape: false, throwOnUndefined: true, trimBlocks, lstripBlocks };
  const environment = new nunjucks.Environment([], settings);
  environment.addFilter('jsonify', jsonify).addFilter('slugify', slugify);
  const globals = {
    True: true,
    False: false,
    None: null,
    range: pythonRange,
    random_ascii_string: (length: unknown, extra?: unknown) =>
      randomText(options.random, Number(length), flag(extra, 'punctuation')),
    uuid4: () => uuid(options.random),
  };
  for (const [name, value] of Object.entries(globals)) environment.addGlobal(name, value);

  return (source, variables, file) => {
    if (!/\{[{%#]/.test(source)) return source;
    const missing = firstUndefined(source, settings, variables, file);
    if (missing !== undefined) {
      throw new RenderFailed(file, missing.line, `"cookiecutter.${missing.name}" is not defined`);
    }
    let line: number | undefined;
    try {
      const template = new nunjucks.Template(source, environment, file, true);
      bindRuntime(template, {
        ...runtime,
        ensureDefined(value, lineFromZero) {
          if (value !== undefined) return value;
          line = lineFromZero + 1;
          throw new Error('an undefined value cannot be printed');
        },
      });
      return template.render({ cookiecutter: variables });
    } catch (error) {
      // While it renders, nunjucks counts lines from 0; while it compiles, from 1.
      const told = Number(/\[Line (\d+)/.exec(messageOf(error))?.[1] ?? Number.NaN) + 1;
      throw explain(error, file, line ?? (Number.isNaN(told) ? undefined : told));
    }
  };
}

function firstUndefined(
  source: string,
  settings: object,
  variables: Readonly<Record<string, Value>>,
  file: string,
): UndefinedUse | undefined {
  try {
    return findUndefined(parse(source, settings), new Set(Object.keys(variables)));
  } catch (error) {
    throw explain(error, file, lineField(error));
  }
}

/** nunjucks puts path, line and the error's class in front of its message. */
function explain(error: unknown, file: string, line: number | undefined): RenderFailed {
  const why = messageOf(error)
    .replaceAll(/\([^)\n]*\)(?: \[Line \d+(?:, Column \d+)?\])?\n\s*/g, '')
    .replace(/^(?:(?:Template render error|Error): )+/, '')
    .trim();
  return new RenderFailed(file, line, why, { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The parser's own errors keep the line in a field, from 1. */
function lineField(error: unknown): number | undefined {
  const line = error instanceof Error && 'lineno' in error ? error.lineno : undefined;
  return typeof line === 'number' ? line : undefined;
}

/** A keyword argument arrives in a dictionary, a plain one as it is. */
function flag(argument: unknown, name: string): boolean {
  return (isPlainObject(argument) ? argument[name] : argument) === true;
}

function pythonRange(...args: unknown[]): number[] {
  const [first = 0, second, step = 1] = args.map(Number);
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const length = step === 0 ? NaN : Math.max(0, Math.ceil((to - from) / step));
  if (!(length <= MAX_RANGE)) throw new Error(`range() may have at most ${MAX_RANGE} numbers`);
  return Array.from({ length }, (_, index) => from + index * step);
}

function randomText(random: () => number, length: number, punctuation: boolean): string {
  const alphabet = punctuation ? LETTERS + PUNCTUATION : LETTERS;
  if (!(length >= 0 && length <= 10_000)) throw new Error('the length must be from 0 to 10000');
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

function uuid(random: () => number): string {
  const digit = (limit: number): number => Math.floor(random() * limit);
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replaceAll(/[xy]/g, (place) =>
    (place === 'x' ? digit(16) : 8 + digit(4)).toString(16),
  );
}
