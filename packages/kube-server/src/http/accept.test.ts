import { describe, expect, test } from 'vitest';
import { negotiate } from './accept.ts';

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

describe('negotiate', () => {
  test.each([
    [undefined, 'json', undefined],
    ['', 'json', undefined],
    ['*/*', 'json', undefined],
    ['application/json', 'json', undefined],
    ['application/yaml', 'yaml', undefined],
    ['application/vnd.kubernetes.protobuf,application/json', 'json', undefined],
    [`${table},application/json`, 'json', 'Table'],
    ['application/json;as=Table;v=v9;g=meta.k8s.io,application/json', 'json', undefined],
    [
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      'json',
      'PartialObjectMetadata',
    ],
    ['application/json;q=0.1, application/yaml;q=0.9', 'yaml', undefined],
  ] as const)('%s', (header, format, as) => {
    expect(negotiate(header)).toEqual({ format, as });
  });

  test.each([
    'text/html',
    'application/vnd.kubernetes.protobuf',
    'application/json;as=Nothing;v=v1;g=meta.k8s.io',
    ';;;',
  ])('%s is not acceptable', (header) => {
    expect(() => negotiate(header)).toThrow(expect.objectContaining({ code: 406 }));
  });
});
