import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container, Pod } from '@fairway/kube';
import { KubeletError } from '../errors.ts';
import type { PulledImage } from './image-provider.ts';

/** Who a container runs as inside its sandbox. */
export interface ContainerUser {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/**
 * The user of a container: the pod's security context, else the image's, else root.
 * @throws KubeletError `config` for a name the image does not know, or root against runAsNonRoot.
 */
export async function containerUser(
  pod: Pod,
  container: Container,
  image: PulledImage,
): Promise<ContainerUser> {
  const context = { ...pod.spec.securityContext, ...container.securityContext };
  const accounts = parseAccounts(await highest(image.layers, 'etc/passwd'));
  const [wanted = '', group] = (image.config.user ?? '').split(':');
  const named = accounts.find(({ name }) => name === wanted);
  const fromImage = wanted === '' ? 0 : (named?.uid ?? Number(wanted));
  const uid = context.runAsUser ?? fromImage;
  if (!Number.isInteger(uid)) {
    const message = `unable to find user ${wanted}: no matching entries in passwd file`;
    throw new KubeletError('config', 'CreateContainerError', message);
  }
  if (uid === 0 && context.runAsNonRoot === true) {
    const message = 'container has runAsNonRoot and image will run as root';
    throw new KubeletError('config', 'CreateContainerConfigError', message);
  }
  const account = accounts.find((entry) => entry.uid === uid);
  const imageGroup = Number.isInteger(Number(group ?? 'none')) ? Number(group) : undefined;
  const gid = context.runAsGroup ?? imageGroup ?? account?.gid ?? 0;
  return { uid, gid, home: account?.home ?? (uid === 0 ? '/root' : '/') };
}

/** Reads a passwd(5) file. */
function parseAccounts(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid, , home] = line.split(':');
    if (name === undefined || uid === undefined || home === undefined) return [];
    return [{ name, uid: Number(uid), gid: Number(gid), home }];
  });
}

async function highest(layers: readonly string[], path: string): Promise<string> {
  for (const layer of [...layers].reverse()) {
    const text = await readFile(join(layer, path), 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return '';
}
