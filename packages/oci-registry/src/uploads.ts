import { type Digest, isDigest, isRepositoryName } from '@fairway/oci';

import { type Call, replyEmpty, type Stores, unsupported } from './call.ts';
import { RegistryError } from './registry-error.ts';

/** Whether the sender may pull from a repository that a blob is to be mounted from. */
export type MayPull = (repository: string) => Promise<boolean>;

/** POST: begins an upload, takes a whole blob, or mounts one from another repository. */
export async function handleUploads(
  call: Call,
  stores: Stores,
  repository: string,
  mayPull: MayPull,
): Promise<void> {
  if (call.method !== 'POST') throw unsupported(call);
  const mount = call.query.get('mount');
  const from = call.query.get('from');
  if (
    mount !== null &&
    from !== null &&
    (await mountBlob(stores, { repository, mount, from }, mayPull))
  ) {
    replyCreated(call, repository, mount);
    return;
  }
  const digest = call.query.get('digest');
  const expected = digest === null ? undefined : digestOf(digest);
  const id = await stores.uploads.start(repository);
  if (expected === undefined) {
    replyProgress(call, repository, id, 0);
    return;
  }
  await stores.uploads.takeWhole(repository, id, call.req, expected);
  await stores.repositories.linkBlob(repository, expected);
  replyCreated(call, repository, expected);
}

/** GET, PATCH, PUT and DELETE of an upload under way. */
export async function handleUpload(
  call: Call,
  stores: Stores,
  repository: string,
  id: string,
): Promise<void> {
  const { uploads } = stores;
  switch (call.method) {
    case 'GET':
      replyProgress(call, repository, id, await uploads.size(repository, id), 204);
      return;
    case 'PATCH': {
      const start = rangeStart(call.req.headers['content-range']);
      replyProgress(call, repository, id, await uploads.append(repository, id, call.req, start));
      return;
    }
    case 'PUT': {
      const digest = digestOf(call.query.get('digest') ?? '');
      const start = rangeStart(call.req.headers['content-range']);
      if (start === undefined) {
        await uploads.takeWhole(repository, id, call.req, digest);
      } else {
        await uploads.append(repository, id, call.req, start);
        await uploads.finish(repository, id, digest);
      }
      await stores.repositories.linkBlob(repository, digest);
      replyCreated(call, repository, digest);
      return;
    }
    case 'DELETE':
      await uploads.cancel(repository, id);
      replyEmpty(call, 204);
      return;
    default:
      throw unsupported(call);
  }
}

async function mountBlob(
  stores: Stores,
  wish: { readonly repository: string; readonly mount: string; readonly from: string },
  mayPull: MayPull,
): Promise<boolean> {
  const { repository, mount, from } = wish;
  if (!isDigest(mount) || !isRepositoryName(from) || !(await mayPull(from))) return false;
  if (!(await stores.repositories.hasBlob(from, mount)) || !(await stores.content.touch(mount)))
    return false;
  await stores.repositories.linkBlob(repository, mount);
  return true;
}

function replyCreated(call: Call, repository: string, digest: string): void {
  replyEmpty(call, 201, {
    location: `/v2/${repository}/blobs/${digest}`,
    'docker-content-digest': digest,
  });
}

function replyProgress(
  call: Call,
  repository: string,
  id: string,
  size: number,
  status = 202,
): void {
  replyEmpty(call, status, {
    location: `/v2/${repository}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, size - 1)}`,
    'docker-upload-uuid': id,
  });
}

function rangeStart(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const start = /^(?:bytes )?(\d+)-\d+$/.exec(header)?.[1];
  if (start === undefined)
    throw new RegistryError('BLOB_UPLOAD_INVALID', 'Content-Range is not "start-end"', {
      status: 416,
    });
  return Number(start);
}

function digestOf(text: string): Digest {
  if (isDigest(text)) return text;
  throw new RegistryError('DIGEST_INVALID', 'The query names no sha256 digest');
}
