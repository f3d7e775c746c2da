import { readFileSync } from 'node:fs';
import { builtinResources, type KubeObject } from '@fairway/kube';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, startCluster, stopShared, type TestCluster, type Loose } from './_cluster.ts';

interface Case {
  sent: KubeObject;
  stored: KubeObject;
}

// Sent to and read back from a kube-apiserver 1.31.
const cases = JSON.parse(
  readFileSync(new URL('fixtures/defaulted-1.31.json', import.meta.url), 'utf8'),
) as Case[];
// What is not among the built-in resources is not served.
const served = new Set(builtinResources().map((item) => item.kind));

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  await stopShared();
});

/** Replaces what differs from run to run: ids, times, allocated addresses and ports. */
function steady(object: KubeObject): unknown {
  const {
    uid: _uid,
    creationTimestamp: _time,
    managedFields: _fields,
    resourceVersion: _rv,
    ...metadata
  } = object.metadata;
  const text = JSON.stringify({ ...object, metadata })
    .replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-xxxxx')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replaceAll(/"10\.96\.\d+\.\d+"/g, '"<ip>"')
    .replaceAll(/"nodePort":\d+/g, '"nodePort":0')
    .replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g, '"<time>"');
  return JSON.parse(text);
}

// Its status is written by a controller of the real server a moment later; here it is at once.
const different = new Set(['CustomResourceDefinition']);

describe('an object is stored as kube-apiserver 1.31 stores it', () => {
  test.each(
    cases
      .filter(({ sent }) => served.has(sent.kind))
      .map((item) => [`${item.sent.kind} ${item.sent.metadata.name}`, item] as const),
  )('%s', async (_, { sent, stored }) => {
    const definition = builtinResources().find(
      (item) =>
        item.kind === sent.kind &&
        sent.apiVersion === (item.group === '' ? item.version : `${item.group}/${item.version}`),
    );
    const root = sent.apiVersion.includes('/')
      ? `/apis/${sent.apiVersion}`
      : `/api/${sent.apiVersion}`;
    const scope = definition?.namespaced ? '/namespaces/default' : '';
    const { status, body } = await cluster.request(
      `${root}${scope}/${definition?.resource}`,
      json('POST', sent),
    );
    expect(status, JSON.stringify(body)).toBe(201);
    const [actual, expected] = [steady(body), steady(stored)] as [Loose, Loose];
    if (different.has(sent.kind)) {
      delete actual.status;
      delete expected.status;
    }
    expect(actual).toEqual(expected);
  });
});
