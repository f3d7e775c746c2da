import type { ObjectSchema, StatusCause } from '@fairway/kube';
import { isObject, type JsonObject } from '../json.ts';
import { required } from './causes.ts';

/** `Definition.field`s that the schema requires although a server takes them as their zero value. */
const optional = new Set([
  'StatefulSetSpec.serviceName',
  'NetworkPolicySpec.podSelector',
  'EndpointSlice.endpoints',
  'Role.rules',
  'ClusterRole.rules',
  'Event.metadata',
  'CertificateSigningRequestSpec.request',
]);

/** Causes for missing required fields; `status` is the controllers' and is not looked at. */
export function requiredCauses(schema: ObjectSchema, object: JsonObject): StatusCause[] {
  const causes: StatusCause[] = [];
  walk(schema, object, '', causes);
  return causes;
}

function walk(schema: ObjectSchema, object: JsonObject, path: string, causes: StatusCause[]): void {
  for (const name of schema.required) {
    if (object[name] !== undefined) continue;
    if (optional.has(`${schema.definition ?? ''}.${name}`)) continue;
    causes.push(required(path === '' ? name : `${path}.${name}`));
  }
  for (const [key, value] of Object.entries(object)) {
    if (path === '' && (key === 'status' || key === 'metadata')) continue;
    const field = schema.properties?.get(key) ?? schema.additionalProperties;
    if (field === undefined) continue;
    const at = path === '' ? key : `${path}.${key}`;
    if (isObject(value)) walk(field, value, at, causes);
    else if (Array.isArray(value) && field.items !== undefined) {
      const { items } = field;
      value.forEach((item, index) => {
        if (isObject(item)) walk(items, item, `${at}[${index}]`, causes);
      });
    }
  }
}
