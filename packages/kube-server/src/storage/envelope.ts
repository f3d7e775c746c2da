import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Thrown when an encrypted row cannot be read: no key, another key, or a damaged row. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
  readonly code = 'ENVELOPE';
}

const prefix = 'enc:v1:';

function seal(key: Buffer, plain: Buffer, context: Buffer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(context);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

function open(key: Buffer, sealed: string, context: Buffer): Buffer {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
    .setAAD(context)
    .setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
}

/**
 * Envelope encryption (AES-256-GCM): each text has a data key of its own, wrapped by `key`. The
 * object's storage key is bound in, so that a row cannot be moved to another object.
 */
export function encryptText(key: Buffer, text: string, storageKey: string): string {
  const context = Buffer.from(storageKey);
  const dataKey = randomBytes(32);
  return `${prefix}${seal(key, dataKey, context)}:${seal(dataKey, Buffer.from(text), context)}`;
}

/** True for a text that `encryptText` made. */
export function isEncrypted(text: string): boolean {
  return text.startsWith(prefix);
}

/** The inverse of `encryptText`. Throws EnvelopeError. */
export function decryptText(key: Buffer | undefined, text: string, storageKey: string): string {
  if (key === undefined) {
    throw new EnvelopeError(`${storageKey} is encrypted and no secretKey was given`);
  }
  const [wrapped = '', sealed = ''] = text.slice(prefix.length).split(':');
  const context = Buffer.from(storageKey);
  try {
    return open(open(key, wrapped, context), sealed, context).toString();
  } catch (error) {
    throw new EnvelopeError(
      `${storageKey} cannot be decrypted: the secretKey is not the one it was written with, or the row is damaged`,
      { cause: error },
    );
  }
}
