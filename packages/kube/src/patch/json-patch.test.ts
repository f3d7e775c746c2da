import { expect, test } from 'vitest';
import { applyJsonPatch } from './json-patch.ts';
import { StatusError } from '../status-error.ts';

const pod = { kind: 'Pod', metadata: { name: 'a', labels: { x: '1' } }, list: [1, 2] };

test.each([
  [[{ op: 'add', path: '/metadata/labels/y', value: '2' }], { x: '1', y: '2' }, [1, 2]],
  [[{ op: 'replace', path: '/metadata/labels/x', value: '3' }], { x: '3' }, [1, 2]],
  [[{ op: 'remove', path: '/metadata/labels/x' }], {}, [1, 2]],
  [[{ op: 'add', path: '/list/-', value: 3 }], { x: '1' }, [1, 2, 3]],
  [[{ op: 'add', path: '/metadata/labels/a~1b~0c', value: 'z' }], { x: '1', 'a/b~c': 'z' }, [1, 2]],
  [[{ op: 'move', from: '/list/0', path: '/list/1' }], { x: '1' }, [2, 1]],
  [
    [
      { op: 'test', path: '/list/0', value: 1 },
      { op: 'copy', from: '/list/0', path: '/list/-' },
    ],
    { x: '1' },
    [1, 2, 1],
  ],
])('%j', (patch, labels, list) => {
  const before = JSON.stringify(pod);
  const result = applyJsonPatch(pod, patch);
  expect(result.metadata.labels).toEqual(labels);
  expect(result.list).toEqual(list);
  expect(JSON.stringify(pod)).toBe(before);
});

test.each<[unknown, number, RegExp]>([
  [[{ op: 'remove', path: '/absent' }], 422, /Pod "a" is invalid: remove operation does not apply/],
  [[{ op: 'replace', path: '/absent', value: 1 }], 422, /missing path/],
  [[{ op: 'add', path: '/a/b/c', value: 1 }], 422, /missing path/],
  [[{ op: 'test', path: '/list/0', value: 9 }], 422, /testing value \/list\/0 failed/],
  [{ op: 'remove', path: '/x' }, 400, /list of operations/],
  [[{ op: 'destroy', path: '/x' }], 400, /unexpected kind/],
  [[{ op: 'remove', path: 'x' }], 400, /no valid path/],
  [[{ op: 'move', path: '/x' }], 400, /no valid path/],
  [[{ op: 'add', path: '/__proto__/x', value: 1 }], 400, /not allowed/],
])('refuses %j', (patch, code, message) => {
  let failure: unknown;
  try {
    applyJsonPatch(pod, patch);
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(StatusError);
  expect((failure as StatusError).code).toBe(code);
  expect((failure as StatusError).message).toMatch(message);
});
