import { type Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import type { CommandSpec, OptionSpec, Output } from './command-spec.ts';
import { createInput } from './input.ts';

/** Adds a command to the program, below the groups that its usage names. */
export function addCommand(
  program: Command,
  groups: Readonly<Record<string, string>>,
  spec: CommandSpec,
  context: CliContext,
): void {
  const words = spec.usage.split(' ').filter((word) => !/^[<[]/.test(word));
  const parameters = spec.usage.split(' ').slice(words.length);
  const parent = words
    .slice(0, -1)
    .reduce((group, word) => findOrAddGroup(group, word, groups[word] ?? ''), program);
  const command = parent
    .command(words.at(-1) ?? '', { isDefault: spec.isDefault === true })
    .description(spec.about);
  for (const parameter of parameters) command.argument(parameter);
  for (const option of spec.options ?? []) command.addOption(toOption(option));
  if (spec.json !== false) command.option('--json', 'print JSON');
  command.action(async () => {
    const names = command.registeredArguments.map((argument) => argument.name());
    const values = Object.fromEntries(names.map((name, at) => [name, command.args[at]]));
    const flags = command.opts();
    const output = await spec.run(context, createInput(values, flags));
    if (output !== undefined) show(output, flags['json'] === true, context);
  });
}

function findOrAddGroup(parent: Command, word: string, about: string): Command {
  const existing = parent.commands.find((command) => command.name() === word);
  return existing ?? parent.command(word).description(about);
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.about);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.choices !== undefined) option.choices(spec.choices);
  if (spec.required === true) option.makeOptionMandatory();
  if (spec.many === true) {
    option.argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value]);
  }
  return option;
}

function show(output: Output, asJson: boolean, context: CliContext): void {
  if (asJson) context.print(JSON.stringify(output.data));
  else if (output.text !== '') context.print(output.text);
  if (output.failure !== undefined) throw output.failure;
}
