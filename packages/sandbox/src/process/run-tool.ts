import { spawn } from 'node:child_process';
import { toolPath } from '../host/host-tools.ts';
import type { SandboxExecResult } from '../sandbox.ts';

const maxOutputBytes = 1024 * 1024;

/** Runs a command to its end; output beyond 1 MiB a stream is dropped, a time-out is code 137. */
export async function runTool(
  command: readonly [string, ...string[]],
  timeoutMs: number,
): Promise<SandboxExecResult> {
  const [file, ...args] = command;
  const child = spawn(file, args, {
    cwd: '/',
    detached: true,
    env: { PATH: toolPath, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const timer = setTimeout(() => killGroup(child.pid), timeoutMs);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status, signal) => {
        resolve(status ?? 128 + (signal === 'SIGTERM' ? 15 : 9));
        // A background child of the command may hold the pipes open for ever.
        setTimeout(() => {
          child.stdout.destroy();
          child.stderr.destroy();
        }, 50).unref();
      });
    });
    return { code, stdout: await stdout, stderr: await stderr };
  } finally {
    clearTimeout(timer);
  }
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  await new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      if (size < maxOutputBytes) chunks.push(chunk.subarray(0, maxOutputBytes - size));
      size += chunk.length;
    });
    stream.on('close', resolve);
    stream.on('error', () => resolve());
  });
  return Buffer.concat(chunks).toString('utf8');
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}
