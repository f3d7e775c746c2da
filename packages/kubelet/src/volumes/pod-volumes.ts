import { chmod, lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { Container, Volume } from '@fairway/kube';
import type { SandboxMount } from '@fairway/sandbox';
import { KubeletError } from '../errors.ts';
import { volumeFiles, type FilesInput, type VolumeFile } from './volume-files.ts';

/** Where a pod's volumes lie. */
export interface VolumeFolders {
  /** On disk, for emptyDir. */
  readonly disk: string;
  /** In memory where the machine has it, for what must not reach the disk. */
  readonly memory: string;
}

/**
 * Makes the volumes that a container mounts and returns its mounts. Volumes made from objects are
 * written anew at each start of a container; an emptyDir lives as long as its pod.
 * @throws KubeletError `mount` for a volume that cannot be given.
 */
export async function mountVolumes(
  container: Container,
  input: FilesInput,
  folders: VolumeFolders,
  own: (path: string) => Promise<void>,
): Promise<SandboxMount[]> {
  const mounts: SandboxMount[] = [];
  for (const { name, mountPath, subPath, readOnly } of container.volumeMounts ?? []) {
    const volume = (input.pod.spec.volumes ?? []).find((entry) => entry.name === name);
    if (volume === undefined) {
      throw new KubeletError('mount', 'FailedMount', `the pod has no volume called ${name}`);
    }
    const { folder, fixed } = await makeVolume(volume, input, folders, own);
    const source =
      subPath === undefined ? folder : await subFolder(folder, subPath, fixed ? undefined : own);
    mounts.push({ source, target: mountPath, readOnly: fixed || readOnly === true });
  }
  return mounts;
}

async function makeVolume(
  volume: Volume,
  input: FilesInput,
  folders: VolumeFolders,
  own: (path: string) => Promise<void>,
): Promise<{ folder: string; fixed: boolean }> {
  if (volume.emptyDir !== undefined) {
    const memory = volume.emptyDir.medium === 'Memory';
    const folder = join(memory ? folders.memory : folders.disk, volume.name);
    if ((await mkdir(folder, { recursive: true })) !== undefined) {
      await chmod(folder, 0o777);
      await own(folder);
    }
    return { folder, fixed: false };
  }
  const files = await volumeFiles(volume, input);
  if (files === undefined) {
    const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'unknown';
    throw new KubeletError(
      'mount',
      'FailedMount',
      `volumes of kind ${kind} are not offered here: ${volume.name}`,
    );
  }
  const folder = join(folders.memory, volume.name);
  await writeFiles(folder, files);
  await own(folder);
  return { folder, fixed: true };
}

/** Replaces each file by rename, so that a container that reads it sees the old or the new one. */
async function writeFiles(folder: string, files: readonly VolumeFile[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  for (const { path, content, mode } of files) {
    const file = inside(folder, path);
    await mkdir(dirname(file), { recursive: true });
    const draft = `${file}.new`;
    await rm(draft, { force: true });
    await writeFile(draft, content, { mode: 0o600 });
    await chmod(draft, mode & 0o777);
    await rename(draft, file);
  }
}

/**
 * The part of a volume that a container sees. Containers write to the volume: a symbolic link that
 * one left there is not followed, as it would lead to the host's files. `own` makes what is missing.
 */
async function subFolder(
  folder: string,
  subPath: string,
  own: ((path: string) => Promise<void>) | undefined,
): Promise<string> {
  const end = inside(folder, subPath);
  let path = folder;
  for (const part of end.slice(folder.length).split('/')) {
    path = join(path, part);
    const entry = await lstat(path).catch(() => undefined);
    if (entry?.isSymbolicLink() === true) {
      throw new KubeletError(
        'mount',
        'FailedMount',
        `the subPath ${subPath} holds a symbolic link`,
      );
    }
    if (entry === undefined && own !== undefined) {
      await mkdir(path);
      await own(path);
    }
  }
  return end;
}

/** A path below a folder; one that leads out of it is refused. */
function inside(folder: string, path: string): string {
  const clean = normalize(path);
  if (clean.startsWith('/') || clean.split('/').includes('..')) {
    throw new KubeletError('mount', 'FailedMount', `the path ${path} leads out of its volume`);
  }
  return join(folder, clean);
}
