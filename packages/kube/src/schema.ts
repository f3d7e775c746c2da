import type { GroupVersionKind } from './client.ts';
import { readDataFile } from './data-file.ts';

/** JSON types of a schema node. */
export type SchemaType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';

/**
 * The structure of one field, resolved lazily so that recursive kinds (JSONSchemaProps) work.
 * A node without `type` accepts any JSON value.
 */
export interface ObjectSchema {
  readonly type?: SchemaType;
  readonly format?: string;
  /** The definition's last name segment (`DeploymentSpec`), for messages. */
  readonly definition?: string;
  readonly properties?: ReadonlyMap<string, ObjectSchema> | undefined;
  readonly items?: ObjectSchema | undefined;
  readonly additionalProperties?: ObjectSchema | undefined;
  readonly required: readonly string[];
  /** Strategic merge patch: `merge`, `replace`, `retainKeys`, possibly two of them. */
  readonly patchStrategy: readonly string[];
  readonly patchMergeKey?: string;
  /** Server-side apply: how list items are owned; an absent value means atomic. */
  readonly listType?: 'atomic' | 'map' | 'set';
  readonly listMapKeys: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  readonly intOrString: boolean;
  readonly quantity: boolean;
}

/** An OpenAPI v2/v3 schema node, as far as it is read here. */
type RawSchema = Readonly<Record<string, unknown>>;

type Definitions = Readonly<Record<string, RawSchema>>;

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

let definitions: Definitions | undefined;
let namesByGvk: Map<string, string> | undefined;
const builtins = new Map<string, ObjectSchema>();

/** The schema of a built-in kind of Kubernetes 1.31, or undefined when the kind isn't one. */
export function schemaFor(gvk: GroupVersionKind): ObjectSchema | undefined {
  const name = definitionNames().get(gvkKey(gvk));
  if (name === undefined) return undefined;
  let schema = builtins.get(name);
  if (schema === undefined) {
    schema = new LazySchema(loadDefinitions()[name] ?? {}, loadDefinitions(), name);
    builtins.set(name, schema);
  }
  return schema;
}

/**
 * The schema of a custom resource from the `openAPIV3Schema` of its definition. Fields without a
 * `type`, and those that preserve unknown fields, accept anything.
 */
export function schemaFromOpenApi(openApi: Readonly<Record<string, unknown>>): ObjectSchema {
  return new LazySchema(openApi, {}, undefined);
}

/** True when the node accepts fields that it doesn't name (`additionalProperties`, any JSON). */
export function acceptsAnyField(schema: ObjectSchema): boolean {
  return schema.properties === undefined && schema.additionalProperties === undefined;
}

function loadDefinitions(): Definitions {
  definitions ??= readDataFile('definitions.json') as Definitions;
  return definitions;
}

function definitionNames(): Map<string, string> {
  if (namesByGvk === undefined) {
    namesByGvk = new Map();
    for (const [name, raw] of Object.entries(loadDefinitions())) {
      const gvks = raw['x-kubernetes-group-version-kind'] as GroupVersionKind[] | undefined;
      for (const gvk of gvks ?? []) namesByGvk.set(gvkKey(gvk), name);
    }
  }
  return namesByGvk;
}

function gvkKey(gvk: GroupVersionKind): string {
  return `${gvk.group}/${gvk.version}/${gvk.kind}`;
}

/** Resolves `$ref` on construction and children on first use. */
class LazySchema implements ObjectSchema {
  readonly required: readonly string[];
  readonly patchStrategy: readonly string[];
  readonly listMapKeys: readonly string[];
  readonly intOrString: boolean;
  readonly quantity: boolean;
  readonly type?: SchemaType;
  readonly format?: string;
  readonly definition?: string;
  readonly patchMergeKey?: string;
  readonly listType?: 'atomic' | 'map' | 'set';
  readonly mapType?: 'atomic' | 'granular';
  readonly #raw: RawSchema;
  readonly #definitions: Definitions;
  #properties: ReadonlyMap<string, ObjectSchema> | undefined;
  #items: ObjectSchema | undefined;
  #additional: ObjectSchema | undefined;

  constructor(source: RawSchema, all: Definitions, name: string | undefined) {
    const ref = refName(source);
    const raw = ref === undefined ? source : { ...all[ref], ...source };
    const definition = ref ?? name;
    this.#raw = raw;
    this.#definitions = all;
    this.quantity = ref === QUANTITY;
    this.intOrString =
      raw['format'] === 'int-or-string' || raw['x-kubernetes-int-or-string'] === true;
    this.required = (raw['required'] as string[] | undefined) ?? [];
    this.patchStrategy =
      (raw['x-kubernetes-patch-strategy'] as string | undefined)?.split(',') ?? [];
    this.listMapKeys = (raw['x-kubernetes-list-map-keys'] as string[] | undefined) ?? [];
    if (definition !== undefined) {
      this.definition = definition.slice(definition.lastIndexOf('.') + 1);
    }
    if (isSchemaType(raw['type']) && !this.intOrString) this.type = raw['type'];
    if (typeof raw['format'] === 'string') this.format = raw['format'];
    const mergeKey = raw['x-kubernetes-patch-merge-key'];
    if (typeof mergeKey === 'string') this.patchMergeKey = mergeKey;
    const listType = raw['x-kubernetes-list-type'];
    if (listType === 'atomic' || listType === 'map' || listType === 'set') this.listType = listType;
    else if (this.patchStrategy.includes('merge') && this.patchMergeKey !== undefined) {
      // kube-apiserver derives the list type from the patch markers where none is stated.
      this.listType = 'map';
      this.listMapKeys = [this.patchMergeKey];
    }
    const mapType = raw['x-kubernetes-map-type'];
    if (mapType === 'atomic' || mapType === 'granular') this.mapType = mapType;
  }

  get properties(): ReadonlyMap<string, ObjectSchema> | undefined {
    const raw = this.#raw['properties'] as Record<string, RawSchema> | undefined;
    if (raw === undefined || this.#raw['x-kubernetes-preserve-unknown-fields'] === true) {
      return undefined;
    }
    this.#properties ??= new Map(
      Object.entries(raw).map(([name, child]) => [name, this.#child(child)]),
    );
    return this.#properties;
  }

  get items(): ObjectSchema | undefined {
    const raw = this.#raw['items'] as RawSchema | undefined;
    if (raw === undefined) return undefined;
    this.#items ??= this.#child(raw);
    return this.#items;
  }

  get additionalProperties(): ObjectSchema | undefined {
    const raw = this.#raw['additionalProperties'];
    if (typeof raw !== 'object' || raw === null) return undefined;
    this.#additional ??= this.#child(raw as RawSchema);
    return this.#additional;
  }

  #child(raw: RawSchema): ObjectSchema {
    return new LazySchema(raw, this.#definitions, undefined);
  }
}

function refName(raw: RawSchema): string | undefined {
  const ref = raw['$ref'];
  return typeof ref === 'string' ? ref.slice(ref.lastIndexOf('/') + 1) : undefined;
}

function isSchemaType(value: unknown): value is SchemaType {
  return (
    value === 'object' ||
    value === 'array' ||
    value === 'string' ||
    value === 'integer' ||
    value === 'number' ||
    value === 'boolean'
  );
}
