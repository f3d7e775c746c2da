import {
  array,
  assert,
  constant,
  constantFrom,
  property,
  record,
  string,
  stringMatching,
} from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatReference, parseReference } from './reference.ts';

const DIGEST = `sha256:${'a1'.repeat(32)}`;

describe('parseReference', () => {
  it.each([
    ['node', { repository: 'node' }],
    ['node:22-slim', { repository: 'node', tag: '22-slim' }],
    ['library/node', { repository: 'library/node' }],
    ['ghcr.io/acme/app:1', { host: 'ghcr.io', repository: 'acme/app', tag: '1' }],
    ['localhost/app', { host: 'localhost', repository: 'app' }],
    ['127.0.0.1:5000/a/b', { host: '127.0.0.1:5000', repository: 'a/b' }],
    ['[::1]:5000/a', { host: '[::1]:5000', repository: 'a' }],
    ['host:1/a:b', { host: 'host:1', repository: 'a', tag: 'b' }],
    [`app@${DIGEST}`, { repository: 'app', digest: DIGEST }],
    [`h.io/app:v1@${DIGEST}`, { host: 'h.io', repository: 'app', tag: 'v1', digest: DIGEST }],
  ])('reads %s', (text, expected) => {
    expect(parseReference(text)).toEqual(expected);
    expect(formatReference(parseReference(text))).toBe(text);
  });

  it.each([
    '',
    ' ',
    'Node',
    'node:',
    'node:.x',
    'a//b',
    '/a',
    'a/',
    'a b',
    'a:b:c',
    'a@sha256:12',
    `a@sha512:${'0'.repeat(128)}`,
    'host:99999/a',
    'host:0/a',
    '-a',
    'a..b',
    'a___b',
    '../a',
    'a/../b',
    'ho_st.io/a',
    '.io/a',
    `a:${'x'.repeat(129)}`,
    'a'.repeat(256),
    'x'.repeat(5000),
    'a\n',
    'a:b\n',
    'https://example.com/a',
  ])('refuses %j', (text) => {
    expect(() => parseReference(text)).toThrowError(
      expect.objectContaining({ code: 'invalid-reference' }),
    );
  });

  it('is the inverse of formatReference for every reference', () => {
    const component = stringMatching(/^[a-z0-9]{1,8}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}$/);
    const reference = record(
      {
        repository: array(component, { minLength: 1, maxLength: 4 }).map((parts) =>
          parts.join('/'),
        ),
        tag: stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
        digest: constant(DIGEST),
        host: constantFrom(
          'example.com',
          'localhost',
          '127.0.0.1:5000',
          'Example',
          'a:1',
          '[::1]:80',
        ),
      },
      { requiredKeys: ['repository', 'host'] },
    );
    assert(
      property(reference, (parts) => {
        const text = formatReference(parts as Parameters<typeof formatReference>[0]);
        expect(parseReference(text)).toEqual(parts);
      }),
    );
  });

  it('either reads a text wholly or refuses it', () => {
    assert(
      property(string({ unit: constantFrom(...'aB0.:/@_-[]s'.split('')) }), (text) => {
        let parsed;
        try {
          parsed = parseReference(text);
        } catch {
          return;
        }
        expect(formatReference(parsed)).toBe(text);
      }),
    );
  });
});
