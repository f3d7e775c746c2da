import { OciError } from './errors.ts';

/**
 * The path of a tar entry relative to the layer's root, without "./" and trailing "/"; '' is the
 * root itself.
 * @throws OciError `invalid-layer` for an absolute path, a ".." and other ways out
 */
export function entryPath(name: string): string {
  const shown = JSON.stringify(name.slice(0, 200));
  if (name.startsWith('/')) {
    throw new OciError('invalid-layer', `The layer has an absolute path: ${shown}`);
  }
  if (name.length > 4096 || name.includes('\0')) {
    throw new OciError('invalid-layer', `The layer has an impossible path: ${shown}`);
  }
  const components = name.split('/').filter((part) => part !== '' && part !== '.');
  if (components.includes('..')) {
    throw new OciError('invalid-layer', `The layer has a path that climbs out of it: ${shown}`);
  }
  if (components.some((part) => Buffer.byteLength(part) > 255)) {
    throw new OciError('invalid-layer', `The layer has a name of more than 255 bytes: ${shown}`);
  }
  return components.join('/');
}
