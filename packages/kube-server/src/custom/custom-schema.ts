import { schemaFor, schemaFromOpenApi, type ObjectSchema } from '@fairway/kube';
import type { JsonObject } from '../json.ts';

const anyObject = schemaFor({ group: '', version: 'v1', kind: 'ConfigMap' })?.properties;

/** The schema of a custom resource, with the metadata that every object has. */
export function customSchema(openApi: JsonObject): ObjectSchema {
  const schema = schemaFromOpenApi(openApi);
  const { properties } = schema;
  if (properties === undefined || anyObject === undefined) return schema;
  const typed = new Map(properties);
  for (const name of ['apiVersion', 'kind', 'metadata']) {
    const field = anyObject.get(name);
    if (field !== undefined) typed.set(name, field);
  }
  return {
    type: 'object',
    properties: typed,
    required: schema.required,
    patchStrategy: [],
    listMapKeys: [],
    intOrString: false,
    quantity: false,
  };
}
