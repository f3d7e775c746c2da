import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GroupVersionResource, type KubeClient, type KubeObject } from '@fairway/kube';
import { createKubeServer, superGroup } from '@fairway/kube-server';
import type { TestPostgres } from '../../kube-server/tests/_postgres.ts';
import {
  applicationCrds,
  applicationResource,
  createGitOpsEngine,
  createGitSource,
  type Application,
  type GitOpsEngine,
  type GitOpsEngineOptions,
} from '../src/index.ts';
import { startGitServer, type GitServer, type TestRepository } from './_git-server.ts';

const crds = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  resource: 'customresourcedefinitions',
};
export const namespaces: GroupVersionResource = {
  group: '',
  version: 'v1',
  resource: 'namespaces',
};
export const configMaps: GroupVersionResource = {
  group: '',
  version: 'v1',
  resource: 'configmaps',
};
export const jobs: GroupVersionResource = { group: 'batch', version: 'v1', resource: 'jobs' };

/** A real API server, a real git host and an engine between them. */
export interface World extends AsyncDisposable {
  client: KubeClient;
  git: GitServer;
  readonly engine: GitOpsEngine;
  logs: Record<string, unknown>[];
  /** Closes the engine and opens another one in its place. */
  restart(): Promise<void>;
  repository(name: string): Promise<TestRepository>;
  push(repository: TestRepository, files: Readonly<Record<string, string | null>>): Promise<string>;
  apply(
    name: string,
    spec: Record<string, unknown>,
    metadata?: Record<string, unknown>,
  ): Promise<void>;
  /** Waits until an Application is as wanted, and answers it. */
  until(name: string, isWanted: (application: Application) => boolean): Promise<Application>;
  untilObject(
    resource: GroupVersionResource,
    namespace: string,
    isWanted: (objects: readonly KubeObject[]) => boolean,
  ): Promise<readonly KubeObject[]>;
}

const timeoutMs = 10_000;

export async function startWorld(
  postgres: TestPostgres,
  options: Partial<GitOpsEngineOptions> = {},
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'gitops-'));
  const git = await startGitServer(join(folder, 'repos'));
  const pool = (await postgres.database())();
  const server = await createKubeServer({ pool, authenticate: async () => undefined });
  const client = server.client({ username: 'admin', groups: [superGroup] });
  for (const crd of applicationCrds()) await client.create(crds, crd);
  for (const name of ['argocd', 'shop']) {
    await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  const logs: Record<string, unknown>[] = [];
  const log = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    logs.push({ message, ...fields });
  };
  const open = async (): Promise<GitOpsEngine> => {
    const opened = createGitOpsEngine({
      client,
      repositories: createGitSource({ cacheDir: join(folder, 'cache') }),
      logger: { info: log, warn: log, error: log },
      ...options,
    });
    await opened.start();
    return opened;
  };
  let engine = await open();
  return {
    client,
    git,
    get engine() {
      return engine;
    },
    async restart() {
      await engine.close();
      engine = await open();
    },
    logs,
    repository: (name) => git.repository(name),
    async push(repository, files) {
      const commit = await repository.commit(files);
      engine.webhook({ repoURL: repository.url, ref: 'refs/heads/main', commit });
      return commit;
    },
    async apply(name, spec, metadata = {}) {
      const object = {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name, namespace: 'argocd', ...metadata },
        spec: {
          project: 'default',
          destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
          ...spec,
        },
      };
      await client.patch(applicationResource, { name, namespace: 'argocd' }, object, {
        type: 'application/apply-patch+yaml',
        fieldManager: 'test',
        force: true,
      });
    },
    async until(name, isWanted) {
      const isIt = (object: KubeObject): boolean =>
        object.metadata.name === name && isWanted(object);
      const found = await untilEvent(client, applicationResource, 'argocd', (objects) =>
        objects.some(isIt),
      );
      const application = found.find(isIt);
      if (application === undefined) throw new Error('unreachable');
      return application;
    },
    untilObject: (resource, namespace, isWanted) =>
      untilEvent(client, resource, namespace, isWanted),
    async [Symbol.asyncDispose]() {
      await engine.close();
      await server.close();
      await git[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Follows a watch until the objects of a namespace are as wanted; fails with what they are. */
async function untilEvent(
  client: KubeClient,
  resource: GroupVersionResource,
  namespace: string,
  isWanted: (objects: readonly KubeObject[]) => boolean,
): Promise<readonly KubeObject[]> {
  const objects = new Map<string, KubeObject>();
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const list = await client.list(resource, { namespace });
    for (const item of list.items) objects.set(item.metadata.name ?? '', item);
    if (isWanted([...objects.values()])) return [...objects.values()];
    const { resourceVersion } = list.metadata;
    for await (const { type, object } of client.watch(resource, {
      namespace,
      resourceVersion,
      signal: abort.signal,
    })) {
      if (type === 'BOOKMARK') continue;
      if (type === 'DELETED') objects.delete(object.metadata.name ?? '');
      else objects.set(object.metadata.name ?? '', object);
      if (isWanted([...objects.values()])) return [...objects.values()];
    }
  } catch (error) {
    if (!abort.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
  const seen = JSON.stringify(
    [...objects.values()].map(({ metadata, kind, status, operation }) => ({
      kind,
      name: metadata.name,
      status,
      operation,
    })),
    undefined,
    1,
  );
  throw new Error(`${resource.resource} did not become as wanted in ${timeoutMs} ms: ${seen}`);
}

export function synced(application: Application): boolean {
  return application.status?.sync?.status === 'Synced' && application.operation === undefined;
}

export function configMap(
  name: string,
  value: string,
  annotations: Record<string, string> = {},
): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, annotations },
    data: { value },
  });
}
