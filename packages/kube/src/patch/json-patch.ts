import { applyPatch, type Operation } from 'rfc6902';
import { isObject, jsonClone } from '../json.ts';
import { badRequest, invalid } from '../status-errors.ts';

const OPERATIONS = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

// evanphx/json-patch, which kube-apiserver uses, is called with the same limit there.
const MAX_OPERATIONS = 10_000;

/**
 * Applies a JSON patch (RFC 6902). The object is left as it is.
 *
 * Throws StatusError: 400 when the patch is no list of operations, 422 Invalid when one of them
 * doesn't apply (a missing path, a failed test).
 */
export function applyJsonPatch<T>(object: T, patch: unknown): T {
  const operations = readOperations(patch);
  const result = jsonClone(object);
  for (const operation of operations) {
    const [error] = applyPatch(result, [operation]);
    if (error !== null && error !== undefined) throw patchFailure(object, operation, error);
  }
  return result;
}

function readOperations(patch: unknown): Operation[] {
  if (!Array.isArray(patch)) {
    throw badRequest('error decoding patch: a JSON patch is a list of operations');
  }
  if (patch.length > MAX_OPERATIONS) {
    throw badRequest(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`,
    );
  }
  for (const operation of patch as unknown[]) checkOperation(operation);
  // Each operation was checked for a known `op` and its pointers.
  return patch as Operation[];
}

function checkOperation(operation: unknown): void {
  if (!isObject(operation) || !OPERATIONS.has(String(operation['op']))) {
    throw badRequest(`error decoding patch: unexpected kind: ${JSON.stringify(operation)}`);
  }
  const { op, path, from } = operation;
  const pointers = op === 'move' || op === 'copy' ? [path, from] : [path];
  for (const pointer of pointers) {
    if (typeof pointer !== 'string' || (pointer !== '' && !pointer.startsWith('/'))) {
      throw badRequest(`error decoding patch: ${String(op)} has no valid path`);
    }
    if (/(^|\/)(__proto__|constructor|prototype)(\/|$)/.test(pointer)) {
      throw badRequest(`error decoding patch: the path ${pointer} is not allowed`);
    }
  }
}

function patchFailure(object: unknown, operation: Operation, error: Error): Error {
  const path = operation.path;
  const message =
    operation.op === 'test'
      ? `testing value ${path} failed: test failed`
      : `${operation.op} operation does not apply: doc is missing path: ${path}: ${error.message}`;
  const [kind, name] = identity(object);
  return invalid({ group: '', kind }, name, [{ message }]);
}

function identity(object: unknown): [kind: string, name: string] {
  if (!isObject(object)) return ['', ''];
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  return [
    typeof object['kind'] === 'string' ? object['kind'] : '',
    typeof metadata['name'] === 'string' ? metadata['name'] : '',
  ];
}
