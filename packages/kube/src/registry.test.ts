import { expect, test } from 'vitest';
import { builtinResources } from './registry.ts';
import { schemaFor } from './schema.ts';

test('deployments are listed as discovery lists them', () => {
  const found = builtinResources().find((r) => r.group === 'apps' && r.resource === 'deployments');
  expect(found).toMatchObject({
    version: 'v1',
    kind: 'Deployment',
    singular: 'deployment',
    shortNames: ['deploy'],
    categories: ['all'],
    namespaced: true,
    subresources: ['scale', 'status'],
  });
  expect(found?.columns?.map((column) => column.name)).toContain('Up-to-date');
  expect(found?.subresourceDefinitions.find((s) => s.name === 'scale')?.kind).toBe('Scale');
});

test('every resource has a schema with metadata', () => {
  for (const resource of builtinResources()) {
    const schema = schemaFor(resource);
    expect(schema?.properties?.get('metadata'), resource.resource).toBeDefined();
  }
});
