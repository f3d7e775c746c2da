import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdir, open, readFile, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { FairwayError } from '../errors/fairway-error.ts';
import {
  type PostgresFolders,
  type PostgresPrograms,
  postgresPrograms,
} from './postgres-programs.ts';

/** A running embedded PostgreSQL, reached through a Unix socket only. */
export interface EmbeddedPostgres {
  /** Connection settings for `pg`: the socket's folder is the host. */
  connection: { host: string; port: number; user: string; database: string };
  /** Whether it was found running, left behind by a killed server. */
  adopted: boolean;
  /** Ends it in good order (sessions are cut, everything acknowledged is on disk). */
  stop(): Promise<void>;
}

const connectionOf = (socketFolder: string): EmbeddedPostgres['connection'] => ({
  host: socketFolder,
  port: 5432,
  user: 'fairway',
  database: 'postgres',
});

/** Small for an idle platform; the pools of the server together stay below max_connections. */
const settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '32MB',
  max_connections: '60',
  max_wal_size: '256MB',
  wal_level: 'replica',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  jit: 'off',
  log_min_messages: 'warning',
};

/**
 * Starts PostgreSQL on `dataFolder` (initialised on first use), or takes over the one that a killed
 * server left behind. The process is detached: it goes on when this server is killed.
 *
 * @throws FairwayError `database-failed` with the last lines of PostgreSQL's log.
 */
export async function startEmbeddedPostgres(folders: PostgresFolders): Promise<EmbeddedPostgres> {
  const { dataFolder, socketFolder } = folders;
  const programs = postgresPrograms();
  const connection = connectionOf(socketFolder);
  const left = await runningPostmaster(dataFolder);
  if (left !== undefined) {
    if (await answers(connection)) {
      return { connection, adopted: true, stop: () => stopPostmaster(left) };
    }
    await stopPostmaster(left);
  }
  await prepareFolder(socketFolder, programs);
  await initialise(folders, programs);
  const pid = await launch(folders, programs, connection);
  return { connection, adopted: false, stop: () => stopPostmaster(pid) };
}

async function prepareFolder(folder: string, programs: PostgresPrograms): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const owner = programs.user?.uid ?? process.getuid?.() ?? 0;
  const { uid } = await stat(folder);
  if (uid === owner) return;
  if (programs.user === undefined || uid !== process.getuid?.()) {
    throw new FairwayError('database-failed', {
      message: `The folder ${folder} belongs to another user.`,
      remedy: `Remove ${folder}, or set TMPDIR to a folder of your own.`,
    });
  }
  await chown(folder, programs.user.uid, programs.user.gid);
}

async function initialise(folders: PostgresFolders, programs: PostgresPrograms): Promise<void> {
  const { dataFolder } = folders;
  if (await stat(join(dataFolder, 'PG_VERSION')).catch(() => undefined)) return;
  // A first start that was killed half-way leaves a folder that initdb refuses.
  await rm(dataFolder, { recursive: true, force: true });
  await prepareFolder(dataFolder, programs);
  const seen = programs.seen(folders);
  const [command, ...leading] = programs.command('initdb', folders);
  const child = spawn(
    command,
    [
      ...leading,
      '-D',
      seen.dataFolder,
      '-U',
      'fairway',
      '-E',
      'UTF8',
      '--locale=C',
      '--auth=trust',
      '--no-instructions',
      '--no-sync',
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', TZ: 'UTC' },
    },
  );
  const output: string[] = [];
  child.stdout.on('data', (data: Buffer) => output.push(data.toString()));
  child.stderr.on('data', (data: Buffer) => output.push(data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw failed('PostgreSQL could not set up its data folder', output.join(''));
}

async function launch(
  folders: PostgresFolders,
  programs: PostgresPrograms,
  connection: EmbeddedPostgres['connection'],
): Promise<number> {
  const seen = programs.seen(folders);
  const [command, ...leading] = programs.command('postgres', folders);
  const all = { ...settings, unix_socket_directories: seen.socketFolder };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logPath = `${folders.dataFolder}.log`;
  const log = await open(logPath, 'a', 0o600);
  const child = spawn(command, [...leading, '-D', seen.dataFolder, ...flags], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', TZ: 'UTC' },
  });
  child.unref();
  await log.close();
  await untilReady(child, connection, logPath);
  const pid = await runningPostmaster(folders.dataFolder);
  if (pid === undefined) throw failed('PostgreSQL ended again', await lastLines(logPath));
  return pid;
}

async function untilReady(
  child: ChildProcess,
  connection: EmbeddedPostgres['connection'],
  logPath: string,
): Promise<void> {
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  const deadline = Date.now() + 60_000;
  while (!(await answers(connection))) {
    if (ended) throw failed('PostgreSQL did not start', await lastLines(logPath));
    if (Date.now() > deadline)
      throw failed('PostgreSQL was not ready in 60 s', await lastLines(logPath));
    await delay(20);
  }
}

async function answers(connection: EmbeddedPostgres['connection']): Promise<boolean> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 2_000 });
  // Without a listener a connection that is refused later would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The pid of a live postmaster of this data folder: its pid file's first line, if it still runs. */
async function runningPostmaster(dataFolder: string): Promise<number | undefined> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text.split('\n')[0] ?? '', 10);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  if (process.platform !== 'linux') {
    try {
      process.kill(pid, 0);
      return pid;
    } catch {
      return undefined;
    }
  }
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
  return program.endsWith('/postgres') ? pid : undefined;
}

async function stopPostmaster(pid: number): Promise<void> {
  // SIGINT is PostgreSQL's "fast" shutdown: sessions are cut, a checkpoint is written.
  for (const [signal, waitMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (!send(pid, signal)) return;
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if (!send(pid, 0)) return;
      await delay(20);
    }
  }
  throw failed(`PostgreSQL (process ${pid}) did not stop`, '');
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').slice(-15).join('\n');
}

function failed(what: string, log: string): FairwayError {
  return new FairwayError('database-failed', {
    message: `${what}.${log.trim() === '' ? '' : `\n${log.trim()}`}`,
    remedy: 'Read the lines above; or set DATABASE_URL to a PostgreSQL of your own.',
  });
}
