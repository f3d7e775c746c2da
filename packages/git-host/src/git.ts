import { spawn } from 'node:child_process';

import { GitFailed } from './errors.ts';
import { killGroup } from './kill-group.ts';

/** One call of git. */
export interface GitCall {
  readonly args: readonly string[];
  /** The bare repository; absent for commands that need none. */
  readonly gitDirectory?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly maxOutputBytes?: number;
}

export interface GitResult {
  readonly stdout: Buffer;
}

/** Runs git with an argv array and the host's environment. */
export type Git = (call: GitCall) => Promise<GitResult>;

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_OUTPUT = 64 * 1024 * 1024;
const MAX_STDERR = 64 * 1024;

/** Binds the program and the environment. @throws GitFailed from every call that fails or takes too long. */
export function createGit(gitPath: string, environment: Readonly<Record<string, string>>): Git {
  return (call) => run(gitPath, environment, call);
}

function run(
  gitPath: string,
  environment: Readonly<Record<string, string>>,
  call: GitCall,
): Promise<GitResult> {
  const command = call.args[0] ?? '';
  const timeoutMs = call.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const maxOutput = call.maxOutputBytes ?? DEFAULT_MAX_OUTPUT;
  const where = call.gitDirectory === undefined ? [] : [`--git-dir=${call.gitDirectory}`];
  return new Promise((resolve, reject) => {
    const child = spawn(gitPath, [...where, ...call.args], {
      env: { ...environment, ...call.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that what git starts ends with it.
      detached: true,
    });
    const stdout: Buffer[] = [];
    let stdoutBytes = 0;
    let stderr = '';
    let failure: string | undefined;
    const stop = (reason: string): void => {
      failure ??= reason;
      killGroup(child, 'SIGKILL');
    };
    const timer = setTimeout(() => stop(`took longer than ${timeoutMs} ms`), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      stdoutBytes += chunk.length;
      if (stdoutBytes > maxOutput) stop(`printed more than ${maxOutput} bytes`);
      else stdout.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-MAX_STDERR);
    });
    // A command that fails early closes its input; its exit code tells the rest.
    child.stdin.on('error', () => undefined);
    child.stdin.end(call.stdin ?? '');
    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(new GitFailed(command, 'could not be started', cause.message, { cause }));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (failure === undefined && code === 0) {
        resolve({ stdout: Buffer.concat(stdout) });
      } else {
        const how = failure ?? `failed (${code === null ? String(signal) : `exit ${code}`})`;
        reject(new GitFailed(command, how, stderr));
      }
    });
  });
}
