import type { ObjectSchema } from '@fairway/kube';
import type { JsonObject } from '../json.ts';

/** Collects the definitions that schemas refer to, under names with a common prefix. */
export class SchemaDocument {
  readonly definitions: Record<string, JsonObject> = {};
  readonly #prefix: string;
  readonly #refPath: string;

  /** `refPath` is where references point (`#/components/schemas/`); `prefix` begins each name. */
  constructor(refPath: string, prefix: string) {
    this.#refPath = refPath;
    this.#prefix = prefix;
  }

  /** Adds the definition of a kind, marked with its group, version and kind. */
  addKind(kind: string, schema: ObjectSchema, gvk: JsonObject): void {
    this.#define(kind, schema);
    const definition = this.definitions[`${this.#prefix}${kind}`];
    if (definition !== undefined) definition['x-kubernetes-group-version-kind'] = [gvk];
  }

  #define(name: string, schema: ObjectSchema): void {
    const key = `${this.#prefix}${name}`;
    if (this.definitions[key] !== undefined) return;
    const definition: JsonObject = {};
    // Set before its fields are visited: a definition may contain itself.
    this.definitions[key] = definition;
    Object.assign(definition, this.#inline(schema));
  }

  #field(schema: ObjectSchema): JsonObject {
    const { definition } = schema;
    if (definition === undefined || schema.properties === undefined) {
      return { ...this.#inline(schema), ...extensions(schema) };
    }
    this.#define(definition, schema);
    return { $ref: `${this.#refPath}${this.#prefix}${definition}`, ...extensions(schema) };
  }

  #inline(schema: ObjectSchema): JsonObject {
    if (schema.quantity || schema.intOrString) {
      return { format: 'int-or-string', 'x-kubernetes-int-or-string': true };
    }
    const properties = [...(schema.properties ?? [])].map(
      ([name, field]) => [name, this.#field(field)] as const,
    );
    return {
      ...(schema.type === undefined ? {} : { type: schema.type }),
      ...(schema.format === undefined ? {} : { format: schema.format }),
      ...(schema.required.length === 0 ? {} : { required: schema.required }),
      ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
      ...(schema.items === undefined ? {} : { items: this.#field(schema.items) }),
      ...(schema.additionalProperties === undefined
        ? {}
        : { additionalProperties: this.#field(schema.additionalProperties) }),
    };
  }
}

/** How lists and maps merge, on the field that holds them. */
function extensions(schema: ObjectSchema): JsonObject {
  return {
    ...(schema.patchStrategy.length === 0
      ? {}
      : { 'x-kubernetes-patch-strategy': schema.patchStrategy.join(',') }),
    ...(schema.patchMergeKey === undefined
      ? {}
      : { 'x-kubernetes-patch-merge-key': schema.patchMergeKey }),
    ...(schema.listType === undefined ? {} : { 'x-kubernetes-list-type': schema.listType }),
    ...(schema.listMapKeys.length === 0
      ? {}
      : { 'x-kubernetes-list-map-keys': schema.listMapKeys }),
    ...(schema.mapType === undefined ? {} : { 'x-kubernetes-map-type': schema.mapType }),
  };
}
