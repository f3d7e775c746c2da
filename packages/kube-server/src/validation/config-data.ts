import type { KubeObject, StatusCause } from '@fairway/kube';
import { objectAt, textOf } from '../json.ts';
import { invalidValue } from './causes.ts';

const keyPattern = /^[-._a-zA-Z0-9]{1,253}$/;
const maximumBytes = 1024 * 1024;

/** Causes for the data of a ConfigMap or Secret: keys, base64, size. */
export function configDataCauses(object: KubeObject): StatusCause[] {
  const causes: StatusCause[] = [];
  let size = 0;
  for (const field of ['data', 'binaryData']) {
    const isBase64 = object.kind === 'Secret' || field === 'binaryData';
    for (const [key, value] of Object.entries(objectAt(object, field) ?? {})) {
      const text = textOf(value);
      size += isBase64 ? text.length * 0.75 : Buffer.byteLength(text);
      if (!keyPattern.test(key) || key === '.' || key.startsWith('..')) {
        causes.push(
          invalidValue(
            `${field}[${key}]`,
            key,
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
          ),
        );
      }
      if (isBase64 && !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
        causes.push(
          invalidValue(`${field}[${key}]`, '<secret contents redacted>', 'must be base64'),
        );
      }
    }
  }
  if (size > maximumBytes) {
    causes.push({
      reason: 'FieldValueTooLong',
      field: '',
      message: `Too long: may not be more than ${maximumBytes} bytes`,
    });
  }
  return causes;
}
