import { expect, it } from 'vitest';

import { parseAccounts, parseOwner } from './users.ts';

const accounts = parseAccounts(
  'root:x:0:0::/root:/bin/sh\nnode:x:1000:1001::/home/node:/bin/sh\nbroken\nbad:x:a:b\n',
  'root:x:0:\nstaff:x:50:\n',
);

it.each([
  ['node', { uid: 1000, gid: 1001 }],
  ['node:staff', { uid: 1000, gid: 50 }],
  ['1000', { uid: 1000, gid: 1001 }],
  ['7', { uid: 7, gid: 7 }],
  ['7:8', { uid: 7, gid: 8 }],
  ['root', { uid: 0, gid: 0 }],
  ['0:staff', { uid: 0, gid: 50 }],
  ['nobody', undefined],
  ['node:nothing', undefined],
  ['bad', undefined],
  ['', undefined],
  ['99999999999', undefined],
])('reads the owner %j', (text, owner) => {
  expect(parseOwner(text, accounts)).toEqual(owner);
});

it('knows root in an image without accounts', () => {
  expect(parseOwner('root:root', parseAccounts('', ''))).toEqual({ uid: 0, gid: 0 });
});
