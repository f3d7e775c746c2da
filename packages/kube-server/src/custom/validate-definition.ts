import type { KubeObject, StatusCause } from '@fairway/kube';
import { isObject, objectAt, objectsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import { invalidValue, required, unsupported } from '../validation/causes.ts';

/** Causes for a CustomResourceDefinition that cannot be served. */
export function definitionCauses(object: KubeObject): StatusCause[] {
  const causes: StatusCause[] = [];
  const group = textOf(valueAt(object, 'spec', 'group'));
  const plural = textOf(valueAt(object, 'spec', 'names', 'plural'));
  const name = object.metadata.name ?? '';
  if (plural !== '' && name !== `${plural}.${group}`) {
    causes.push(invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group'));
  }
  const scope = textOf(valueAt(object, 'spec', 'scope'));
  if (scope !== 'Namespaced' && scope !== 'Cluster') {
    causes.push(unsupported('spec.scope', scope, ['Cluster', 'Namespaced']));
  }
  const versions = objectsOf(valueAt(object, 'spec', 'versions'));
  const stored = versions.filter((version) => version['storage'] === true);
  if (stored.length !== 1) {
    const why = 'must have exactly one version marked as storage version';
    causes.push(
      invalidValue(
        'spec.versions',
        versions.map((item) => item['name']),
        why,
      ),
    );
  }
  versions.forEach((version, index) => {
    const at = `spec.versions[${index}].schema.openAPIV3Schema`;
    const schema = objectAt(version, 'schema', 'openAPIV3Schema');
    if (schema === undefined) causes.push(required(at, 'schemas are required'));
    else if (schema['type'] !== 'object') {
      causes.push(invalidValue(`${at}.type`, schema['type'] ?? '', 'must be object at the root'));
    } else checkPatterns(schema, at, causes);
  });
  return causes;
}

/** A pattern that does not compile would fail every later write. */
function checkPatterns(schema: JsonObject, path: string, causes: StatusCause[]): void {
  const { pattern } = schema;
  if (typeof pattern === 'string') {
    try {
      new RegExp(pattern, 'u').test('');
    } catch (error) {
      const why = error instanceof Error ? error.message : 'must be a regular expression';
      causes.push(invalidValue(`${path}.pattern`, pattern, why));
    }
  }
  for (const [key, value] of Object.entries(schema)) {
    if (isObject(value)) checkPatterns(value, `${path}.${key}`, causes);
  }
}
