import { Command } from 'commander';
import { addCommand } from './command/add-command.ts';
import { commandGroups, commands } from './commands/index.ts';
import type { CliContext } from './context.ts';

/** The `fairway` command with all its subcommands. */
export function createProgram(context: CliContext): Command {
  const program = new Command('fairway')
    .description('A self-hosted internal developer platform: one form, one live URL')
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      writeErr: (text) => context.warn(text.trimEnd()),
    })
    .exitOverride();
  for (const command of commands) addCommand(program, commandGroups, command, context);
  return program;
}
