import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { SandboxError } from '../errors.ts';
import { toolPath } from '../host/host-tools.ts';
import { nestedFile } from '../root/plan-builder.ts';
import type { SandboxSpec } from '../sandbox.ts';
import { parseIdentity } from './identity.ts';
import { RunningProcess, type ProcessRecord, type Reaper } from './running-process.ts';
import { formatSettings } from './settings-file.ts';

const readyTimeoutMs = 20_000;

/**
 * Starts a shim for the spec, detached, and waits until it is about to execute the process. The
 * files are opened here, so that the process' user needs no way to the folder.
 */
export async function launch(
  command: readonly [string, ...string[]],
  spec: SandboxSpec,
  record: ProcessRecord,
  reap: Reaper,
  owner: { readonly uid: number; readonly gid: number },
): Promise<RunningProcess> {
  const { dir } = spec;
  await writeFile(join(dir, 'process.json'), JSON.stringify(record), { mode: 0o600 });
  await writeFile(join(dir, 'settings'), formatSettings(spec, existsSync(join(dir, nestedFile))), {
    mode: 0o600,
  });
  if (spec.stdin !== undefined) await writeFile(join(dir, 'stdin'), spec.stdin, { mode: 0o600 });
  const files: FileHandle[] = [];
  const opened = async (path: string, flags: string): Promise<number> => {
    const file = await open(path, flags, 0o600);
    files.push(file);
    return file.fd;
  };
  try {
    const input = await opened(spec.stdin === undefined ? '/dev/null' : join(dir, 'stdin'), 'r');
    const setUp = await opened(join(dir, 'setup.log'), 'a');
    const exit = await opened(join(dir, 'exit'), 'a');
    const pid = await opened(join(dir, 'pid'), 'w');
    const log = await opened(record.logFile, 'a');
    // Programs open /dev/stdout by name, which asks for the file's own permissions.
    await files.at(-1)?.chown(owner.uid, owner.gid);
    const settings = await opened(join(dir, 'settings'), 'r');
    const [file, ...args] = command;
    const child = spawn(file, args, {
      detached: true,
      cwd: '/',
      env: { PATH: toolPath, LC_ALL: 'C' },
      stdio: [input, setUp, setUp, exit, pid, log, 'pipe', settings],
    });
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    // The types end at descriptor 4; number 6 is the pipe of the list above.
    const pipes: readonly unknown[] = child.stdio;
    const ready = await isReady(pipes[6] as Readable);
    const identity = parseIdentity(await readFile(join(dir, 'pid'), 'utf8'));
    if (!ready || identity === undefined) {
      if (child.pid !== undefined && child.exitCode === null) child.kill('SIGKILL');
      throw await startFailure(spec);
    }
    return new RunningProcess(dir, identity, record, gone, reap);
  } finally {
    for (const file of files) await file.close();
    await rm(join(dir, 'settings'), { force: true });
    await rm(join(dir, 'stdin'), { force: true });
  }
}

/** The pipe ends when the shim does, which is how a failed set-up is noticed. */
async function isReady(pipe: Readable): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const ready = await new Promise<boolean>((resolve) => {
    pipe.once('data', () => resolve(true));
    for (const event of ['end', 'error', 'close']) pipe.once(event, () => resolve(false));
    timer = setTimeout(() => resolve(false), readyTimeoutMs);
  });
  clearTimeout(timer);
  pipe.destroy();
  return ready;
}

async function startFailure(spec: SandboxSpec): Promise<SandboxError> {
  const text = await readFile(join(spec.dir, 'setup.log'), 'utf8').catch(() => '');
  const said = text.trim().split('\n').slice(-3).join('; ');
  return new SandboxError(
    'start-failed',
    `The sandbox of ${spec.id} could not be set up: ${said === '' ? 'its shim ended early' : said}.`,
  );
}
