import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonEqual } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { deployment, deploymentSchema } from './_objects.ts';
import { serverSideApply } from './server-side-apply.ts';

const name = fc.constantFrom('a', 'b', 'c');
const container = fc.record(
  {
    name,
    image: fc.constantFrom('x:1', 'x:2'),
    args: fc.array(fc.constantFrom('1', '2'), { maxLength: 2 }),
    env: fc.uniqueArray(fc.record({ name, value: fc.constantFrom('v', 'w') }), {
      selector: (item) => item.name,
    }),
  },
  { requiredKeys: ['name'] },
);
const config = fc
  .record(
    {
      labels: fc.dictionary(name, fc.constantFrom('1', '2'), { minKeys: 1 }),
      finalizers: fc.uniqueArray(name),
      replicas: fc.nat(3),
      containers: fc.uniqueArray(container, { selector: (item) => item.name }),
    },
    { requiredKeys: [] },
  )
  .map(({ labels, finalizers, replicas, containers }) =>
    deployment(
      {
        spec: {
          ...(replicas === undefined ? {} : { replicas }),
          ...(containers === undefined ? {} : { template: { spec: { containers } } }),
        },
      },
      { ...(labels && { labels }), ...(finalizers && { finalizers }) },
    ),
  );

let clock = 0;
function apply(live: KubeObject | undefined, applied: KubeObject, manager: string): KubeObject {
  clock += 1000;
  return serverSideApply({
    live,
    applied,
    manager,
    force: true,
    schema: deploymentSchema,
    now: new Date(clock),
  });
}

test('applying twice is applying once, and inputs are untouched', () => {
  fc.assert(
    fc.property(config, config, config, (first, second, third) => {
      const live = apply(apply(undefined, first, 'one'), second, 'two');
      const before = JSON.stringify([live, third]);
      const once = apply(live, third, 'one');
      expect(apply(once, third, 'one')).toEqual(once);
      expect(JSON.stringify([live, third])).toBe(before);
    }),
  );
});

test('a manager that comes and goes leaves no trace where it forced nothing', () => {
  fc.assert(
    fc.property(config, config, (mine, theirs) => {
      const live = apply(undefined, mine, 'one');
      const visited = apply(live, theirs, 'two');
      const forced = !jsonEqual(
        live.metadata.managedFields,
        visited.metadata.managedFields?.filter((entry) => entry.manager === 'one'),
      );
      fc.pre(!forced);
      const left = apply(visited, deployment({}), 'two');
      expect(left.metadata.managedFields).toEqual(live.metadata.managedFields);
      expect(apply(left, mine, 'one').metadata.labels).toEqual(
        apply(live, mine, 'one').metadata.labels,
      );
    }),
  );
});

test('what is applied by force is in the result', () => {
  fc.assert(
    fc.property(config, config, (mine, theirs) => {
      const result = apply(apply(undefined, mine, 'one'), theirs, 'two');
      expect(result.metadata.labels ?? {}).toMatchObject(theirs.metadata.labels ?? {});
      const spec = theirs['spec'] as { replicas?: number };
      if (spec.replicas !== undefined)
        expect(result['spec']).toMatchObject(spec.replicas ? { replicas: spec.replicas } : {});
    }),
  );
});
