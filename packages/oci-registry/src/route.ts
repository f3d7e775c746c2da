import { type Digest, isDigest, isRepositoryName, isTag } from '@fairway/oci';

import { RegistryError } from './registry-error.ts';

/** What a path below `/v2/` names. */
export type Route =
  | { readonly kind: 'base' }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'blob'; readonly repository: string; readonly digest: Digest }
  | { readonly kind: 'uploads'; readonly repository: string }
  | { readonly kind: 'upload'; readonly repository: string; readonly upload: string }
  | {
      readonly kind: 'manifest';
      readonly repository: string;
      readonly reference: ManifestReference;
    }
  | { readonly kind: 'tags'; readonly repository: string }
  | { readonly kind: 'referrers'; readonly repository: string; readonly digest: Digest };

/** A manifest is named by tag or by digest. */
export type ManifestReference = { readonly tag: string } | { readonly digest: Digest };

/** What a request wants to do, for the one who decides on it. */
export type RegistryAction = 'pull' | 'push' | 'delete' | 'catalog';

const UPLOAD = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const RESOURCE =
  /^\/v2\/(?<name>.+)\/(?:blobs\/(?<digest>[^/]+:[^/]+)|(?<uploads>blobs\/uploads)\/?|blobs\/uploads\/(?<upload>[^/]+)|manifests\/(?<reference>[^/]+)|(?<tags>tags\/list)|referrers\/(?<subject>[^/]+))$/;

/**
 * Reads a path (without its query).
 * @throws RegistryError `NAME_INVALID`, `DIGEST_INVALID`, `MANIFEST_INVALID`, `UNSUPPORTED`,
 *   `BLOB_UPLOAD_UNKNOWN`
 */
export function parseRoute(path: string): Route {
  if (path === '/v2' || path === '/v2/') return { kind: 'base' };
  if (path === '/v2/_catalog') return { kind: 'catalog' };
  const groups = RESOURCE.exec(path)?.groups;
  const repository = groups?.['name'];
  if (groups === undefined || repository === undefined) {
    throw new RegistryError('UNSUPPORTED', 'There is nothing at this path', { status: 404 });
  }
  if (!isRepositoryName(repository)) {
    throw new RegistryError(
      'NAME_INVALID',
      'This is not a repository name: lower-case letters, digits and ". _ - /" between them',
    );
  }
  const { digest, upload, reference, subject } = groups;
  if (digest !== undefined) return { kind: 'blob', repository, digest: digestOf(digest) };
  if (groups['uploads'] !== undefined) return { kind: 'uploads', repository };
  if (upload !== undefined) {
    if (!UPLOAD.test(upload))
      throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'There is no such upload');
    return { kind: 'upload', repository, upload };
  }
  if (reference !== undefined)
    return { kind: 'manifest', repository, reference: referenceOf(reference) };
  if (subject !== undefined) return { kind: 'referrers', repository, digest: digestOf(subject) };
  return { kind: 'tags', repository };
}

/** Which right a request needs. */
export function actionOf(route: Route, method: string): RegistryAction {
  if (route.kind === 'catalog') return 'catalog';
  if (method === 'GET' || method === 'HEAD') return route.kind === 'upload' ? 'push' : 'pull';
  if (method === 'DELETE' && route.kind !== 'upload') return 'delete';
  return 'push';
}

function digestOf(text: string): Digest {
  if (isDigest(text)) return text;
  throw new RegistryError('DIGEST_INVALID', 'This is not a sha256 digest');
}

function referenceOf(text: string): ManifestReference {
  if (text.includes(':')) return { digest: digestOf(text) };
  if (isTag(text)) return { tag: text };
  throw new RegistryError('MANIFEST_INVALID', 'This is neither a tag nor a digest');
}
