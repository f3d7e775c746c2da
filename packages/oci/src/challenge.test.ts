import { expect, it } from 'vitest';

import { parseChallenge } from './challenge.ts';

it.each([
  [
    'Bearer realm="https://a.example.com/token",service="reg",scope="repository:x:pull"',
    'bearer',
    { realm: 'https://a.example.com/token', service: 'reg', scope: 'repository:x:pull' },
  ],
  ['Basic realm="a \\"b\\""', 'basic', { realm: 'a "b"' }],
  ['basic', 'basic', {}],
  ['BEARER Realm=plain , Service="x,y"', 'bearer', { realm: 'plain', service: 'x,y' }],
  ['Basic realm="x", Bearer realm="y"', 'bearer', { realm: 'y' }],
])('reads %s', (header, scheme, parameters) => {
  expect(parseChallenge(header)).toEqual({ scheme, parameters });
});

it.each(['', 'Negotiate', 'NotBearer realm="x"', 'Digest realm="Bearer"'])(
  'knows no answer to %j',
  (header) => {
    expect(parseChallenge(header)).toBeUndefined();
  },
);
