import type { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import type { Input } from './input.ts';

/** A flag of a command. */
export interface OptionSpec {
  /** As commander reads it: `-f, --follow`, `--tail <lines>`. */
  flags: string;
  about: string;
  default?: string;
  choices?: readonly string[];
  /** Left out, the command was used wrongly. */
  required?: boolean;
  /** May be given several times; `Input.list` reads it. */
  many?: boolean;
}

/** What a command tells: one form for programs, one for people. */
export interface Output {
  /** Printed as JSON with `--json`. */
  data: unknown;
  /** Printed otherwise; no line end at its end. */
  text: string;
  /** Told after the output: the command has failed all the same. */
  failure?: CliError;
}

/** One command of the CLI as data. */
export interface CommandSpec {
  /** Its words and arguments: `team add <team> <email>`. */
  usage: string;
  about: string;
  options?: readonly OptionSpec[];
  /** Whether its group means this command when no other is named. */
  isDefault?: boolean;
  /** False where the output is a protocol or another tool's, which has one form only. */
  json?: false;
  /** Does it; without a result the command has printed what it had to say. */
  run(context: CliContext, input: Input): Promise<Output | undefined>;
}
