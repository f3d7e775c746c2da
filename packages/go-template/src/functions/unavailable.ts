import { GoError } from '../errors.ts';
import { variadic, type FunctionTable } from '../values/go-function.ts';

const NAMES = [
  'bcrypt',
  'buildCustomCert',
  'decryptAES',
  'derivePassword',
  'encryptAES',
  'genCA',
  'genCAWithKey',
  'genPrivateKey',
  'genSelfSignedCert',
  'genSelfSignedCertWithKey',
  'genSignedCert',
  'genSignedCertWithKey',
  'htpasswd',
] as const;

/**
 * sprig's functions that make keys and certificates. They exist, so that templates that name them
 * parse; calling one says that it is not available.
 */
export const UNAVAILABLE_FUNCTIONS: FunctionTable = Object.fromEntries(
  NAMES.map((name) => [
    name,
    variadic(['any'], () => {
      throw new GoError(
        `${name} is not available in this renderer; give the key or certificate as a value, or in a Secret that exists already`,
      );
    }),
  ]),
);
