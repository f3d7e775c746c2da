import type { components } from './generated/schema.ts';

export { createApiClient, type ApiClient, type ApiClientOptions } from './client.ts';

/** The API's schemas by name, as replies hold them. */
export type Schemas = components['schemas'];
