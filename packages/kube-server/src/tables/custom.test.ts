import { describe, expect, test } from 'vitest';
import { printCustom, readJsonPath } from './custom.ts';

const object = {
  spec: {
    size: 3,
    'x.y/z': 'odd',
    list: [
      { type: 'A', n: 1 },
      { type: 'B', n: 2 },
    ],
  },
};

describe('readJsonPath', () => {
  test.each([
    ['.spec.size', 3],
    ['.spec.list[1].n', 2],
    ['.spec.list[?(@.type=="B")].n', 2],
    ["['spec'].size", 3],
    [".spec['x.y/z']", 'odd'],
    ['.spec.x\\.y/z', 'odd'],
    ['.spec.none.deep', undefined],
    ['.spec.size[0]', undefined],
    ['.spec.list[?(@.type=="C")].n', undefined],
    ['.spec..size', undefined],
    ['{.spec}', undefined],
  ])('%s', (path, expected) => {
    expect(readJsonPath(object, path)).toEqual(expected);
  });
});

test('cells follow the columns; without columns the age is shown', () => {
  const base = { openApiSchema: {}, hasStatus: false, selectableFields: [] };
  const item = {
    apiVersion: 'a/v1',
    kind: 'W',
    metadata: { name: 'w', creationTimestamp: '2026-01-01T00:00:00Z' },
    ...object,
  };
  const now = new Date('2026-01-01T00:00:05Z');
  const printer = printCustom({
    ...base,
    printerColumns: [
      { name: 'Size', type: 'integer', jsonPath: '.spec.size', priority: 1 },
      { name: 'Since', type: 'date', jsonPath: '.metadata.creationTimestamp' },
      { name: 'None', type: 'string', jsonPath: '.none' },
      { name: 'List', type: 'string', jsonPath: '.spec.list[0]' },
    ],
  });
  expect(printer.columns.map((column) => `${column.name} ${column.priority}`)).toEqual([
    'Name 0',
    'Size 1',
    'Since 0',
    'None 0',
    'List 0',
  ]);
  expect(printer.cells(item, now)).toEqual(['w', 3, '5s', null, '{"type":"A","n":1}']);
  expect(printCustom({ ...base, printerColumns: [] }).cells(item, now)).toEqual(['w', '5s']);
});
