import type { KubeObject } from '@fairway/kube';
import type { ApplicationSource } from '../application/application.ts';
import { GitOpsError } from '../errors.ts';
import { directoryManifests } from './directory-manifests.ts';
import { helmManifests, type HelmContext } from './helm-manifests.ts';
import { resolveRepoPath } from './repo-path.ts';
import type { SourceRepository } from './source-repository.ts';

/** What kind of source a path is, as `status.sourceType` says it. */
export type SourceType = 'Directory' | 'Helm';

/** The objects a source stands for at one commit. */
export interface GeneratedManifests {
  sourceType: SourceType;
  objects: readonly KubeObject[];
}

/** What the result depends on, beside the source. */
interface GenerateContext extends HelmContext {
  commit: string;
}

const kustomizeFiles = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Renders a source at a commit.
 *
 * @throws GitOpsError when the path does not exist, or a manifest, chart or value is broken.
 */
export async function generateManifests(
  repository: SourceRepository,
  source: ApplicationSource,
  context: GenerateContext,
  signal: AbortSignal,
): Promise<GeneratedManifests> {
  const path = resolveRepoPath('', source.path ?? '');
  const files = await repository.readTree(source.repoURL, context.commit, path, signal);
  if (files.size === 0)
    throw missing(`app path "${source.path ?? ''}" does not exist at ${context.commit}`);
  const sourceType = detectType(source, files);
  if (sourceType === 'Directory') {
    return { sourceType, objects: directoryManifests(files, source.directory ?? {}) };
  }
  const readFile = async (name: string): Promise<Uint8Array | undefined> => {
    const full = resolveRepoPath(path, name);
    const inside = path === '' ? full : full.slice(path.length + 1);
    if (path === '' || full.startsWith(`${path}/`)) return files.get(inside);
    const tree = await repository.readTree(source.repoURL, context.commit, full, signal);
    return tree.get(full.slice(full.lastIndexOf('/') + 1));
  };
  return { sourceType, objects: await helmManifests(files, source.helm ?? {}, context, readFile) };
}

function detectType(source: ApplicationSource, files: ReadonlyMap<string, Uint8Array>): SourceType {
  if (source['kustomize'] !== undefined || source['plugin'] !== undefined) throw unsupported();
  if (source.helm !== undefined && source.directory === undefined) return 'Helm';
  if (source.directory !== undefined) return 'Directory';
  if (files.has('Chart.yaml')) return 'Helm';
  if (kustomizeFiles.some((name) => files.has(name))) throw unsupported();
  return 'Directory';
}

function unsupported(): GitOpsError {
  return missing(
    'Kustomize and plugin sources are not supported yet: use a Helm chart or a directory',
  );
}

function missing(message: string): GitOpsError {
  return new GitOpsError('manifest_generation', message);
}
