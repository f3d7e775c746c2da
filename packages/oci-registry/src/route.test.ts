import { describe, expect, it } from 'vitest';

import { parseRange } from './blobs.ts';
import { page } from './call.ts';
import { actionOf, parseRoute } from './route.ts';

const digest = `sha256:${'0a'.repeat(32)}`;
const upload = '01234567-89ab-cdef-0123-456789abcdef';

describe('parseRoute', () => {
  it.each([
    ['/v2/', { kind: 'base' }],
    ['/v2', { kind: 'base' }],
    ['/v2/_catalog', { kind: 'catalog' }],
    ['/v2/a/b/tags/list', { kind: 'tags', repository: 'a/b' }],
    [`/v2/a/blobs/${digest}`, { kind: 'blob', repository: 'a', digest }],
    ['/v2/a/blobs/uploads/', { kind: 'uploads', repository: 'a' }],
    ['/v2/a/blobs/uploads', { kind: 'uploads', repository: 'a' }],
    [`/v2/a/blobs/uploads/${upload}`, { kind: 'upload', repository: 'a', upload }],
    ['/v2/a/manifests/v1.2', { kind: 'manifest', repository: 'a', reference: { tag: 'v1.2' } }],
    [`/v2/a/manifests/${digest}`, { kind: 'manifest', repository: 'a', reference: { digest } }],
    [`/v2/a/referrers/${digest}`, { kind: 'referrers', repository: 'a', digest }],
    // A repository may have the words of the protocol in its name.
    ['/v2/blobs/uploads/tags/list', { kind: 'tags', repository: 'blobs/uploads' }],
    [
      '/v2/manifests/manifests/manifests',
      { kind: 'manifest', repository: 'manifests', reference: { tag: 'manifests' } },
    ],
  ])('reads %s', (path, route) => {
    expect(parseRoute(path)).toEqual(route);
  });

  it.each([
    ['/v1/', 'UNSUPPORTED'],
    ['/v2/a', 'UNSUPPORTED'],
    ['/v2//manifests/x', 'UNSUPPORTED'],
    ['/v2/a//b/manifests/x', 'NAME_INVALID'],
    ['/v2/../manifests/x', 'NAME_INVALID'],
    ['/v2/a+b/manifests/x', 'NAME_INVALID'],
    [`/v2/${'a'.repeat(256)}/manifests/x`, 'NAME_INVALID'],
    ['/v2/a/manifests/..', 'MANIFEST_INVALID'],
    ['/v2/a/manifests/md5:1', 'DIGEST_INVALID'],
    ['/v2/a/referrers/x', 'DIGEST_INVALID'],
    ['/v2/a/blobs/uploads/..', 'BLOB_UPLOAD_UNKNOWN'],
  ])('refuses %s', (path, code) => {
    expect(() => parseRoute(path)).toThrowError(expect.objectContaining({ code }));
  });
});

it.each([
  ['GET', '/v2/', 'pull'],
  ['GET', '/v2/_catalog', 'catalog'],
  ['HEAD', '/v2/a/manifests/x', 'pull'],
  ['GET', `/v2/a/blobs/uploads/${upload}`, 'push'],
  ['DELETE', `/v2/a/blobs/uploads/${upload}`, 'push'],
  ['PATCH', `/v2/a/blobs/uploads/${upload}`, 'push'],
  ['DELETE', '/v2/a/manifests/x', 'delete'],
  ['BREW', '/v2/a/manifests/x', 'push'],
])('%s %s needs the right to %s', (method, path, action) => {
  expect(actionOf(parseRoute(path), method)).toBe(action);
});

it.each([
  [undefined, undefined],
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=3-', { start: 3, end: 9 }],
  ['bytes=-4', { start: 6, end: 9 }],
  ['bytes=-40', { start: 0, end: 9 }],
  ['bytes=8-80', { start: 8, end: 9 }],
  ['bytes=-', undefined],
  ['bytes=a-b', undefined],
])('the range %s of ten bytes', (header, range) => {
  expect(parseRange(header, 10)).toEqual(range);
});

it.each(['bytes=10-', 'bytes=5-4', 'bytes=-0'])('the range %s is refused', (header) => {
  expect(() => parseRange(header, 10)).toThrowError(expect.objectContaining({ status: 416 }));
});

it.each([
  ['', ['a', 'b', 'c'], undefined],
  ['n=2', ['a', 'b'], 'b'],
  ['n=3', ['a', 'b', 'c'], undefined],
  ['n=1&last=a', ['b'], 'b'],
  ['last=b', ['c'], undefined],
  ['last=z', [], undefined],
  ['n=0', [], undefined],
])('a page by %j', (query, items, next) => {
  expect(page(['a', 'b', 'c'], new URLSearchParams(query))).toEqual(
    next === undefined ? { items } : { items, next },
  );
});
