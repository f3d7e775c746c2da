import { describe, expect, it } from 'vitest';
import { configKeys, documentedKeys } from './config-keys.ts';

describe('configKeys', () => {
  it('names leaves with their variables and defaults', () => {
    const schema = {
      properties: {
        port: { default: 8080 },
        gitHost: { default: { kind: 'embedded' }, properties: { kind: {} } },
        database: {
          default: { kind: 'embedded' },
          oneOf: [{ properties: { kind: {} } }, { properties: { kind: {}, url: {} } }],
        },
      },
    };
    expect(configKeys(schema)).toEqual([
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
