import { spawn } from 'node:child_process';
import { GitOpsError } from '../../errors.ts';

/** A git setting; one name may be given several values. */
export type GitSetting = readonly [name: string, value: string];

/** One run of git. */
interface GitCall {
  args: readonly string[];
  cwd?: string;
  /** Settings that must not be seen in the process list (headers with credentials). */
  config?: readonly GitSetting[];
  stdin?: string;
  home: string;
  signal: AbortSignal;
  /** Output above this many bytes ends the run. */
  maxBytes: number;
}

const maxErrorBytes = 16 * 1024;

/**
 * Runs git with an argument list (never a shell), without the user's settings, prompts or helpers,
 * and answers its output.
 *
 * @throws GitOpsError `repository_unavailable` with git's own last line.
 */
export async function runGit(call: GitCall): Promise<Buffer> {
  const child = spawn('git', [...call.args], {
    ...(call.cwd === undefined ? {} : { cwd: call.cwd }),
    env: environment(call),
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: call.signal,
    killSignal: 'SIGKILL',
  });
  const output: Buffer[] = [];
  let size = 0;
  let errors = '';
  let isTooLarge = false;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > call.maxBytes) {
      isTooLarge = true;
      child.kill('SIGKILL');
    } else {
      output.push(chunk);
    }
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk.toString()}`.slice(-maxErrorBytes);
  });
  // A git that ends early closes its input; what it says then is the better message.
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.stdin ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(spawnError(error, call.signal)));
    child.on('close', resolve);
  });
  if (isTooLarge) {
    throw new GitOpsError('repository_refused', `git gave more than ${call.maxBytes} bytes`);
  }
  if (code !== 0)
    throw new GitOpsError('repository_unavailable', `git failed: ${lastLine(errors)}`);
  return Buffer.concat(output);
}

function spawnError(error: Error, signal: AbortSignal): GitOpsError {
  const message = signal.aborted
    ? 'git did not answer in time'
    : `git did not start: ${error.message}`;
  return new GitOpsError('repository_unavailable', message, { cause: error });
}

function lastLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const fatal = lines.findLast((line) => line.startsWith('fatal:') || line.startsWith('remote:'));
  return fatal ?? lines.at(-1) ?? 'no reason given';
}

function environment(call: GitCall): NodeJS.ProcessEnv {
  const settings: readonly GitSetting[] = [
    ['credential.helper', ''],
    ['protocol.allow', 'never'],
    ['protocol.http.allow', 'always'],
    ['protocol.https.allow', 'always'],
    ['protocol.ssh.allow', 'always'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    ...(call.config ?? []),
  ];
  const config = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: process.env['PATH'],
    HOME: call.home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oConnectTimeout=10',
    ...sshAgent(),
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(config),
  };
}

function sshAgent(): NodeJS.ProcessEnv {
  const socket = process.env['SSH_AUTH_SOCK'];
  return socket === undefined ? {} : { SSH_AUTH_SOCK: socket };
}
