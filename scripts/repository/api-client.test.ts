import { readFile } from 'node:fs/promises';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../apps/server/src/http/openapi-document.ts';

const client = new URL('../../packages/api-client/', import.meta.url);
const hint = 'the API client is out of date: run npm run generate';

describe('the API client', () => {
  it('is made from the routes as they are', async () => {
    const stored: unknown = JSON.parse(await readFile(new URL('openapi.json', client), 'utf8'));
    expect(await openApiDocument('1'), hint).toEqual(stored);
  });

  it('has the types of its document', async () => {
    const document = await readFile(new URL('openapi.json', client), 'utf8');
    const types = await readFile(new URL('src/generated/schema.ts', client), 'utf8');
    const fresh = astToString(await openapiTypescript(document));
    expect(types.slice(types.indexOf('\n') + 1) === fresh, hint).toBe(true);
  });
});
