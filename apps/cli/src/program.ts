import { Command } from 'commander';
import { create, type CreateFlags } from './commands/create.ts';
import { deleteProject, type DeleteFlags } from './commands/delete.ts';
import { doctor } from './commands/doctor.ts';
import { down } from './commands/down.ts';
import { gitCredential, installGitCredential } from './commands/git-credential.ts';
import { login, type LoginFlags } from './commands/login.ts';
import { logs, type LogsFlags } from './commands/logs.ts';
import { open } from './commands/open.ts';
import { listProjects } from './commands/projects.ts';
import { status } from './commands/status.ts';
import { up, type UpFlags } from './commands/up.ts';
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
  addServerCommands(program, context);
  addProjectCommands(program, context);
  addAccountCommands(program, context);
  return program;
}

function addServerCommands(program: Command, context: CliContext): void {
  program
    .command('up')
    .description('start the platform and keep it running')
    .option('--port <port>', 'the one port (8080)')
    .option('--host <address>', 'the address to listen on (127.0.0.1)')
    .option('--data <folder>', 'the data directory (.fairway)')
    .option('--log-level <level>', 'debug, info, warn, error or silent')
    .option('--accept-unsandboxed', 'serve several teams although the kernel refuses the sandbox')
    .action((flags: UpFlags) => up(context, flags));
  program
    .command('down')
    .description('stop the platform, its pods and its database')
    .option('--data <folder>', 'the data directory (.fairway)')
    .action((flags: { data?: string }) => down(context, flags));
  program
    .command('doctor')
    .description('say what this machine gives and what it does not')
    .option('--json', 'print JSON')
    .action((flags: { json?: boolean }) => doctor(context, flags));
}

function addProjectCommands(program: Command, context: CliContext): void {
  program
    .command('create <name>')
    .description('create a project from a template')
    .requiredOption('--template <template>', 'the template')
    .requiredOption('--team <team>', 'the team that owns it')
    .option('--description <text>', 'what it does')
    .option('--set <name=value...>', 'a variable of the template')
    .option('--wait', 'wait until it is LIVE')
    .option('--json', 'print JSON')
    .action((name: string, flags: CreateFlags) => create(context, name, flags));
  program
    .command('projects')
    .description('list the projects that you can see')
    .option('--json', 'print JSON')
    .action((flags: { json?: boolean }) => listProjects(context, flags));
  program
    .command('status <project>')
    .description('show a project and its newest run')
    .option('--json', 'print JSON')
    .action((project: string, flags: { json?: boolean }) => status(context, project, flags));
  program
    .command('logs <project>')
    .description("print the logs of a project's pods")
    .option('-e, --environment <name>', 'the environment', 'dev')
    .option('-f, --follow', 'go on as lines come')
    .option('--tail <lines>', 'how many lines of each pod', '100')
    .action((project: string, flags: LogsFlags) => logs(context, project, flags));
  program
    .command('open <project>')
    .description("open a project's URL in the browser")
    .option('-e, --environment <name>', 'the environment', 'dev')
    .option('--print', 'print the URL only')
    .action((project: string, flags: { environment: string; print?: boolean }) =>
      open(context, project, flags),
    );
  program
    .command('delete <project>')
    .description('delete a project with all that it made')
    .option('--archive', 'keep the repository and the images aside')
    .option('--json', 'print JSON')
    .action((project: string, flags: DeleteFlags) => deleteProject(context, project, flags));
}

function addAccountCommands(program: Command, context: CliContext): void {
  program
    .command('login')
    .description('sign in and keep an API token')
    .requiredOption('--url <url>', 'the address of the platform')
    .requiredOption('--email <email>', 'your e-mail address')
    .option('--password-stdin', 'read the password from standard input')
    .action((flags: LoginFlags) => login(context, flags));
  const credential = program
    .command('git-credential')
    .description("git's credential helper for the platform (see git-credential install)");
  for (const operation of ['get', 'store', 'erase']) {
    credential.command(operation).action(() => gitCredential(context, operation));
  }
  credential
    .command('install')
    .description('let git ask fairway for the credentials of this platform')
    .action(() => installGitCredential(context));
}
