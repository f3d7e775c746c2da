/** One file of a template or of its rendering. */
export interface TemplateFile {
  readonly content: Uint8Array;
  readonly executable: boolean;
}

/** A value in cookiecutter.json or one made from it. */
export type Value = string | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A variable a person may set. */
export interface Variable {
  readonly name: string;
  readonly kind: 'text' | 'choice' | 'flag' | 'dictionary';
  /** As written: texts in it are templates themselves. For a choice: the options, the first is the default. */
  readonly default: Value;
  /** What a person is asked, from `__prompts__`. */
  readonly prompt?: string;
}

/** A cookiecutter template in memory. */
export interface Template {
  /** What a person may set, in the order of cookiecutter.json. */
  readonly variables: readonly Variable[];
  /** Variables with a leading `_`: taken as written (`_x`) or rendered (`__x`), never asked. */
  readonly privateVariables: ReadonlyMap<string, Value>;
  /** Patterns of files copied as they are (`_copy_without_render`). */
  readonly copyWithoutRender: readonly string[];
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  /** Line ending forced on every rendered file (`_new_lines`). */
  readonly newLines?: string;
  /** The name of the project's folder, as written: `{{cookiecutter.…}}`. */
  readonly root: string;
  /** The files below that folder, by their path as written. */
  readonly files: ReadonlyMap<string, TemplateFile>;
}
