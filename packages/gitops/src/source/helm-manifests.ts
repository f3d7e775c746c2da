import { describeHelmError, HelmError, loadChart, renderChart } from '@fairway/helm';
import type { KubeObject } from '@fairway/kube';
import type { HelmParameter, HelmSource } from '../application/application.ts';
import { GitOpsError, messageOf } from '../errors.ts';
import { layerValues } from './helm-values.ts';
import { parseManifests, toObjects } from './parse-manifests.ts';

/** What a chart sees of its destination. */
export interface HelmContext {
  application: string;
  namespace: string;
  kubeVersion: string;
  apiVersions: readonly string[];
}

/** Reads one file by a path relative to the chart (or to the repository's root, with `/`). */
type ReadFile = (name: string) => Promise<Uint8Array | undefined>;

/** The objects of a chart; hooks are among them, told by their annotations. */
export async function helmManifests(
  files: ReadonlyMap<string, Uint8Array>,
  helm: HelmSource,
  context: HelmContext,
  readFile: ReadFile,
): Promise<readonly KubeObject[]> {
  if (!files.has('Chart.yaml')) throw broken('the path holds no Chart.yaml');
  const valueFiles = await readValueFiles(helm, readFile);
  const parameters = await readFileParameters(helm, readFile);
  const values = layerValues(helm, valueFiles, parameters);
  try {
    const rendered = renderChart(loadChart(files), {
      values,
      release: {
        name: helm.releaseName ?? context.application,
        namespace: helm.namespace ?? context.namespace,
      },
      kubeVersion: helm.kubeVersion ?? context.kubeVersion,
      apiVersions: [...context.apiVersions, ...(helm.apiVersions ?? [])],
    });
    const crds = helm.skipCrds === true ? [] : rendered.crds;
    return [
      ...crds.flatMap((crd) => parseManifests(crd.content, crd.path)),
      ...[...rendered.manifests, ...rendered.hooks].flatMap(({ object, path }) =>
        Object.keys(object).length === 0 ? [] : toObjects(object, path),
      ),
    ];
  } catch (error) {
    if (error instanceof GitOpsError) throw error;
    throw broken(error instanceof HelmError ? describeHelmError(error) : messageOf(error), error);
  }
}

async function readValueFiles(
  helm: HelmSource,
  readFile: ReadFile,
): Promise<readonly { name: string; text: string }[]> {
  const found: { name: string; text: string }[] = [];
  for (const name of helm.valueFiles ?? []) {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
      throw broken(`values file "${name}": only files of the repository can be read`);
    }
    const bytes = await readFile(name);
    if (bytes !== undefined) found.push({ name, text: new TextDecoder().decode(bytes) });
    else if (helm.ignoreMissingValueFiles !== true)
      throw broken(`values file "${name}" does not exist`);
  }
  return found;
}

async function readFileParameters(
  helm: HelmSource,
  readFile: ReadFile,
): Promise<readonly HelmParameter[]> {
  const found: HelmParameter[] = [];
  for (const { name, path } of helm.fileParameters ?? []) {
    const bytes = await readFile(path);
    if (bytes === undefined) throw broken(`file parameter "${name}": "${path}" does not exist`);
    found.push({ name, value: new TextDecoder().decode(bytes), forceString: true });
  }
  return found;
}

function broken(message: string, cause?: unknown): GitOpsError {
  return new GitOpsError('manifest_generation', `Failed to render the chart: ${message}`, {
    cause,
  });
}
