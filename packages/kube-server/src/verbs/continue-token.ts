import { badRequest } from '@fairway/kube';
import { isObject } from '../json.ts';

/** Where a list in pages goes on: after that key, in the state of that revision. */
export interface ContinueToken {
  rv: number;
  namespace: string;
  name: string;
}

/** Encodes the token as the opaque text of `metadata.continue`. */
export function encodeContinue(token: ContinueToken): string {
  const text = JSON.stringify({ v: 1, rv: token.rv, ns: token.namespace, n: token.name });
  return Buffer.from(text).toString('base64url');
}

/** The inverse of `encodeContinue`; anything else is a 400. */
export function decodeContinue(text: string): ContinueToken {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (isObject(value) && value['v'] === 1) {
      const { rv, ns, n } = value;
      if (typeof rv === 'number' && typeof ns === 'string' && typeof n === 'string') {
        return { rv, namespace: ns, name: n };
      }
    }
  } catch {
    // Falls through to the one answer for every malformed token.
  }
  throw badRequest('continue key is not valid: it was not made by this server');
}
