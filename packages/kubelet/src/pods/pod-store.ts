import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PodNetwork } from '../network/pod-network.ts';
import type { ContainerRecord } from './container-record.ts';

/** What a kubelet keeps of a pod on disk, for the one that comes after it. */
export interface SavedPod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly startTime: string;
  readonly network: PodNetwork;
  readonly records: readonly ContainerRecord[];
}

/** The pods' folders. */
export interface PodStore {
  folder(uid: string): string;
  load(): Promise<SavedPod[]>;
  save(pod: SavedPod): Promise<void>;
  remove(uid: string): Promise<void>;
}

/** A store in `<dataDir>/pods/<uid>`; what must not reach the disk lies below `memoryDir`. */
export function createPodStore(dataDir: string, memoryDir: string): PodStore {
  const folder = (uid: string): string => join(dataDir, 'pods', uid);
  const file = (uid: string): string => join(folder(uid), 'state.json');
  let drafts = 0;
  return {
    folder,
    async load() {
      const uids = await readdir(join(dataDir, 'pods')).catch(() => []);
      const pods = await Promise.all(uids.map(async (uid) => await read(file(uid))));
      for (const [index, uid] of uids.entries()) {
        if (pods[index] === undefined) await rm(folder(uid), { recursive: true, force: true });
      }
      return pods.filter((pod) => pod !== undefined);
    },
    async save(pod) {
      await mkdir(folder(pod.uid), { recursive: true, mode: 0o700 });
      drafts += 1;
      const draft = `${file(pod.uid)}.${drafts}`;
      await writeFile(draft, JSON.stringify(pod), { mode: 0o600 });
      await rename(draft, file(pod.uid));
    },
    async remove(uid) {
      await rm(folder(uid), { recursive: true, force: true });
      await rm(join(memoryDir, uid), { recursive: true, force: true });
    },
  };
}

async function read(path: string): Promise<SavedPod | undefined> {
  try {
    // Written by `save` in an owner-only folder.
    return JSON.parse(await readFile(path, 'utf8')) as SavedPod;
  } catch {
    return undefined;
  }
}
