import { expect, test } from 'vitest';
import { matchesFields, parseFieldSelector } from './field-selector.ts';
import { SelectorError } from './selector.ts';

const pod = {
  metadata: { name: 'web', namespace: 'default' },
  spec: { nodeName: 'node-1', hostNetwork: true },
  status: { phase: 'Running' },
};

test.each([
  ['', true],
  ['metadata.name=web', true],
  ['metadata.name==web', true],
  ['metadata.name!=web', false],
  ['status.phase=Running,spec.nodeName=node-1', true],
  ['status.phase!=Running,spec.nodeName=node-1', false],
  ['spec.hostNetwork=true', true],
  ['spec.absent=', true],
  ['spec.absent.deeper!=x', true],
  ['spec=x', false],
])('%s: %s', (text, expected) => {
  expect(matchesFields(pod, parseFieldSelector(text))).toBe(expected);
});

test('escapes in values', () => {
  expect(parseFieldSelector('a.b=x\\,y\\=z\\\\,c=d')).toEqual([
    { path: 'a.b', operator: '=', value: 'x,y=z\\' },
    { path: 'c', operator: '=', value: 'd' },
  ]);
});

test.each(['metadata.name', '=x', 'a=b=c', 'a=\\x'])('refuses %s', (text) => {
  expect(() => parseFieldSelector(text)).toThrow(SelectorError);
});
