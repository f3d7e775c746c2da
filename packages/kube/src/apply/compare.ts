import { isObject, jsonEqual, ownField } from '../json.ts';
import type { ObjectSchema } from '../schema.ts';
import { FieldSet } from './field-set.ts';
import { fieldElement, type PathElement } from './path-element.ts';
import { definedFields, fieldSchema, listEntries, structureOf } from './structure.ts';

/** What differs between two versions of an object. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

// Fields that are no pointers in the Go types: kube-apiserver always sees them as present, so
// that adding something below them doesn't add the field itself.
const ALWAYS_PRESENT = new Set([
  'metadata',
  'spec',
  'status',
  'template',
  'jobTemplate',
  'strategy',
  'updateStrategy',
  'resources',
  'containers',
]);

/** Compares two versions field by field, in the granularity of the schema. */
export function compareObjects(
  before: unknown,
  after: unknown,
  schema: ObjectSchema | undefined,
): Comparison {
  const out = { added: new FieldSet(), modified: new FieldSet(), removed: new FieldSet() };
  compareNodes({ before, after, schema, path: [], out });
  return out;
}

interface Node {
  before: unknown;
  after: unknown;
  schema: ObjectSchema | undefined;
  path: readonly PathElement[];
  out: Comparison;
}

function compareNodes(node: Node): void {
  const { before, after, schema, path, out } = node;
  if (before === undefined && after === undefined) return;
  const structure = structureOf(after ?? before, schema);
  const bothPresent = before !== undefined && after !== undefined;
  if (bothPresent && structureOf(before, schema) !== structure) {
    compareNodes({ ...node, after: undefined });
    compareNodes({ ...node, before: undefined });
    return;
  }
  if (structure === 'leaf') {
    if (bothPresent && !jsonEqual(before, after)) out.modified.insert(path);
  } else if (structure === 'map') {
    compareMaps(node);
  } else {
    compareLists(node);
  }
  if (before === undefined) out.added.insert(path);
  else if (after === undefined) out.removed.insert(path);
}

function compareMaps({ before, after, schema, path, out }: Node): void {
  const [left, right] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const names = [...definedFields(left), ...definedFields(right)].map(([name]) => name);
  for (const name of new Set(names)) {
    const child = fieldSchema(schema, name);
    const newer = ownField(right, name);
    const present = before !== undefined && schema !== undefined && ALWAYS_PRESENT.has(name);
    compareNodes({
      before: ownField(left, name) ?? (present ? emptyLike(newer) : undefined),
      after: newer,
      schema: child,
      path: [...path, fieldElement(name)],
      out,
    });
  }
}

/** A present but empty value for a map or list that has content, else undefined. */
function emptyLike(value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0) return [];
  return isObject(value) && definedFields(value).length > 0 ? {} : undefined;
}

function compareLists({ before, after, schema, path, out }: Node): void {
  const left = byElement(before, schema);
  const right = byElement(after, schema);
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    compareNodes({
      before: left.get(element),
      after: right.get(element),
      schema: schema?.items,
      path: [...path, element],
      out,
    });
  }
}

function byElement(list: unknown, schema: ObjectSchema | undefined): Map<PathElement, unknown> {
  const entries = Array.isArray(list) ? listEntries(list, schema) : [];
  return new Map(entries.map(({ element, item }) => [element, item]));
}
