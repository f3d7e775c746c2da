import { describe, expect, it } from 'vitest';
import { configKeys, documentedKeys } from './config-keys.ts';

describe('configKeys', () => {
  it('names leaves with their variables and defaults', () => {
    const schema = {
      properties: {
        port: {},
        gitHost: { properties: { kind: {} } },
        database: {
          oneOf: [{ properties: { kind: {} } }, { properties: { kind: {}, url: {} } }],
        },
      },
    };
    const defaults = {
      port: 8080,
      gitHost: { kind: 'embedded' },
      database: { kind: 'embedded' },
    };
    expect(configKeys(schema, defaults)).toEqual([
      { path: 'port', variable: 'FAIRWAY_PORT', default: '8080' },
      { path: 'gitHost.kind', variable: 'FAIRWAY_GIT_HOST_KIND', default: 'embedded' },
      { path: 'database.kind', variable: 'FAIRWAY_DATABASE_KIND', default: 'embedded' },
      { path: 'database.url', variable: 'FAIRWAY_DATABASE_URL', default: '' },
    ]);
  });
});

describe('documentedKeys', () => {
  it('reads the rows of the table and nothing else', () => {
    const text = [
      '| key | variable | default | meaning |',
      '|---|---|---|---|',
      '| `port` | `FAIRWAY_PORT` | `8080` | The one port. |',
      '| `database.url` | `FAIRWAY_DATABASE_URL` | | Where it is. |',
      'See `FAIRWAY_URL`.',
    ].join('\n');
    expect(documentedKeys(text)).toEqual([
      { path: 'port', variable: 'FAIRWAY_PORT', default: '8080' },
      { path: 'database.url', variable: 'FAIRWAY_DATABASE_URL', default: '' },
    ]);
  });
});
