import type { KubeObject } from '@fairway/kube';
import { parseAllDocuments } from 'yaml';
import { GitOpsError, messageOf } from '../errors.ts';
import { isRecord, readArray, readString } from '../object/read.ts';
import { kubernetesYaml } from './yaml-options.ts';

const maxManifestBytes = 10 * 1024 * 1024;
const maxAliases = 100;

/**
 * The Kubernetes objects of one YAML or JSON file; Lists are opened, empty documents left out.
 *
 * @throws GitOpsError `manifest_generation` naming the file.
 */
export function parseManifests(text: string, file: string): readonly KubeObject[] {
  if (text.length > maxManifestBytes) {
    throw broken(file, `it is larger than ${maxManifestBytes / 1024 / 1024} MB`);
  }
  const documents = file.endsWith('.json') ? [parseJson(text, file)] : parseYaml(text, file);
  return documents.flatMap((document) => toObjects(document, file));
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw broken(file, messageOf(error), error);
  }
}

function parseYaml(text: string, file: string): readonly unknown[] {
  const documents = parseAllDocuments(text, kubernetesYaml);
  return [...documents].map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw broken(file, error.message.split('\n')[0] ?? '', error);
    try {
      return document.toJS({ maxAliasCount: maxAliases }) as unknown;
    } catch (cause) {
      throw broken(file, messageOf(cause), cause);
    }
  });
}

/**
 * The objects of one document: Lists are opened, an empty document gives none.
 *
 * @throws GitOpsError `manifest_generation` naming the file.
 */
export function toObjects(document: unknown, file: string): readonly KubeObject[] {
  if (document === null || document === undefined) return [];
  if (!isRecord(document)) throw broken(file, 'a document is not an object');
  const kind = readString(document, 'kind') ?? '';
  const apiVersion = readString(document, 'apiVersion') ?? '';
  if (kind === '') throw broken(file, "Object 'Kind' is missing");
  if (apiVersion === '') throw broken(file, `apiVersion is missing in a ${kind}`);
  if (kind.endsWith('List') && Array.isArray(document['items'])) {
    return readArray(document, 'items').flatMap((item) => toObjects(item, file));
  }
  const metadata = document['metadata'] ?? {};
  if (!isRecord(metadata)) throw broken(file, `metadata of a ${kind} is not an object`);
  const name = readString(metadata, 'name');
  if (name === undefined && readString(metadata, 'generateName') === undefined) {
    throw broken(file, `metadata.name is missing in a ${kind}`);
  }
  for (const field of ['labels', 'annotations']) checkTexts(metadata[field], field, file, kind);
  return [{ ...document, apiVersion, kind, metadata: withoutNulls(metadata) }];
}

function checkTexts(value: unknown, field: string, file: string, kind: string): void {
  if (value === undefined || value === null) return;
  const isFine = isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
  if (!isFine) throw broken(file, `metadata.${field} of a ${kind} must map texts to texts`);
}

function withoutNulls(metadata: Readonly<Record<string, unknown>>): KubeObject['metadata'] {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
}

function broken(file: string, reason: string, cause?: unknown): GitOpsError {
  const message = `Failed to unmarshal "${file}": ${reason}`;
  return new GitOpsError('manifest_generation', message, { cause });
}
