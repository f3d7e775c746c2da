import { describe, expect, it } from 'vitest';
import { createApiClient } from './client.ts';

/** A client whose requests are kept instead of sent. */
function recorded(token?: string): { client: ReturnType<typeof createApiClient>; sent: Request[] } {
  const sent: Request[] = [];
  const client = createApiClient({
    baseUrl: 'http://fairway.example.com',
    ...(token === undefined ? {} : { token }),
    fetch: async (request) => {
      sent.push(request);
      return Response.json({ items: [] });
    },
  });
  return { client, sent };
}

describe('createApiClient', () => {
  it('gives every POST a key of its own, and no other request one', async () => {
    const { client, sent } = recorded();
    const body = { name: 'web', description: '' };
    await client.POST('/api/v1/teams', { body });
    await client.POST('/api/v1/teams', { body });
    await client.GET('/api/v1/teams', {});
    const keys = sent.map((request) => request.headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).not.toBe(keys[0]);
    expect(keys[2]).toBeNull();
  });

  it('sends the token, when there is one', async () => {
    const { client, sent } = recorded('secret');
    await client.GET('/api/v1/teams', {});
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer secret');
    expect(sent[0]?.url).toBe('http://fairway.example.com/api/v1/teams');
  });
});
