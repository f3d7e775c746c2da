import type { KubeObject } from '@fairway/kube';
import type { Entry } from '../watch-cache/entry.ts';
import { decryptText, encryptText, isEncrypted } from './envelope.ts';
import { toServedText } from './object-text.ts';
import type { Revision } from './revision-log.ts';
import { parseStorageKey } from './storage-key.ts';

const encryptedIds = new Set(['core/secrets']);

/** Turns rows into entries and texts into rows; Secrets are encrypted at rest when there is a key. */
export class RevisionCodec {
  readonly #secretKey: Buffer | undefined;

  constructor(secretKey: Buffer | undefined) {
    if (secretKey !== undefined && secretKey.length !== 32) {
      throw new RangeError(`secretKey must have 32 bytes, it has ${secretKey.length}`);
    }
    this.#secretKey = secretKey;
  }

  encode(key: string, text: string): string {
    if (this.#secretKey === undefined || !encryptedIds.has(parseStorageKey(key).id)) return text;
    return encryptText(this.#secretKey, text, key);
  }

  decode(revision: Revision): Entry {
    const text = isEncrypted(revision.text)
      ? decryptText(this.#secretKey, revision.text, revision.key)
      : revision.text;
    const served = toServedText(text, revision.rv);
    // Only objects that passed validation are ever written to the log.
    const object = JSON.parse(served) as KubeObject;
    return {
      ...parseStorageKey(revision.key),
      rv: revision.rv,
      object,
      json: Buffer.from(served),
    };
  }
}
