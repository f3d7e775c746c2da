/** The resource part of a URL path. */
export interface ResourcePath {
  type: 'resource';
  group: string;
  version: string;
  resource: string;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

/** A path that names no resource (discovery, health, OpenAPI). */
export interface OtherPath {
  type: 'other';
  segments: string[];
}

function decodeSegment(segment: string): string | undefined {
  try {
    const text = decodeURIComponent(segment);
    // A segment that decodes to another path must not name an object.
    return text === '' || text === '.' || text === '..' || /[/\\\0]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * Splits a path as kube-apiserver does: `/api/v1/…` and `/apis/GROUP/VERSION/…` with an optional
 * `namespaces/NS`, then resource, name, subresource. Undefined when the path is malformed.
 */
export function parsePath(path: string): ResourcePath | OtherPath | undefined {
  const trimmed = path.replace(/^\/+/, '').replace(/\/+$/, '');
  const segments: string[] = [];
  for (const part of trimmed === '' ? [] : trimmed.split('/')) {
    const segment = decodeSegment(part);
    if (segment === undefined) return undefined;
    segments.push(segment);
  }
  const [root, second] = segments;
  if (root === 'api' && segments.length > 2)
    return resourcePath('', second ?? '', segments.slice(2));
  if (root === 'apis' && segments.length > 3) {
    return resourcePath(second ?? '', segments[2] ?? '', segments.slice(3));
  }
  return { type: 'other', segments };
}

function resourcePath(group: string, version: string, rest: string[]): ResourcePath | undefined {
  const [first, namespace, third] = rest;
  const namespaceSubresource = third === 'status' || third === 'finalize';
  const inNamespace = first === 'namespaces' && third !== undefined && !namespaceSubresource;
  const [resource = '', name, subresource, ...more] = inNamespace ? rest.slice(2) : rest;
  if (more.length > 0) return undefined;
  return {
    type: 'resource',
    group,
    version,
    resource,
    namespace: inNamespace ? namespace : undefined,
    name,
    subresource,
  };
}
