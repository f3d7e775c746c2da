import type { ApiResource } from '../client.ts';
import { parseApiVersion } from '../gvr.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Transport } from './transport.ts';

/** Reads discovery: the core group, then each group with its preferred version first. */
export async function discoverResources(transport: Transport): Promise<ApiResource[]> {
  const core = await transport.json({ method: 'GET', path: '/api' });
  const groups = await transport.json({ method: 'GET', path: '/apis' });
  const versions = [
    ...strings(core, 'versions').map((version) => ({ path: `/api/${version}`, version })),
    ...objects(groups, 'groups')
      .flatMap(groupVersions)
      .map((version) => ({ path: `/apis/${version}`, version })),
  ];
  const lists = await Promise.all(
    versions.map(async ({ path, version }) =>
      readResources(await transport.json({ method: 'GET', path }), version),
    ),
  );
  return lists.flat();
}

function groupVersions(group: JsonObject): string[] {
  const preferred = isObject(group['preferredVersion'])
    ? String(group['preferredVersion']['groupVersion'])
    : '';
  const all = objects(group, 'versions').map((version) => String(version['groupVersion']));
  return [...new Set([preferred, ...all])].filter((version) => version !== '');
}

function readResources(list: unknown, groupVersion: string): ApiResource[] {
  const records = objects(list, 'resources');
  const names = records.map((record) => String(record['name']));
  return records
    .filter((record) => !String(record['name']).includes('/'))
    .map((record) => ({
      ...parseApiVersion(groupVersion),
      resource: String(record['name']),
      kind: String(record['kind']),
      namespaced: record['namespaced'] === true,
      verbs: strings(record, 'verbs'),
      subresources: names
        .filter((name) => name.startsWith(`${String(record['name'])}/`))
        .map((name) => name.slice(name.indexOf('/') + 1)),
    }));
}

function objects(value: unknown, field: string): JsonObject[] {
  const list = isObject(value) ? value[field] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function strings(value: unknown, field: string): string[] {
  const list = isObject(value) ? value[field] : undefined;
  return Array.isArray(list) ? list.map(String) : [];
}
