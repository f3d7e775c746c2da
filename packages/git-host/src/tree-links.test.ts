import { describe, expect, it } from 'vitest';

import { escapingLink } from './tree-links.ts';

describe('escapingLink', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['no links', {}, undefined],
    ['to a neighbour', { 'a/l': 'b' }, undefined],
    ['up to the root', { 'a/b/l': '../..' }, undefined],
    ['out of the root', { l: '..' }, 'l'],
    ['out and in again', { l: '../tree/x' }, 'l'],
    ['absolute', { l: '/etc/passwd' }, 'l'],
    ['a loop', { a: 'b', b: 'a' }, 'a'],
    ['out through another link', { 'a/b/up': '../..', l: 'a/b/up/../x' }, 'l'],
    ['deeper through another link', { deep: 'a/b/c', l: 'deep/../..' }, undefined],
    ['a long chain that stays', { a: 'b', b: 'c', c: './d//e' }, undefined],
  ])('%s', (_name, links, expected) => {
    expect(escapingLink(new Map(Object.entries(links)))).toBe(expected);
  });
});
