import { readFile } from 'node:fs/promises';

import type { LayerView, Owner } from '@fairway/oci';

/** Accounts of an image, by name. */
export interface Accounts {
  readonly users: ReadonlyMap<string, Owner>;
  readonly groups: ReadonlyMap<string, number>;
}

/** Reads passwd(5) and group(5) texts. */
export function parseAccounts(passwd: string, group: string): Accounts {
  const users = new Map<string, Owner>([['root', { uid: 0, gid: 0 }]]);
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name !== undefined && isId(uid) && isId(gid))
      users.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  const groups = new Map<string, number>([['root', 0]]);
  for (const line of group.split('\n')) {
    const [name, , gid] = line.split(':');
    if (name !== undefined && isId(gid)) groups.set(name, Number(gid));
  }
  return { users, groups };
}

/** Reads the accounts of an image. */
export async function readAccounts(view: LayerView): Promise<Accounts> {
  const [passwd, group] = await Promise.all(
    ['/etc/passwd', '/etc/group'].map(async (path) => {
      const node = await view.lookup(path);
      return node?.kind === 'file' ? readFile(node.hostPath, 'utf8') : '';
    }),
  );
  return parseAccounts(passwd ?? '', group ?? '');
}

/**
 * Reads `user`, `uid`, `user:group` or `uid:gid`, as USER and --chown write it; undefined when the
 * image knows no such name.
 */
export function parseOwner(text: string, accounts: Accounts): Owner | undefined {
  const [user = '', group] = text.split(':');
  const known = accounts.users.get(user);
  const uid = isId(user) ? Number(user) : known?.uid;
  // Docker: without a group, a user known by name brings its own; a number is also the group.
  const own = isId(user) ? byUid(accounts, Number(user)) : known?.gid;
  const gid = group === undefined ? own : isId(group) ? Number(group) : accounts.groups.get(group);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function byUid(accounts: Accounts, uid: number): number {
  return [...accounts.users.values()].find((user) => user.uid === uid)?.gid ?? uid;
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 - 1;
}
