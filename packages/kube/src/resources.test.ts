import { expect, test } from 'vitest';
import { builtinResources } from './registry.ts';
import { resources } from './resources.ts';

test.each(Object.entries(resources))('%s is a registered resource', (_name, gvr) => {
  expect(
    builtinResources().some(
      (r) => r.group === gvr.group && r.version === gvr.version && r.resource === gvr.resource,
    ),
  ).toBe(true);
});
