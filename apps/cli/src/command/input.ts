import { CliError } from '../cli-error.ts';

/** The arguments and flags of a command line, read by name. */
export interface Input {
  /** An argument that the usage demands. */
  argument(name: string): string;
  optionalArgument(name: string): string | undefined;
  /** The value of a flag, its default among them. */
  text(name: string): string | undefined;
  /** The value of a flag that is required or has a default. */
  required(name: string): string;
  /** A flag's value as a whole number of at least `least`. */
  integer(name: string, least: number): number;
  /** Every value of a flag that may come several times. */
  list(name: string): readonly string[];
  flag(name: string): boolean;
  /** Every value of a `NAME=VALUE` flag; the last one of a name counts. */
  pairs(name: string): Record<string, string>;
}

/**
 * Reads a command line by name.
 *
 * @throws CliError (exit code 2) from a reader whose value is missing or of another form
 */
export function createInput(
  values: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Record<string, unknown>>,
): Input {
  const text = (name: string): string | undefined => {
    const value = flags[camelCase(name)];
    return typeof value === 'string' ? value : undefined;
  };
  const required = (name: string): string =>
    text(name) ?? refuse(`--${name} is missing.`, `Add --${name} and its value.`);
  const list = (name: string): readonly string[] => {
    const value = flags[camelCase(name)];
    return Array.isArray(value) ? value.map(String) : [];
  };
  return {
    argument: (name) => values[name] ?? refuse(`<${name}> is missing.`, `Add the ${name}.`),
    optionalArgument: (name) => values[name],
    text,
    required,
    list,
    flag: (name) => flags[camelCase(name)] === true,
    integer(name, least) {
      const given = required(name);
      if (/^\d{1,9}$/.test(given) && Number(given) >= least) return Number(given);
      return refuse(
        `--${name} "${given}" is not a whole number of at least ${least}.`,
        `Write for example --${name} ${Math.max(least, 10)}.`,
      );
    },
    pairs: (name) => Object.fromEntries(list(name).map((pair) => parsePair(name, pair))),
  };
}

function parsePair(name: string, text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  return refuse(`"${text}" is not NAME=VALUE.`, `Write for example --${name} port=3000.`);
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function refuse(message: string, remedy: string): never {
  throw new CliError(message, remedy, 2);
}
