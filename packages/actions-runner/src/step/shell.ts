import { ActionsError } from '../errors.ts';

/** How a script is run: its file's ending and the command, given the script's path. */
interface Shell {
  readonly extension: string;
  argv(script: string): readonly [string, ...string[]];
}

/** Takes bash where the sandbox has it and sh otherwise, as GitHub does. */
const PICK = 'command -v bash >/dev/null 2>&1 && exec bash -e "$0"; exec sh -e "$0"';

/**
 * The shell that a step names, or the default.
 *
 * @param name `bash`, `sh`, `python`, `node`, or a command that contains `{0}`; undefined: default
 * @throws ActionsError `step-invalid` for any other
 */
export function shellOf(name: string | undefined): Shell {
  switch (name) {
    case undefined:
    case '':
      return { extension: 'sh', argv: (script) => ['/bin/sh', '-c', PICK, script] };
    case 'bash':
      return {
        extension: 'sh',
        argv: (script) => ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', script],
      };
    case 'sh':
      return { extension: 'sh', argv: (script) => ['sh', '-e', script] };
    case 'python':
      return { extension: 'py', argv: (script) => ['python3', script] };
    case 'node':
      return { extension: 'js', argv: (script) => ['node', script] };
    default:
      return customShell(name);
  }
}

function customShell(template: string): Shell {
  const [command, ...args] = template.split(/\s+/).filter((word) => word !== '');
  if (command === undefined || !template.includes('{0}')) {
    throw new ActionsError(
      'step-invalid',
      `The shell "${template}" is not supported; use bash, sh, python, node or a command with {0}.`,
    );
  }
  return {
    extension: 'sh',
    argv: (script) => [command, ...args.map((arg) => arg.replaceAll('{0}', script))],
  };
}
