import {
  chmod,
  chown,
  lstat,
  mkdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';

const version = 1;
const linkable = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'] as const;
const folders = ['etc', 'home', 'opt', 'run', 'srv', 'usr', 'var', 'var/lib', 'var/log', 'var/tmp'];
const ownUsrFolders = ['bin', 'etc', 'include', 'lib', 'lib/node_modules', 'sbin', 'share'];
const accounts = {
  passwd: `root:x:0:0:root:/root:/bin/sh
app:x:1000:1000:app:/home:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`,
  group: 'root:x:0:\napp:x:1000:\nnogroup:x:65534:\n',
} as const;

/** The fixed lower layers of a root on the host base. */
export interface Skeleton {
  readonly skeleton: string;
  readonly ownUsr: string;
}

/** Makes the fixed layers once per data folder; they belong to `owner`, as images do. */
export async function prepareSkeleton(
  dataDir: string,
  owner: { readonly uid: number; readonly gid: number },
): Promise<Skeleton> {
  const folder = join(dataDir, `skeleton-${version}-${owner.uid}`);
  const paths = { skeleton: join(folder, 'root'), ownUsr: join(folder, 'usr') };
  if ((await stat(folder).catch(() => undefined)) !== undefined) return paths;
  const draft = `${folder}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  for (const path of ['', ...folders]) await made(join(draft, 'root', path));
  for (const path of ['', 'local', ...ownUsrFolders.map((name) => `local/${name}`)]) {
    await made(join(draft, 'usr', path));
  }
  for (const [name, text] of Object.entries(accounts)) {
    await writeFile(join(draft, 'root/etc', name), text, { mode: 0o644 });
  }
  for (const name of linkable) {
    const entry = await lstat(`/${name}`).catch(() => undefined);
    if (entry?.isSymbolicLink() !== true) continue;
    await symlink(await readlink(`/${name}`), join(draft, 'root', name));
  }
  await rename(draft, folder).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if ((await stat(folder).catch(() => undefined)) === undefined) throw error;
  });
  return paths;

  async function made(path: string): Promise<void> {
    await mkdir(path, { recursive: true });
    await chmod(path, 0o755);
    if (process.getuid?.() === 0) await chown(path, owner.uid, owner.gid);
  }
}
