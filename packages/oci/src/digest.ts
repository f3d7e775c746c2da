import { createHash } from 'node:crypto';

import { OciError } from './errors.ts';

/** A content address: `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Whether the text is a digest this package can verify (SHA-256 only). */
export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/**
 * Reads a digest.
 * @throws OciError `invalid-digest`
 */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new OciError(
    'invalid-digest',
    `"${text.slice(0, 100)}" is not a digest: expected "sha256:" and 64 lower-case hexadecimal digits`,
  );
}

/** The hexadecimal part, which names the blob's file. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

/** A digest from the hexadecimal form that `createHash` gives. */
export function digestOfHex(hex: string): Digest {
  return parseDigest(`sha256:${hex}`);
}

/** The digest of bytes in memory. */
export function sha256(bytes: Uint8Array | string): Digest {
  return digestOfHex(createHash('sha256').update(bytes).digest('hex'));
}
