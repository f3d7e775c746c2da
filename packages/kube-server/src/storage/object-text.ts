import type { KubeObject } from '@fairway/kube';

const head = '{"metadata":{';

/** The object's JSON with metadata first and without its resourceVersion, as the log keeps it. */
export function toStoredText(object: KubeObject): string {
  const { metadata, ...rest } = object;
  const { resourceVersion: _, ...meta } = metadata;
  return JSON.stringify({ metadata: meta, ...rest });
}

/** Splices the revision in front of the other metadata, without parsing. */
export function toServedText(text: string, rv: number): string {
  if (!text.startsWith(head)) throw new SyntaxError('a stored object does not begin with metadata');
  const tail = text.slice(head.length);
  return `${head}"resourceVersion":"${rv}"${tail.startsWith('}') ? '' : ','}${tail}`;
}

/** JSON of an object in the order in which it is served: metadata first. */
export function toServedJson(object: KubeObject): Buffer {
  return Buffer.from(
    toServedText(toStoredText(object), Number(object.metadata.resourceVersion ?? 0)),
  );
}
