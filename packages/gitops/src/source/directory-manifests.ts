import type { KubeObject } from '@fairway/kube';
import type { DirectorySource } from '../application/application.ts';
import { GitOpsError } from '../errors.ts';
import { matchesGlob } from '../project/glob.ts';
import { parseManifests } from './parse-manifests.ts';

const skipMarker = '+argocd:skip-file-rendering';
const maxFiles = 20_000;

/**
 * The objects of a plain directory: its `.yaml`, `.yml` and `.json` files in path order, those in
 * sub-directories only with `recurse`. Globs are matched against the path below the directory.
 */
export function directoryManifests(
  files: ReadonlyMap<string, Uint8Array>,
  options: DirectorySource,
): readonly KubeObject[] {
  if (files.size > maxFiles) {
    throw new GitOpsError(
      'manifest_generation',
      `The directory holds ${files.size} files; at most ${maxFiles} are read`,
    );
  }
  const names = [...files.keys()].filter((name) => isWanted(name, options)).sort();
  const decoder = new TextDecoder();
  return names.flatMap((name) => {
    const text = decoder.decode(files.get(name));
    return text.includes(skipMarker) ? [] : parseManifests(text, name);
  });
}

function isWanted(name: string, options: DirectorySource): boolean {
  if (!/\.(?:ya?ml|json)$/.test(name)) return false;
  if (name.includes('/') && options.recurse !== true) return false;
  if (
    options.exclude !== undefined &&
    options.exclude !== '' &&
    matchesGlob(options.exclude, name)
  ) {
    return false;
  }
  return (
    options.include === undefined || options.include === '' || matchesGlob(options.include, name)
  );
}
