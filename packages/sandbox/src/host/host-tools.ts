import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  copyFile,
  mkdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SandboxError } from '../errors.ts';

const run = promisify(execFile);

/** Where util-linux and coreutils put the tools; the caller's PATH has no say. */
export const toolPath: string = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].join(delimiter);

/** Tools that run after the root has changed, or inside a live sandbox. */
const copied = ['mount', 'umount', 'unshare', 'setpriv', 'env', 'nsenter'] as const;

const procFree = '/sys/root /sys/pod none rbind 0 0\n';
const podFstab = `${procFree}proc /sys/pod/proc proc nosuid,nodev,noexec 0 0
devpts /sys/pod/dev/pts devpts newinstance,ptmxmode=0666,mode=0620 0 0
`;

/** The shim, as shipped; the same file for sources and build. */
export const shimFile: string = fileURLToPath(new URL('../../shim/shim.sh', import.meta.url));

/**
 * The folder that every sandbox sees read-only at /.fw: the tools with their loader and libraries,
 * so that they run whatever an image holds and no image can replace them; the shim; the second
 * fstab. It is made once for its content, so that processes of an earlier server keep theirs.
 */
export async function prepareTools(dataDir: string, withProc: boolean): Promise<string> {
  const shim = await readFile(shimFile);
  const fstab = withProc ? podFstab : procFree + (podFstab.split('\n')[2] ?? '') + '\n';
  const files = await toolFiles();
  const hash = createHash('sha256').update(shim).update(fstab);
  for (const [name, source] of files) {
    const { size, mtimeMs } = await stat(source);
    hash.update(`${name} ${source} ${size} ${mtimeMs}\n`);
  }
  const folder = join(dataDir, `tools-${hash.digest('hex').slice(0, 16)}`);
  if ((await stat(folder).catch(() => undefined)) !== undefined) return folder;
  const draft = `${folder}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  for (const [name, source] of files) {
    await copyFile(source, join(draft, name));
    await chmod(join(draft, name), 0o755);
  }
  await writeFile(join(draft, 'shim.sh'), shim, { mode: 0o755 });
  await writeFile(join(draft, 'fstab'), fstab, { mode: 0o644 });
  await chmod(join(draft, 'shim.sh'), 0o755);
  await chmod(join(draft, 'fstab'), 0o644);
  await chmod(draft, 0o755);
  await rename(draft, folder).catch(async (error: unknown) => {
    // Another server made it meanwhile.
    await rm(draft, { recursive: true, force: true });
    if ((await stat(folder).catch(() => undefined)) === undefined) throw error;
  });
  return folder;
}

async function toolFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const tool of copied) {
    const path = await findTool(tool);
    files.set(tool, path);
    const { stdout } = await run('ldd', ['--', path], {
      env: { PATH: toolPath, LC_ALL: 'C' },
      timeout: 10_000,
    });
    for (const [name, source] of parseLdd(stdout)) files.set(name, await realpath(source));
  }
  if (!files.has('ld.so')) {
    throw new SandboxError('unavailable', 'The dynamic loader of this machine was not found.');
  }
  return files;
}

/** Name → path of the libraries in ldd's output; the loader is called `ld.so`. */
export function parseLdd(text: string): Map<string, string> {
  const libraries = new Map<string, string>();
  for (const line of text.split('\n')) {
    const library = /^\s*(\S+) => (\/\S+) \(/.exec(line);
    if (library?.[1] !== undefined && library[2] !== undefined) {
      libraries.set(library[1], library[2]);
      continue;
    }
    const loader = /^\s*(\/\S+) \(/.exec(line)?.[1];
    if (loader !== undefined && basename(loader).startsWith('ld')) libraries.set('ld.so', loader);
  }
  return libraries;
}

/** The absolute path of a host tool. */
async function findTool(name: string): Promise<string> {
  for (const folder of toolPath.split(delimiter)) {
    const path = join(folder, name);
    if ((await stat(path).catch(() => undefined))?.isFile() === true) return path;
  }
  throw new SandboxError(
    'unavailable',
    `${name} is not installed; it comes with util-linux or coreutils.`,
  );
}
