import type { KeyToPath, Pod, Volume, VolumeProjection } from '@fairway/kube';
import type { Contents, References } from '../cluster/references.ts';
import {
  fieldValue,
  resourceValue,
  type Allocatable,
  type PodAddresses,
} from '../env/field-ref.ts';
import { KubeletError } from '../errors.ts';

/** One file of a volume that is made from objects. */
export interface VolumeFile {
  readonly path: string;
  readonly content: Buffer;
  readonly mode: number;
}

/** Issues a token for a pod's ServiceAccount; undefined where the API server issues none. */
export type TokenIssuer = (request: {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly audience?: string;
  readonly expirationSeconds: number;
  readonly pod: { readonly name: string; readonly uid: string };
}) => Promise<string | undefined>;

/** What the files are made from. */
export interface FilesInput {
  readonly pod: Pod;
  readonly references: References;
  readonly addresses: PodAddresses;
  readonly allocatable: Allocatable;
  readonly issueToken: TokenIssuer;
}

/** The files of a configMap, secret, downwardAPI or projected volume; undefined for other kinds. */
export async function volumeFiles(
  volume: Volume,
  input: FilesInput,
): Promise<VolumeFile[] | undefined> {
  const mode = defaultMode(volume);
  if (volume.configMap !== undefined)
    return await sourceFiles({ configMap: volume.configMap }, mode, input);
  if (volume.secret !== undefined) {
    const { secretName, ...rest } = volume.secret;
    return await sourceFiles({ secret: { ...rest, name: secretName ?? '' } }, mode, input);
  }
  if (volume.downwardAPI !== undefined)
    return await sourceFiles({ downwardAPI: volume.downwardAPI }, mode, input);
  if (volume.projected === undefined) return undefined;
  const files: VolumeFile[] = [];
  for (const source of volume.projected.sources ?? []) {
    files.push(...(await sourceFiles(source, mode, input)));
  }
  return files;
}

function defaultMode({ configMap, secret, downwardAPI, projected }: Volume): number {
  return (configMap ?? secret ?? downwardAPI ?? projected)?.defaultMode ?? 0o644;
}

async function sourceFiles(
  source: VolumeProjection,
  mode: number,
  input: FilesInput,
): Promise<VolumeFile[]> {
  const { pod, references } = input;
  const namespace = pod.metadata.namespace ?? 'default';
  const keyed = source.configMap ?? source.secret;
  if (keyed !== undefined) {
    const kind = source.configMap === undefined ? 'Secret' : 'ConfigMap';
    const optional = keyed.optional === true;
    const found = await references.read(kind, namespace, keyed.name ?? '', optional);
    return keyFiles(
      found ?? new Map(),
      keyed.items,
      mode,
      `${kind} ${namespace}/${keyed.name}`,
      optional,
    );
  }
  if (source.downwardAPI !== undefined) return downwardFiles(source.downwardAPI, mode, input);
  if (source.serviceAccountToken === undefined) return [];
  const { path, audience, expirationSeconds = 3600 } = source.serviceAccountToken;
  const token = await input.issueToken({
    namespace,
    serviceAccount: pod.spec.serviceAccountName ?? 'default',
    ...(audience === undefined ? {} : { audience }),
    expirationSeconds,
    pod: { name: pod.metadata.name ?? '', uid: pod.metadata.uid ?? '' },
  });
  return token === undefined ? [] : [{ path, content: Buffer.from(token), mode }];
}

/** All keys, or those of `items` at their paths. */
function keyFiles(
  contents: Contents,
  items: readonly KeyToPath[] | undefined,
  mode: number,
  origin: string,
  optional: boolean,
): VolumeFile[] {
  if (items === undefined) {
    return [...contents].map(([path, content]) => ({ path, content, mode }));
  }
  return items.flatMap((item) => {
    const content = contents.get(item.key);
    if (content !== undefined) return [{ path: item.path, content, mode: item.mode ?? mode }];
    if (optional) return [];
    throw new KubeletError('mount', 'FailedMount', `${origin} has no key ${item.key}`);
  });
}

function downwardFiles(
  source: NonNullable<VolumeProjection['downwardAPI']>,
  mode: number,
  { pod, addresses, allocatable }: FilesInput,
): VolumeFile[] {
  return (source.items ?? []).map((item) => {
    const text =
      item.fieldRef === undefined
        ? resourceValue(
            pod,
            item.resourceFieldRef?.containerName ?? '',
            item.resourceFieldRef ?? { resource: '' },
            allocatable,
          )
        : fieldValue(pod, item.fieldRef.fieldPath, addresses);
    return { path: item.path, content: Buffer.from(text), mode: item.mode ?? mode };
  });
}
